"""Bundles of entries: each entry as its length in two bytes (big-endian), then its bytes."""

from collections.abc import Iterable

from evenhand_register.errors import RegisterError

__all__ = ["MAX_ENTRY", "decode_bundle", "encode_bundle"]

MAX_ENTRY = 2**16 - 1
_LENGTH_SIZE = 2


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return the bundle of entries, each of at most 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        parts += (len(entry).to_bytes(_LENGTH_SIZE, "big"), entry)
    return b"".join(parts)


def decode_bundle(bundle: bytes, width: int) -> list[bytes]:
    """Return the `width` entries of a bundle. Raises E_TILE where it ends before or after them."""
    entries: list[bytes] = []
    at = 0
    for _ in range(width):
        start = at + _LENGTH_SIZE
        at = start + int.from_bytes(bundle[at:start], "big")
        entries.append(bundle[start:at])
    if at != len(bundle):
        raise RegisterError("E_TILE", f"A bundle of entries does not hold exactly {width} entries.")
    return entries
