"""The recovery key (DESIGN 5.13): to its public half the sums of what is not stated yet are sealed; the private one is offline.

Both are made in `keys/`: `recovery.key`, which is carried away to where the folder is kept apart and removed from the machine,
and `recovery.pub`, which stays. Each file has two lines: what it is, and 32 bytes in base64.
"""

from pathlib import Path

from evenhand.clerk.key_folder import write_whole
from evenhand.site.home import Home, HomeError, Settings
from evenhand.site.key_file import key_text, read_key
from evenhand.vault.keys import Entropy, KeyPair, PrivateKey, PublicKey, key_pair_of, new_key_pair

PRIVATE_NAME, PUBLIC_NAME = "recovery.key", "recovery.pub"
_PRIVATE_LINE, _PUBLIC_LINE = "evenhand recovery key v1", "evenhand recovery public key v1"
_MISSING = (
    "There is no recovery key, so the sums of what is not stated yet lie in the database alone: if it is lost, no totals of that "
    "period can be proved any more. Stop the service and run `evenhand upgrade`, which makes one."
)
_CARRY_AWAY = (
    "Then take the recovery key away from this machine: copy {path} to two places offline, and remove it here. After a loss of the "
    "database it alone opens the sums of the period that was open, so that its totals can still be proved."
)
_STILL_HERE = (
    "The recovery key still lies on this machine, in {path}: copy it to where the folder keys is kept apart, then remove it "
    "here. It is needed after a loss only."
)


def create_recovery_key(home: Home, entropy: Entropy) -> bool:
    """Make the key pair unless its public half is there, durable before this returns; whether it was made. Raises OSError.

    The private half is written first: a public half that nothing opens would seal for nobody.
    """
    if (home.keys / PUBLIC_NAME).exists():
        return False
    pair = new_key_pair(entropy)
    (home.keys / PRIVATE_NAME).unlink(missing_ok=True)
    write_whole(home.keys / PRIVATE_NAME, key_text(_PRIVATE_LINE, pair.private), 0o600)
    write_whole(home.keys / PUBLIC_NAME, recovery_public_text(pair.public), 0o644)
    return True


def recovery_public_text(public: PublicKey) -> str:
    """What `recovery.pub` holds."""
    return key_text(_PUBLIC_LINE, public)


def load_recovery_public(home: Home) -> PublicKey | None:
    """The public half; None where there is none. Raises HomeError if its file is damaged."""
    try:
        return PublicKey(read_key(home.keys / PUBLIC_NAME, _PUBLIC_LINE))
    except FileNotFoundError:
        return None


def load_recovery_key(path: Path) -> KeyPair:
    """The key pair from the file of its private half. Raises HomeError if it is missing or damaged."""
    try:
        return key_pair_of(PrivateKey(read_key(path, _PRIVATE_LINE)))
    except FileNotFoundError:
        raise HomeError(f"There is no file {path}: name the recovery key, which was kept apart.") from None


def what_is_missing(home: Home, settings: Settings) -> str | None:
    """What an administrator has to do about the recovery key; None where all is well, and in a demonstration."""
    if settings.demonstration:
        return None
    if not (home.keys / PUBLIC_NAME).exists():
        return _MISSING
    private = home.keys / PRIVATE_NAME
    return _STILL_HERE.format(path=private) if private.exists() else None


def carry_away(home: Home) -> str:
    """What to do with a key that was just made."""
    return _CARRY_AWAY.format(path=home.keys / PRIVATE_NAME)
