"""An entry: the seven public lines that one counted step leaves in the register (register.md section 2.1).

    evenhand.entry/v1
    kind <kind>
    day <YYYY-MM-DD | YYYY-Www>
    record <b64 of 32 bytes>
    scheme <b64 of 32 bytes | ->
    tally <b64 of 32 bytes | ->
    proof <b64 of 64n bytes, 1 <= n <= 64 | ->

ASCII, each line ended by LF. Nobody can read a case from it: `record` commits to what is known of the step (see the
module of that name), `tally` to what it counts as. The day is a coarse label and no evidence of time.
"""

import binascii
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from . import tree
from .encoding import b64encode, is_kind
from .errors import RegisterError

__all__ = ["MAX_BYTES", "RESERVED_KINDS", "Entry", "day_bounds", "leaf_hash", "parse"]

MAX_BYTES = 65_535
RESERVED_KINDS = frozenset({"scheme", "statement", "pool", "draw", "key", "notice"})

_HASH_SIZE = 32
_BRANCH_SIZE = 64
_MAX_BRANCHES = 64
_FORM = re.compile(
    rb"evenhand\.entry/v1\nkind ([^\n]*)\nday ([^\n]*)\n"
    rb"record ([^\n]*)\nscheme ([^\n]*)\ntally ([^\n]*)\nproof ([^\n]*)\n"
)
_DAY = re.compile(r"(?P<year>[0-9]{4})-(?:W(?P<week>[0-9]{2})|[0-9]{2}-[0-9]{2})", re.ASCII)
_YEARS = range(1970, 3000)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the seven lines say. Whatever is not well formed cannot be made: it raises E_ENTRY_FORMAT."""

    kind: str
    day: str
    record: bytes
    scheme: bytes | None = None
    tally: bytes | None = None
    proof: bytes | None = None

    def __post_init__(self) -> None:
        _check_form(self.kind, self.day, self.scheme is not None, self.tally is not None, self.proof is not None)
        if len(self.record) != _HASH_SIZE or (self.scheme is not None and len(self.scheme) != _HASH_SIZE):
            raise _malformed("has a hash that is not 32 bytes long")
        if self.tally is not None and self.proof is not None:
            if len(self.tally) != _HASH_SIZE:
                raise _malformed("has a tally that is not 32 bytes long")
            size = len(self.proof)
            if size % _BRANCH_SIZE or not _BRANCH_SIZE <= size <= _BRANCH_SIZE * _MAX_BRANCHES:
                raise _malformed("has a proof of an impossible length")

    def render(self) -> bytes:
        """Return the seven lines."""
        return (
            f"evenhand.entry/v1\nkind {self.kind}\nday {self.day}\nrecord {_spell(self.record)}\n"
            f"scheme {_spell(self.scheme)}\ntally {_spell(self.tally)}\nproof {_spell(self.proof)}\n"
        ).encode("ascii")


def parse(raw: bytes) -> Entry:
    """Return the entry that raw spells. Raises E_ENTRY_FORMAT for anything that is not its one spelling."""
    lines = _FORM.fullmatch(raw) if len(raw) <= MAX_BYTES else None
    if lines is None:
        raise _malformed("is not the seven lines that it should be")
    kind, day, record, scheme, tally, proof = lines.groups()
    return Entry(
        *_read_names(kind, day),
        _read(record),
        _read_scheme(scheme),
        None if tally == b"-" else _read(tally),
        None if proof == b"-" else _read(proof),
    )


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry's bytes as a leaf of the register's tree."""
    return tree.leaf_hash(entry)


@lru_cache(maxsize=4096)  # thousands of entries share a day
def day_bounds(day: str) -> tuple[date, date]:
    """Return the first and the last day of a date or ISO week, in the years 1970-2999. Raises E_ENTRY_FORMAT."""
    parts = _DAY.fullmatch(day)
    if parts is None:
        raise _malformed("has a day that is neither a date nor a week")
    if int(parts["year"]) not in _YEARS:
        raise _malformed("has a day outside the years 1970 to 2999")
    try:
        if parts["week"] is None:
            first = last = date.fromisoformat(day)
        else:
            first = date.fromisocalendar(int(parts["year"]), int(parts["week"]), 1)
            last = first + timedelta(days=6)
    except ValueError:
        raise _malformed("has a day that is in no calendar") from None
    return first, last


@lru_cache(maxsize=4096)  # kinds are few, and a form once found proper need not be looked at again
def _check_form(kind: str, day: str, cites: bool, tallied: bool, proved: bool) -> None:
    """Check everything about an entry that many others have in common."""
    if not is_kind(kind):
        raise _malformed("has no proper kind")
    day_bounds(day)
    reserved = kind in RESERVED_KINDS
    if cites == (reserved and kind != "statement"):
        raise _malformed(f"is of the kind {kind} and cites a scheme or leaves it out where it must not")
    if tallied != proved:
        raise _malformed("has a tally without a proof or a proof without a tally")
    if tallied and reserved:
        raise _malformed(f"is of the kind {kind}, which is not counted, and has a tally")


def _spell(value: bytes | None) -> str:
    return "-" if value is None else b64encode(value)


@lru_cache(maxsize=4096)
def _read_names(kind: bytes, day: bytes) -> tuple[str, str]:
    return kind.decode("ascii", "replace"), day.decode("ascii", "replace")


@lru_cache(maxsize=256)  # all entries of a period cite one scheme, and share these bytes
def _read_scheme(text: bytes) -> bytes | None:
    return None if text == b"-" else _read(text)


def _read(text: bytes) -> bytes:
    """Return the bytes that text spells in base64, in the one proper way (`encoding.b64decode`, for bytes)."""
    try:
        value = binascii.a2b_base64(text)
    except ValueError:
        value = None
    if value is None or binascii.b2a_base64(value, newline=False) != text:
        raise _malformed("has a value that is not spelt properly")
    return value


def _malformed(what: str) -> RegisterError:
    return RegisterError("E_ENTRY_FORMAT", f"The entry {what}.")
