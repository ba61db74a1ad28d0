"""Types of secrets, key pairs, and how one secret is derived from another.

A secret is `bytes` of fixed length under a type of its own, so that a type checker keeps a private half apart from a
content key, and so that none shows itself in a log, a traceback or a failed assertion. A compartment (DESIGN 5.6) is
a `KeyPair`: whoever knows its public half can seal to it, whoever is granted its private half can open it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

type Entropy = Callable[[int], bytes]
"""A source of randomness: given n, it answers with n fresh unpredictable bytes. Outside tests: `os.urandom`."""


class Secret(bytes):
    """SIZE secret bytes that never show themselves."""

    SIZE: ClassVar[int] = 32
    __slots__ = ()

    def __new__(cls, value: bytes) -> Self:
        """Raises ValueError for any other length."""
        if len(value) != cls.SIZE:
            raise ValueError(f"A {cls.__name__} has {cls.SIZE} bytes, not {len(value)}.")
        return super().__new__(cls, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, not shown>"

    __str__ = __repr__


class PrivateKey(Secret):
    """The private half of an X25519 key pair, 32 bytes (RFC 7748)."""

    __slots__ = ()


class ContentKey(Secret):
    """The key of one record's content, one file or one draft, 32 bytes."""

    __slots__ = ()


class PublicKey(bytes):
    """The public half of an X25519 key pair, 32 bytes (RFC 7748); not a secret."""

    __slots__ = ()

    def __new__(cls, value: bytes) -> Self:
        """Raises ValueError for any other length."""
        if len(value) != 32:
            raise ValueError(f"A public key has 32 bytes, not {len(value)}.")
        return super().__new__(cls, value)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A person's, a team's or a compartment's key pair."""

    public: PublicKey
    private: PrivateKey


def new_key_pair(entropy: Entropy) -> KeyPair:
    """A fresh key pair."""
    return key_pair_of(PrivateKey(entropy(32)))


def new_content_key(entropy: Entropy) -> ContentKey:
    """A fresh key for one record or file."""
    return ContentKey(entropy(32))


def key_pair_of(private: PrivateKey) -> KeyPair:
    """The key pair that this private half belongs to."""
    return KeyPair(PublicKey(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()), private)


def key_id(public: PublicKey) -> str:
    """The reference of a key pair: 32 hex digits, the same for ever, safe to show."""
    return hashlib.sha256(b"evenhand.key-id/v1\0" + public).hexdigest()[:32]


def derive(secret: bytes, label: bytes, context: bytes = b"") -> bytes:
    """32 bytes derived from `secret`, independent for every label and context (HKDF-SHA256, RFC 5869, no salt).

    `label` is a fixed name without a zero byte; `context` is anything. `secret` has at least 128 bits of entropy.
    """
    return HKDF(SHA256(), 32, salt=None, info=label + b"\0" + context).derive(secret)
