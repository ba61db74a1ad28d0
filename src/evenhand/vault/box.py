"""Bytes sealed under one key that both sides hold.

    box = 01 | nonce (12 random bytes) | ChaCha20-Poly1305(key, nonce, content, ad = "evenhand.box/v1" 00 purpose)

The nonce is random, so a key may seal a few things (RFC 8439; the odds of a repeat stay below 2^-32 for 2^32 boxes).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import Entropy, Secret

_VERSION = b"\x01"
_NONCE = 12
_LABEL = b"evenhand.box/v1\0"


def box(content: bytes, key: Secret, purpose: bytes, entropy: Entropy) -> bytes:
    """`content` sealed under `key`, 29 bytes longer; it opens only with the same key and purpose."""
    nonce = entropy(_NONCE)
    return _VERSION + nonce + ChaCha20Poly1305(key).encrypt(nonce, content, _LABEL + purpose)


def unbox(boxed: bytes, key: Secret, purpose: bytes) -> bytes:
    """What was sealed. Raises CannotOpen if the key or the purpose is another one or a byte was changed."""
    nonce, body = boxed[1 : 1 + _NONCE], boxed[1 + _NONCE :]
    if boxed[:1] != _VERSION or len(nonce) < _NONCE:
        raise CannotOpen("This is not something that was sealed here: its first bytes are wrong.")
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, body, _LABEL + purpose)
    except InvalidTag:
        raise CannotOpen("This does not open: the key is another one, or a byte was changed since.") from None
