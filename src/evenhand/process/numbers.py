"""Complaint numbers: the index of the `received` entry in base 32, with a check symbol. EH-0K7M-C, for instance.

An index is given once, so a number is unique and never used again (DESIGN 5.3). The alphabet is Crockford's, without
I, L, O and U. The check symbol is the remainder of the digits, read as a polynomial over the field of 32 elements,
times x; so one wrong symbol is always noticed, and so are two neighbours exchanged.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "EH"
LEAST_DIGITS = 4
MOST_DIGITS = 13
_FIELD = 0b100101  # x^5 + x^2 + 1, which is irreducible
_LOOKALIKES = str.maketrans("OIL", "011", "- ")


class NumberError(ValueError):
    """The text is no complaint number. Its message is a sentence for whoever typed it."""


def number(index: int) -> str:
    """The number of the complaint whose `received` entry has that index."""
    digits = _digits(index).rjust(LEAST_DIGITS, ALPHABET[0])
    return f"{PREFIX}-{digits}-{_check(digits)}"


def parse_number(text: str) -> int:
    """The index in a number, however it was typed: small letters, spaces, hyphens and the prefix do not matter.

    Raises NumberError with a sentence.
    """
    plain = text.upper().translate(_LOOKALIKES)
    if len(plain) > len(PREFIX) + LEAST_DIGITS:  # anything shorter that begins like it has none
        plain = plain.removeprefix(PREFIX)
    digits, check = plain[:-1], plain[-1:]
    if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS or not set(plain) <= set(ALPHABET):
        raise NumberError("That is not a complaint number. A number looks like EH-0K7M-C: check it on your receipt.")
    if _check(digits) != check:
        raise NumberError(
            "That number has a slip of the pen in it, for its last letter does not fit. Check every letter."
        )
    return sum(ALPHABET.index(digit) * 32**place for place, digit in enumerate(reversed(digits)))


def _digits(index: int) -> str:
    if index < 0:
        raise NumberError("The index of an entry is never negative.")
    rest, last = divmod(index, 32)
    return (_digits(rest) if rest else "") + ALPHABET[last]


def _check(digits: str) -> str:
    remainder = 0
    for digit in digits:
        remainder = _times_x(remainder ^ ALPHABET.index(digit))
    return ALPHABET[remainder]


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value >= 32 else value
