"""The instance key: one key pair per installation, with which it vouches for people's and teams' keys (ADR 0022).

Its private half lies in `keys/instance.key`, mode 0600, outside the database and outside backups of it; its public
half beside it in `keys/instance.pub`, and what checks its vouching in `keys/vouch.pub`. Each file has two lines: what it is, and 32
bytes in base64. It holds each team's key until a member of that team has signed in, and nothing from then on.

To whom a key is granted is not a matter of a row in the database, which whoever writes the database could change: it takes a proof,
a signature over the public half, made when a person is appointed or a team's key is drawn.
"""

import base64
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.vault.errors import VaultError
from evenhand.vault.keys import Entropy, KeyPair, PrivateKey, PublicKey, derive, key_pair_of, new_key_pair

PRIVATE_NAME = "instance.key"
PUBLIC_NAME = "instance.pub"
VOUCH_NAME = "vouch.pub"
_PRIVATE_LINE = "evenhand instance key v1"
_PUBLIC_LINE = "evenhand instance public key v1"
_VOUCH_LINE = "evenhand vouching public key v1"
_VOUCHED = b"evenhand.vouch/v1\0"


class InstanceKeyFault(VaultError):
    """The instance key's files are missing, exposed, damaged, or already there."""


def create_instance_key(keys_dir: Path, entropy: Entropy) -> KeyPair:
    """Makes the key pair and writes its files, durable before this returns. The directory is made with mode 0700.

    Raises InstanceKeyFault if there is a key already: whatever is wrapped to it would be lost.
    """
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_pair = new_key_pair(entropy)
    _write_new(keys_dir / PRIVATE_NAME, _PRIVATE_LINE, key_pair.private, 0o600)
    _write_new(keys_dir / PUBLIC_NAME, _PUBLIC_LINE, key_pair.public, 0o644)
    write_vouch_public(keys_dir, key_pair)
    return key_pair


def write_vouch_public(keys_dir: Path, instance: KeyPair) -> None:
    """Writes what checks the vouching beside the key, durable before this returns; homes of before 2026-11-22 have none."""
    (keys_dir / VOUCH_NAME).unlink(missing_ok=True)
    _write_new(keys_dir / VOUCH_NAME, _VOUCH_LINE, vouch_public(instance), 0o644)
    directory = os.open(keys_dir, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def load_instance_key(keys_dir: Path) -> KeyPair:
    """The key pair. Raises InstanceKeyFault if its file is missing, damaged, or readable by other users."""
    path = keys_dir / PRIVATE_NAME
    raw = _read(path, _PRIVATE_LINE)
    if path.stat().st_mode & 0o077:
        raise InstanceKeyFault(f"Other users of this machine can read {path}: run chmod 600 on it, then start again.")
    key_pair = key_pair_of(PrivateKey(raw))
    if key_pair.public != load_instance_public(keys_dir):
        raise InstanceKeyFault(f"{PRIVATE_NAME} and {PUBLIC_NAME} in {keys_dir} are not of the same key pair.")
    return key_pair


def load_instance_public(keys_dir: Path) -> PublicKey:
    """The public half, to which every process may seal. Raises InstanceKeyFault if its file is missing or damaged."""
    return PublicKey(_read(keys_dir / PUBLIC_NAME, _PUBLIC_LINE))


def load_vouch_public(keys_dir: Path) -> bytes:
    """What checks the vouching, 32 bytes (Ed25519). Raises InstanceKeyFault if its file is missing or damaged."""
    return _read(keys_dir / VOUCH_NAME, _VOUCH_LINE)


def vouch_public(instance: KeyPair) -> bytes:
    """What checks this instance key's vouching, 32 bytes."""
    return _voucher(instance).public_key().public_bytes_raw()


def vouch(instance: KeyPair, subject: str, public: PublicKey) -> bytes:
    """64 bytes, stored with an appointment or a team's key: the public half is that of `subject` (Ed25519, RFC 8032).

    `subject` is a staff reference, a team's purpose, or the trustees.
    """
    return _voucher(instance).sign(_vouched(subject, public))


def is_vouched(vouch_public: bytes, subject: str, public: bytes, proof: bytes) -> bool:
    """Whether it is the installation's proof that this public half is the subject's. Without an installation's key, nothing is."""
    try:
        Ed25519PublicKey.from_public_bytes(vouch_public).verify(proof, _vouched(subject, public))
    except (InvalidSignature, ValueError):
        return False
    return True


def old_proof(instance: KeyPair, person: PublicKey) -> bytes:
    """32 bytes: what appointments of before 2026-11-22 hold in the place of a signature. `evenhand upgrade` makes them anew."""
    return hmac.digest(derive(instance.private, b"evenhand.stand-in/v1"), person, "sha256")


def factor_mark(instance: KeyPair, secret: bytes) -> str:
    """64 hex digits, the same for the same second factor: by them one that serves two accounts is found, and nothing else."""
    return hmac.digest(derive(instance.private, b"evenhand.second-factor/v1"), secret, "sha256").hex()


def _vouched(subject: str, public: bytes) -> bytes:
    """What is signed. With whose key it is, so that nobody's proof serves in another's place."""
    return _VOUCHED + subject.encode() + b"\0" + public


def _voucher(instance: KeyPair) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(instance.private, b"evenhand.vouch/v1"))


def _write_new(path: Path, first_line: str, raw: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise InstanceKeyFault(f"There is an instance key already ({path}); it is not replaced.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{first_line}\n{base64.b64encode(raw).decode('ascii')}\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path, first_line: str) -> bytes:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise InstanceKeyFault(
            f"{path} is missing: restore it from where you keep it, apart from the backups."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise InstanceKeyFault(f"{path} cannot be read.") from None
    try:
        said, encoded = lines
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise InstanceKeyFault(f"{path} is damaged: it should have two lines, what it is and the key.") from None
    if said != first_line or len(raw) != 32:
        raise InstanceKeyFault(
            f"{path} is not the file that it should be: its first line is not \u201c{first_line}\u201d."
        )
    return raw
