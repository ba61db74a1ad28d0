"""How a value that stands in clear is written: the shapes of `clear`. None of them is a sentence of somebody's own words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Shape:
    """How values are written, in words, and whether one is written so. None, nothing said, always is."""

    words: str
    fits: Callable[[Any], bool]


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def each(shape: Shape) -> Shape:
    """A list of them."""
    return Shape(f"list of {shape.words}", lambda value: isinstance(value, list) and all(map(shape.fits, value)))


def numbered(shape: Shape) -> Shape:
    """One for each number, as JSON has it."""
    digits = _matches(r"[0-9]{1,4}")
    return Shape(
        f"{shape.words} for each number",
        lambda value: (
            isinstance(value, Mapping) and all(digits(key) and shape.fits(one) for key, one in value.items())
        ),
    )


def parts(**shapes: Shape) -> Shape:
    """An object with these members and no other."""
    return Shape(
        f"({', '.join(f'{name}: {shape.words}' for name, shape in shapes.items())})",
        lambda value: (
            isinstance(value, Mapping) and all(_part_fits(shapes, name, one) for name, one in value.items())
        ),
    )


def _part_fits(shapes: Mapping[str, Shape], name: str, value: Any) -> bool:
    return name in shapes and (value is None or shapes[name].fits(value))


DAY = Shape("day", _is_day)
NUMBER = Shape("number", _is_number)
FLAG = Shape("yes or no", lambda value: isinstance(value, bool))
CODE = Shape("code", _matches(r"[A-Za-z0-9][A-Za-z0-9._()/-]{0,79}"))
OLD_CODE = Shape("code of the old table, as the map lists it", _matches(r"[^\r\n]{0,200}"))
REFERENCE = Shape("random reference", _matches(r"[a-z0-9-]{1,64}"))
WHO = Shape("reference of staff, or a party's word", _matches(r"[a-z0-9-]{1,64}"))
HASH = Shape("hash", _matches(r"[0-9a-f]{32,64}|[A-Za-z0-9+/]{43}="))
MARKS = Shape("keyed hashes", _matches(r"[0-9a-f]*"))
VALUE = Shape("random value", _matches(r"[!-~]{16,200}"))
LABEL = Shape("label of the office's own", _matches(r"[^\r\n]{1,200}"))
