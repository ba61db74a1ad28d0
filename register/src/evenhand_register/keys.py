"""The keys that sign notes, as C2SP signed-note writes them (register.md section 1.2).

    vkey    <name>+<8 hex of key id>+<b64(type || public key)>               what a reader holds
    signer  PRIVATE+KEY+<name>+<8 hex of key id>+<b64(type || seed)>         what the signing process holds

The key id is the first 4 bytes of SHA-256(name || LF || type || public key): it tells which key made a line, and is
no more than a hint. Types are 0x01, Ed25519 over the text of the note (logs), and 0x04, Ed25519 cosignature/v1 over
a checkpoint and a time (witnesses, see `cosignature`). No other type can be trusted.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import ClassVar, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .encoding import b64decode, b64encode
from .errors import RegisterError

__all__ = ["COSIGNATURE", "PLAIN", "PrivateKey", "Signer", "VerifierKey", "is_key_name"]

PLAIN: Final = 0x01
COSIGNATURE: Final = 0x04
_KEY_SIZE = 32
_PRIVATE = "PRIVATE+KEY+"
_NOT_IN_NAMES = re.compile("[\x00-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]")


@dataclass(frozen=True)
class VerifierKey:
    """A public key under the name it signs with."""

    name: str
    type: int
    public_key: bytes

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """Return the key that a vkey spells. Raises E_NOTE_FORMAT."""
        name, key_id, data = _split(vkey)
        key = cls(name, data[0], data[1:])
        if key.key_id.hex() != key_id:
            raise RegisterError(
                "E_NOTE_FORMAT", "The key's short id does not belong to the key: it was mistyped or altered."
            )
        return key

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that a signature line begins with."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public_key).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as text, to be printed and compared."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.type]) + self.public_key)}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Tell whether signature (64 bytes, RFC 8032) is this key's over message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """A private key and the name it signs with: 32 bytes, which the caller draws at random. `type` is its class's.

    Its text form is a secret; its repr shows none of it. Raises E_NOTE_FORMAT for an unusable name or length.
    """

    type: ClassVar[int]
    name: str
    private_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.private_key) != _KEY_SIZE:
            raise RegisterError(
                "E_NOTE_FORMAT", "A signing key is a name without spaces or plus signs, and 32 bytes."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key that `secret_text` spells. Raises E_NOTE_FORMAT."""
        if not text.startswith(_PRIVATE):
            raise RegisterError("E_NOTE_FORMAT", "This is not a signing key: those begin with PRIVATE+KEY+.")
        name, key_id, data = _split(text.removeprefix(_PRIVATE))
        key = cls(name, data[1:])
        if data[0] != cls.type or key.verifier.key_id.hex() != key_id:
            raise RegisterError("E_NOTE_FORMAT", "The signing key's short id does not belong to the key.")
        return key

    @property
    def secret_text(self) -> str:
        """The key as text, for a file that only the signing process can read."""
        spelt = b64encode(bytes([self.type]) + self.private_key)
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{spelt}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.type, self._key().public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The public half as text."""
        return self.verifier.vkey

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature over message."""
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private_key)


class Signer(PrivateKey):
    """A log's private key (type 0x01), which signs the text of a note as it is."""

    type = PLAIN


def is_key_name(name: str) -> bool:
    """Tell whether name may stand on a signature line: not empty, no plus sign, control or Unicode white space."""
    return bool(name) and not _NOT_IN_NAMES.search(name)


def _split(text: str) -> tuple[str, str, bytes]:
    """Return name, key id in hex and the 33 bytes of type and key."""
    name, _, rest = text.partition("+")
    key_id, _, spelt = rest.partition("+")
    data = b64decode(spelt, 1 + _KEY_SIZE)
    if not is_key_name(name):
        raise RegisterError("E_NOTE_FORMAT", "A key is written name+id+key, and this has no proper name.")
    if data is None or data[0] not in (PLAIN, COSIGNATURE):
        raise RegisterError(
            "E_NOTE_FORMAT", "A key is written name+id+key, and this is no Ed25519 key of a log or witness."
        )
    return name, key_id, data
