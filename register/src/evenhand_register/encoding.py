"""The small spellings that every part of the register shares (register.md section 0).

Each has exactly one spelling for each value: a reader that accepts two would let one record have two hashes. So these
functions answer None for anything but that one spelling, and the caller raises the code of its own section.
"""

import binascii
import re

__all__ = [
    "MAX_DECIMAL",
    "b64decode",
    "b64encode",
    "is_kind",
    "is_label",
    "is_ref",
    "is_words",
    "lp",
    "parse_decimal",
    "u32",
]

MAX_DECIMAL = 2**63 - 1
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)
_LABEL = re.compile(r"[a-z0-9][a-z0-9._/-]{0,63}", re.ASCII)
_REF = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,63}", re.ASCII)
_MAX_WORDS = 4096


def b64encode(data: bytes) -> str:
    """Return the padded base64 of RFC 4648 section 4."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def b64decode(text: str, length: int | None = None) -> bytes | None:
    """Return the bytes that text spells, or None where it is not their proper spelling or their number is wrong."""
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        return None
    if b64encode(data) != text or (length is not None and len(data) != length):
        return None
    return data


def parse_decimal(text: str) -> int | None:
    """Return the number 0..2^63-1 that text spells without sign, leading zero or foreign digits, else None."""
    if not _DECIMAL.fullmatch(text):
        return None
    number = int(text)
    return number if number <= MAX_DECIMAL else None


def is_kind(value: object) -> bool:
    """Tell whether value is the name of a kind of entry."""
    return isinstance(value, str) and _KIND.fullmatch(value) is not None


def is_label(value: object) -> bool:
    """Tell whether value is a label of a counter, template or figure."""
    return isinstance(value, str) and _LABEL.fullmatch(value) is not None


def is_ref(value: object) -> bool:
    """Tell whether value is the name of a period, a draw or a member of a pool."""
    return isinstance(value, str) and _REF.fullmatch(value) is not None


def is_words(value: object) -> bool:
    """Tell whether value is a text for people: 1..4096 bytes of UTF-8."""
    return isinstance(value, str) and 0 < len(value.encode("utf-8", "surrogatepass")) <= _MAX_WORDS


def lp(part: bytes) -> bytes:
    """Return part behind its length in four bytes (big-endian), so that no two lists of parts spell the same."""
    return u32(len(part)) + part


def u32(value: int) -> bytes:
    """Return value in four bytes, big-endian."""
    return value.to_bytes(4, "big")
