"""Bytes sealed to the recovery key, whose private half is kept offline (DESIGN 5.13).

    file = "evenhand sealed sums v1" 0A | key id (32 hex digits) 0A | wrap (97) | ciphertext

The content is sealed under a fresh key (see `seal`), and that key is wrapped to the public half for the one purpose of opening
this very ciphertext. The key id is there to tell a wrong key from a changed file; it is no secret.
"""

import hashlib

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, Entropy, KeyPair, PublicKey, key_id
from evenhand.vault.seal import open_sealed, seal
from evenhand.vault.wrap import WRAP_SIZE, unwrap, wrap

_FIRST_LINE = b"evenhand sealed sums v1\n"
_ID = 32


def seal_to(public: PublicKey, content: bytes, entropy: Entropy) -> bytes:
    """`content`, so that only the private half opens it; content of one length always has one length sealed."""
    sealed = seal(content, entropy)
    head = _FIRST_LINE + key_id(public).encode() + b"\n"
    return head + wrap(sealed.key, public, _purpose(sealed.ciphertext), entropy) + sealed.ciphertext


def open_with(pair: KeyPair, raw: bytes) -> bytes:
    """What was sealed. Raises CannotOpen, with a sentence that tells another key from a changed file."""
    at = len(_FIRST_LINE) + _ID
    said, rest = raw[len(_FIRST_LINE) : at], raw[at + 1 :]
    if not raw.startswith(_FIRST_LINE) or raw[at : at + 1] != b"\n":
        raise CannotOpen("It is not a file that was sealed to a recovery key: its first lines are wrong.")
    if said != key_id(pair.public).encode():
        raise CannotOpen(
            f"The recovery key is another one than it was sealed to: that one has the id {said.decode('ascii', 'replace')}, "
            f"this one {key_id(pair.public)}."
        )
    wrapped, ciphertext = rest[:WRAP_SIZE], rest[WRAP_SIZE:]
    try:
        return open_sealed(ciphertext, ContentKey(unwrap(wrapped, pair.private, _purpose(ciphertext))))
    except CannotOpen:
        raise CannotOpen("It was changed since it was sealed: it does not open with the key it names.") from None


def _purpose(ciphertext: bytes) -> bytes:
    return b"open-sums:" + hashlib.sha256(ciphertext).digest()
