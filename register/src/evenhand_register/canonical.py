"""Canonical JSON: one spelling for each value (RFC 8785, narrowed in register.md section 0).

Values are objects, arrays, strings, true, false, null and integers in -(2^53-1)..2^53-1, nested at most 32 deep.
Member names are 1..128 characters of 0x20-0x7E without quote and backslash, in order of their bytes. There is no
white space, and strings escape only what JSON obliges them to. A reader parses, renders again and requires the same
bytes, which refuses every other spelling (repeated members, escapes nobody needed, spaces) without a rule for each.
"""

import json
import re
from functools import lru_cache
from typing import Any, Never

from .errors import RegisterError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "dumps", "loads"]

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 32
_MAX_INTEGER = 2**53 - 1
_MAX_NAME = 128
_NAME = re.compile(r"[ !#-\[\]-~]+")
# check_circular is off because _check has walked the value, to a bounded depth, before the encoder sees it.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def dumps(value: Any) -> bytes:
    """Return the one canonical spelling of value. Raises E_JSON for what canonical JSON cannot say."""
    _check(value, MAX_DEPTH)
    try:
        raw = _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise RegisterError("E_JSON", "A text holds half of a surrogate pair, which is no character.") from None
    if len(raw) > MAX_BYTES:
        raise RegisterError("E_JSON", "The document is larger than 16 MiB.")
    return raw


def loads(raw: bytes) -> Any:
    """Return the value that raw spells canonically. Raises E_JSON for any other spelling and for no JSON."""
    if len(raw) > MAX_BYTES:
        raise RegisterError("E_JSON", "The document is larger than 16 MiB.")
    try:
        value = json.loads(raw.decode(), parse_float=_refuse_number, parse_constant=_refuse_number)
    except (ValueError, RecursionError):
        raise RegisterError("E_JSON", "The document is not JSON as the register writes it.") from None
    if dumps(value) != raw:
        raise RegisterError("E_JSON", "The document is JSON but not spelt in the one canonical way.")
    return value


def _refuse_number(text: str) -> Never:
    raise ValueError(text)


def _check(value: Any, depth: int) -> None:
    """Raise E_JSON unless value is made of the types above. `depth` is how many more levels it may open."""
    kind = type(value)  # exact types: True is an int and an enum may be a str, but neither spells like one
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -_MAX_INTEGER <= value <= _MAX_INTEGER:
            raise RegisterError("E_JSON", "A number is too large to be exact everywhere.")
        return
    if kind is not dict and kind is not list:
        raise RegisterError("E_JSON", f"Canonical JSON has no {kind.__name__}.")
    if depth == 0:
        raise RegisterError("E_JSON", "The document is nested more than 32 levels deep.")
    if kind is dict:
        for name in value:
            if type(name) is not str or len(name) > _MAX_NAME or not _is_name(name):
                raise RegisterError("E_JSON", "A member name is not 1 to 128 plain ASCII characters.")
        value = value.values()
    for item in value:
        _check(item, depth - 1)


@lru_cache(maxsize=4096)  # the same few names come again in every record
def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None
