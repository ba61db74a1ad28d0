"""One record's content, sealed under a fresh key of its own (REGISTER.md 3, erasure).

The caller joins `content_salt || content` and seals both together, so that destroying the one key destroys the words
and every way to test a guess at them. The ciphertext never changes afterwards: granting and rotating change wraps.
The ciphertext is a `box` of the padded content; its SHA-256 is its address and stands in the act's facts.
"""

import hashlib
from dataclasses import dataclass, field

from evenhand.vault.box import box, unbox
from evenhand.vault.keys import ContentKey, Entropy, new_content_key
from evenhand.vault.padding import pad, unpad

_PURPOSE = b"content"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext, which may be stored in the open, and the key that opens it, which is wrapped and forgotten."""

    key: ContentKey
    ciphertext: bytes = field(repr=False)

    @property
    def address(self) -> str:
        """SHA-256 of the ciphertext, in hex: where it is stored, and what facts say of it."""
        return hashlib.sha256(self.ciphertext).hexdigest()


def seal(content: bytes, entropy: Entropy) -> Sealed:
    """`content` under a fresh key, padded so that its length says little (see `padding`)."""
    key = new_content_key(entropy)
    return Sealed(key, box(pad(content, len(content)), key, _PURPOSE, entropy))


def open_sealed(ciphertext: bytes, key: ContentKey) -> bytes:
    """The content. Raises CannotOpen if the key is another one or a byte was changed."""
    return unpad(unbox(ciphertext, key, _PURPOSE))
