"""The files in `keys/`: the signing key, readable by the signing process alone, and its verifier key for everyone."""

import os
import secrets
from pathlib import Path

from evenhand.records.blobs import sync_folder
from evenhand.site.clock import entropy
from evenhand.site.home import Home, HomeError
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer

_SIGNING = "signing.key"
_VERIFIER = "vkey"


def create_signing_key(home: Home, origin: str) -> Signer:
    """Draw the register's signing key and write it, mode 0600, with the verifier key beside it.

    A key that is there already is kept: the verifier key may be on paper. Raises HomeError if it is another register's.
    """
    home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (home.keys / _SIGNING).exists():
        signer = load_signing_key(home)
        if signer.name != origin:
            raise HomeError(
                f"{home.keys} holds the keys of the register {signer.name}, whose beginning broke off: give that origin, or "
                "move the folder away."
            )
    else:
        signer = Signer(origin, entropy(32))
        write_key(home.keys / _SIGNING, signer.secret_text + "\n", 0o600)
    (home.keys / _VERIFIER).unlink(missing_ok=True)
    write_key(home.keys / _VERIFIER, signer.vkey + "\n", 0o644)
    return signer


def load_signing_key(home: Home) -> Signer:
    """The signing key. Raises HomeError if its file is not there."""
    try:
        return Signer.parse(_read(home.keys / _SIGNING).strip())
    except (RegisterError, UnicodeDecodeError):
        raise HomeError(
            f"{home.keys / _SIGNING} is damaged: put it back from the folder that was kept apart."
        ) from None


def load_vkey(home: Home) -> str:
    """The verifier key. Raises HomeError if its file is not there."""
    return _read(home.keys / _VERIFIER).strip()


def vkey_or_none(home: Home) -> str | None:
    """The verifier key, or None if its file is not there: for whoever examines what is left."""
    try:
        return load_vkey(home)
    except HomeError:
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise HomeError(f"{path} is missing: put it back from the folder that was kept apart.") from None


def write_key(path: Path, text: str, mode: int) -> None:
    """Write a file that is not there yet, whole or not at all, durably. Raises OSError."""
    whole = path.with_name(f".{path.name}.{secrets.token_hex(4)}")  # so that a crash leaves no half of a key
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    whole.rename(path)
    sync_folder(path.parent)
