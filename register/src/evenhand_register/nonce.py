"""The value that makes a receipt one person's own (register.md section 6 step 5).

Whoever complains draws 16 random bytes, or types words of their own, *before* submitting. The record binds exactly
one such value, so a register that hands one receipt to two people is found out by one of them.
"""

import hashlib
import unicodedata

from .encoding import b64decode

__all__ = ["SIZE", "read", "typed"]

SIZE = 16
# Unicode White_Space. Python's strip() takes four separators more, a browser's trim() takes U+FEFF and leaves U+0085.
_WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)


def typed(text: str) -> bytes:
    """Return the 16 bytes that a person's own words stand for, in whatever Unicode form they were typed."""
    words = unicodedata.normalize("NFC", text).strip(_WHITE_SPACE)
    return hashlib.sha256(b"evenhand.typed-nonce/v1\x00" + words.encode("utf-8", "surrogatepass")).digest()[:SIZE]


def read(text: str) -> bytes:
    """Return the 16 bytes that text means: those it spells in base64, as people are shown them, or else `typed`."""
    return b64decode(text.strip(_WHITE_SPACE), SIZE) or typed(text)
