"""One 32-byte secret sealed to one key pair: how keys are granted (DESIGN 5.6).

A wrap has 97 bytes:

    01 | E (32) | salt (16) | ChaCha20-Poly1305(key, nonce = 12 zero bytes, secret, no ad) (32 + 16)

    E, shared = Encap(public half) of DHKEM(X25519, HKDF-SHA256), RFC 9180 section 4.1
    key       = HKDF-Expand(shared, "evenhand.wrap/v1" 00 | salt | purpose, 32)

`purpose` says what the secret is for, for example b"record-key:<SHA-256 of the ciphertext>"; it is not stored, and a
wrap opens only with the same one, so no wrap can be passed off as the wrap of something else. E and the public half
are bound by the KEM, salt and purpose by the derivation, so a changed bit anywhere gives another key.

Why not HPKE's single call: it makes a fresh E for every secret (170 us). A `Wrapper` makes one E for many secrets to
the same key and a fresh salt for each, ten times as fast, which imports need. Whoever sees two wraps with the same E
learns that they were made together, for the same key, which their rows say anyway.
"""

import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import Entropy, PrivateKey, PublicKey, Secret, key_id

WRAP_SIZE = 97

_VERSION = b"\x01"
_LABEL = b"evenhand.wrap/v1\0"
_SALT = 16
_ZERO_NONCE = bytes(12)  # each derived key seals once, so its nonce need not vary
_HPKE = b"HPKE-v1KEM" + struct.pack(">H", 0x0020)  # version label and the suite of DHKEM(X25519, HKDF-SHA256)


class Wrapper:
    """Wraps many secrets to one public half at little more than the cost of one. Safe for threads."""

    def __init__(self, to_public: PublicKey, entropy: Entropy) -> None:
        """Raises ValueError if `to_public` is a point that no honest key pair has."""
        ephemeral = X25519PrivateKey.from_private_bytes(entropy(32))
        self._head = _VERSION + ephemeral.public_key().public_bytes_raw()
        try:
            dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(to_public))
        except ValueError:
            raise ValueError("Nothing can be wrapped to this public key: it is not a sound X25519 key.") from None
        self._shared = shared_secret(dh, self._head[1:], to_public)
        self._entropy = entropy

    def wrap(self, secret: Secret, purpose: bytes) -> bytes:
        """`secret`, wrapped: 97 bytes that open with the private half and the same purpose."""
        if len(secret) != 32:
            raise ValueError(f"A wrap holds a secret of 32 bytes, not {len(secret)}.")
        salt = self._entropy(_SALT)
        cipher = ChaCha20Poly1305(_wrapping_key(self._shared, salt, purpose))
        return self._head + salt + cipher.encrypt(_ZERO_NONCE, secret, None)


class Unwrapper:
    """A private half made ready to open wraps; making it costs as much as opening one. Safe for threads."""

    def __init__(self, private: PrivateKey) -> None:
        self._private = X25519PrivateKey.from_private_bytes(private)
        self._public = PublicKey(self._private.public_key().public_bytes_raw())
        self.key_id = key_id(self._public)

    def unwrap(self, wrap: bytes, purpose: bytes) -> Secret:
        """The secret in `wrap`. Raises CannotOpen if the key or purpose is another one or a byte was changed."""
        if len(wrap) != WRAP_SIZE or wrap[:1] != _VERSION:
            raise CannotOpen("This is not a wrap: its length or its first byte is wrong.")
        enc, salt, body = wrap[1:33], wrap[33:49], wrap[49:]
        try:
            dh = self._private.exchange(X25519PublicKey.from_public_bytes(enc))
            shared = shared_secret(dh, enc, self._public)
            return Secret(ChaCha20Poly1305(_wrapping_key(shared, salt, purpose)).decrypt(_ZERO_NONCE, body, None))
        except (InvalidTag, ValueError):  # ValueError: E is a point that no honest writer sends
            raise CannotOpen(
                "This key does not open this wrap: it was made for another key or purpose, or a byte was changed."
            ) from None


def wrap(secret: Secret, to_public: PublicKey, purpose: bytes, entropy: Entropy) -> bytes:
    """`secret` wrapped to one public half; for many to the same key use a Wrapper."""
    return Wrapper(to_public, entropy).wrap(secret, purpose)


def unwrap(wrap: bytes, private: PrivateKey, purpose: bytes) -> Secret:
    """The secret in `wrap`; for many with the same key use an Unwrapper. Raises CannotOpen."""
    return Unwrapper(private).unwrap(wrap, purpose)


def shared_secret(dh: bytes, enc: bytes, public: PublicKey) -> bytes:
    """ExtractAndExpand(dh, enc | public) of RFC 9180 section 4.1: the KEM's 32-byte shared secret."""
    prk = hmac.digest(b"", _HPKE + b"eae_prk" + dh, "sha256")
    return _expand(prk, struct.pack(">H", 32) + _HPKE + b"shared_secret" + enc + public)


def _wrapping_key(shared: bytes, salt: bytes, purpose: bytes) -> bytes:
    return _expand(shared, _LABEL + salt + purpose)


def _expand(prk: bytes, info: bytes) -> bytes:
    """HKDF-Expand-SHA256 to 32 bytes, which is one block and so one HMAC (RFC 5869 section 2.3)."""
    return hmac.digest(prk, info + b"\x01", "sha256")
