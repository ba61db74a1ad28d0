"""The trustees' key (DESIGN 5.14): its public half lies in `keys/trustees.pub`, its private one on the trustees' papers alone."""

from evenhand.clerk.key_folder import write_whole
from evenhand.site.home import Home
from evenhand.site.key_file import key_text, read_key
from evenhand.vault.keys import PublicKey

PUBLIC_NAME = "trustees.pub"
_PUBLIC_LINE = "evenhand trustees public key v1"


def load_trustees_public(home: Home) -> PublicKey | None:
    """The public half; None where no trustees were ever set. Raises HomeError if its file is damaged."""
    try:
        return PublicKey(read_key(home.keys / PUBLIC_NAME, _PUBLIC_LINE))
    except FileNotFoundError:
        return None


def write_trustees_public(home: Home, public: PublicKey) -> None:
    """Put it in the place of the one that was there, durable before this returns. Raises OSError."""
    write_whole(home.keys / PUBLIC_NAME, key_text(_PUBLIC_LINE, public), 0o644)
