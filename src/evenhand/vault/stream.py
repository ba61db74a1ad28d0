"""Files, sealed chunk by chunk as they arrive, so that nothing clear touches the disk (DESIGN 5.10).

    stream = 01 | salt (16 random bytes) | chunk ... | last chunk
    chunk  = ChaCha20-Poly1305(stream key, nonce, at most 65,536 bytes, no ad), 16 bytes longer
    nonce  = number of the chunk from 0 (11 bytes, big-endian) | 01 for the last chunk, else 00
    stream key = derive(key, "evenhand.stream/v1", salt)

This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015) as in age: every chunk but the last is
full, the last one says so, and whatever is cut off, added, repeated or moved does not open. The last chunk ends in
padding (see `padding`) and so is never empty. The salt makes it safe to seal several streams under one key, as
drafts and uploads are under the key in the portal's cookie.
"""

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, Entropy, derive
from evenhand.vault.padding import pad, unpad

CHUNK = 65_536
_SEALED_CHUNK = CHUNK + 16
_VERSION = b"\x01"
_HEAD = 17


class Sealer:
    """Seals one stream: `update` with each piece, then `finish` once. What they answer, joined, is the stream."""

    def __init__(self, key: ContentKey, entropy: Entropy) -> None:
        salt = entropy(_HEAD - 1)
        self._cipher = _cipher(key, salt)
        self._out = bytearray(_VERSION + salt)
        self._held = bytearray()
        self._chunks = 0
        self._finished = False

    def update(self, piece: bytes) -> bytes:
        """Takes the next bytes of the file; answers with the next bytes of the stream, possibly none."""
        self._refuse_if_finished()
        self._held += piece
        while len(self._held) >= CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return self._take()

    def finish(self) -> bytes:
        """The end of the stream. A stream without it does not open."""
        self._refuse_if_finished()
        total = self._chunks * CHUNK + len(self._held)
        self._seal(pad(bytes(self._held), total), last=True)
        self._held.clear()
        self._finished = True
        return self._take()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out += self._cipher.encrypt(_nonce(self._chunks, last=last), chunk, None)
        self._chunks += 1

    def _take(self) -> bytes:
        out = bytes(self._out)
        self._out.clear()
        return out

    def _refuse_if_finished(self) -> None:
        if self._finished:
            raise ValueError("This stream is finished; seal the next file with a new Sealer.")


def open_stream(key: ContentKey, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The file, a chunk at a time, from the stream in pieces of any size.

    Raises CannotOpen as soon as something is wrong. A stream that was cut off is known only at its end, after chunks
    were already handed out: what they were written to is to be thrown away then.
    """
    held = bytearray()
    cipher: ChaCha20Poly1305 | None = None
    number = 0
    for piece in pieces:
        held += piece
        if cipher is None and len(held) >= _HEAD:
            cipher = _cipher_of_head(key, held)
        while cipher is not None and len(held) > _SEALED_CHUNK:  # more follows, so this chunk is not the last one
            yield _open(cipher, number, bytes(held[:_SEALED_CHUNK]), last=False)
            del held[:_SEALED_CHUNK]
            number += 1
    if cipher is None:
        raise CannotOpen("This file does not open: it ends before it begins.")
    content = unpad(_open(cipher, number, bytes(held), last=True))
    if content:
        yield content


def _cipher_of_head(key: ContentKey, held: bytearray) -> ChaCha20Poly1305:
    if held[:1] != _VERSION:
        raise CannotOpen("This is not a file that was sealed here: its first byte is wrong.")
    cipher = _cipher(key, bytes(held[1:_HEAD]))
    del held[:_HEAD]
    return cipher


def _cipher(key: ContentKey, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive(key, b"evenhand.stream/v1", salt))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _open(cipher: ChaCha20Poly1305, number: int, chunk: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), chunk, None)
    except InvalidTag:
        raise CannotOpen(
            f"This file does not open at chunk {number + 1}: the key is another one, "
            "or bytes were changed, added, moved or cut off."
        ) from None
