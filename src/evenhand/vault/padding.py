"""Hiding lengths: what is sealed is first made as long as its neighbours.

A clear length names a file to whoever has seen it once, and a short text to whoever can guess it. Padme ("Reducing
Metadata Leakage from Encrypted Files and Communication with PURBs", 2019) rounds a length up so that what remains
visible grows with log log n, for 12 % of space at most. It is fine below a kilobyte, where our most telling texts
are, so no bucket here is smaller than 256 bytes. None is larger than 65,536, so that padding never spills into
another chunk of a stream.

Padded bytes: content, 80, then zero bytes (ISO/IEC 7816-4), which can always be told from content.
"""

from evenhand.vault.errors import CannotOpen

SMALLEST_BUCKET = 256
LARGEST_BUCKET = 65_536


def padded_length(length: int) -> int:
    """The length in bytes that `length` bytes of content are padded to: always larger."""
    marked = length + 1
    exponent = marked.bit_length() - 1
    bucket = 1 << max(exponent - exponent.bit_length(), 0)
    bucket = min(max(bucket, SMALLEST_BUCKET), LARGEST_BUCKET)
    return -(-marked // bucket) * bucket


def pad(tail: bytes, total: int) -> bytes:
    """`tail`, the last part of `total` bytes of content, with the padding that hides `total`."""
    return tail + b"\x80" + bytes(padded_length(total) - total - 1)


def unpad(padded: bytes) -> bytes:
    """The content without its padding. Raises CannotOpen if there is none: then this was not sealed by us."""
    content = padded.rstrip(b"\0")
    if not content.endswith(b"\x80"):
        raise CannotOpen("This opens but has no padding, so it was not sealed by this program.")
    return content[:-1]
