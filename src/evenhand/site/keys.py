"""The register's keys in the home: where they lie, and how a new register gets its first (see `clerk.key_folder`)."""

from evenhand.clerk.key_folder import SIGNING, VERIFIER, KeyFolder, KeysAmiss, write_whole
from evenhand.site.clock import entropy
from evenhand.site.home import Home, HomeError
from evenhand.vault.agent.instance_key import VOUCH_NAME, load_instance_key, write_vouch_public
from evenhand.vault.errors import VaultError
from evenhand_register.keys import Signer


def key_folder(home: Home) -> KeyFolder:
    """The files of the register's keys."""
    return KeyFolder(home.signing, home.keys)


def create_signing_key(home: Home, origin: str) -> Signer:
    """Draw the register's signing key and write it, mode 0600, with the verifier key beside it.

    A key that is there already is kept: the verifier key may be on paper. Raises HomeError if it is another register's.
    """
    for folder in (home.keys, home.signing):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (home.signing / SIGNING).exists():
        signer = load_signing_key(home)
        if signer.name != origin:
            raise HomeError(
                f"{home.signing} holds the keys of the register {signer.name}, whose beginning broke off: give that origin, or "
                "move the folder away."
            )
    else:
        signer = Signer(origin, entropy(32))
        write_whole(home.signing / SIGNING, signer.secret_text + "\n", 0o600)
    write_whole(home.keys / VERIFIER, signer.vkey + "\n", 0o644)
    return signer


def load_signing_key(home: Home) -> Signer:
    """The newest key that signs. Raises HomeError if there is none."""
    try:
        return key_folder(home).signers()[0]
    except KeysAmiss as error:
        raise HomeError(str(error)) from None


def ensure_vouch_public(home: Home) -> None:
    """Write what checks proofs of the instance key, where an older version has left none. Raises HomeError."""
    if (home.keys / VOUCH_NAME).exists():
        return
    try:
        write_vouch_public(home.keys, load_instance_key(home.keys))
    except VaultError as error:
        raise HomeError(str(error)) from None


def load_vkeys(home: Home) -> str:
    """The verifier keys, current and retired, the newest first, a line each. Raises HomeError if there is none."""
    try:
        return key_folder(home).vkeys
    except KeysAmiss as error:
        raise HomeError(str(error)) from None


def load_vkey(home: Home) -> str:
    """The newest verifier key: what people are given. Raises HomeError if there is none."""
    return load_vkeys(home).split()[0]


def vkeys_or_none(home: Home) -> str | None:
    """The verifier keys, or None if their file is not there: for whoever examines what is left."""
    try:
        return load_vkeys(home)
    except HomeError:
        return None
