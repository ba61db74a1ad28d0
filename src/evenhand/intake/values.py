"""From what stands in a cell to what it means: dates, codes, findings, rungs. Nothing is guessed.

Each reader remembers what it has read, since a table repeats its few values hundreds of thousands of times.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from evenhand.intake.rows import Cell, text
from evenhand.process.codes import Finding

SPREADSHEET_ERRORS = frozenset(
    {"#VALUE!", "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
OTHER = "other"
EARLIEST = date(1900, 1, 1)

CLEANERS: Mapping[str, Callable[[str], str]] = {
    "trim": str.strip,
    "squeeze": lambda value: " ".join(value.split()),
    "upper": str.upper,
    "lower": str.lower,
    "stars": lambda value: value.strip("*"),
}
"""What a map may ask to have done to a text before it is looked up, in the order given."""


class Unreadable(Exception):
    """A cell cannot be read as what the map says. The message is the reason, a sentence."""


class Unknown(StrEnum):
    """What a map says about a text that is not in its list."""

    REJECT = "reject"
    OTHER = "other"


def slug(words: str) -> str:
    """A text as a code: small letters and digits, with one hyphen for whatever stands between."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def is_spreadsheet_error(cell: Cell) -> bool:
    """Whether the cell holds #VALUE! or the like: the program that made the table could not work the value out."""
    return isinstance(cell, str) and cell.strip() in SPREADSHEET_ERRORS


@dataclass(frozen=True, slots=True)
class Dates:
    """Reads days.

    A text must fit a format of the map; if two formats read it as different days, it is not read at all.
    """

    formats: tuple[str, ...]
    zone: ZoneInfo
    _seen: dict[Cell, date | None] = field(default_factory=dict, repr=False, compare=False)

    def read(self, cell: Cell) -> date | None:
        """The day, None if the cell is blank. Raises Unreadable."""
        if cell not in self._seen:
            self._seen[cell] = self._read(cell)
        return self._seen[cell]

    def _read(self, cell: Cell) -> date | None:
        if isinstance(cell, date):
            return _sensible(self._day(cell))
        words = cell.strip()
        if not words:
            return None
        days = {day for day in (self._parse(words, how) for how in self.formats) if day is not None}
        if not days:
            raise Unreadable(f"This is not a date in the form {' or '.join(self.formats)}, or there is no such day.")
        if len(days) > 1:
            raise Unreadable(f"This date can be read as {' or as '.join(sorted(map(str, days)))}.")
        return _sensible(days.pop())

    def _parse(self, words: str, how: str) -> date | None:
        try:
            return self._day(datetime.strptime(words, how))  # noqa: DTZ007  (without a zone it is already local)
        except (ValueError, OverflowError):  # OverflowError: another zone has it before year 1 or after 9999
            return None

    def _day(self, moment: date) -> date:
        if isinstance(moment, datetime):
            return (moment.astimezone(self.zone) if moment.tzinfo else moment).date()
        return moment


@dataclass(frozen=True, slots=True)
class FindingCode:
    """A finding: the source's own code, ours if the map names one, and whether it means that nothing is found yet."""

    code: str | None
    ours: Finding | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeCode:
    """An outcome: the source's text as a code, and its rung; None for what has no place on the ladder."""

    code: str | None
    rung: int | None = None


NO_FINDING = FindingCode(None, is_open=True)
NO_OUTCOME = OutcomeCode(None)


@dataclass(frozen=True, slots=True)
class CodeList[T]:
    """Looks texts up in a closed list, after cleaning them.

    `fallback` stands for an unknown one where the map allows it.
    """

    codes: Mapping[str, T]
    cleaning: tuple[str, ...]
    unknown: Unknown
    fallback: T
    _seen: dict[str, tuple[T, bool] | None] = field(default_factory=dict, repr=False, compare=False)

    def read(self, cell: Cell) -> tuple[T, bool] | None:
        """The code and whether it was in the list; None for a blank that is not.

        Raises Unreadable for an unknown one.
        """
        words = text(cell)
        if words not in self._seen:
            self._seen[words] = self._read(words)
        return self._seen[words]

    def lists(self, words: str) -> bool:
        """Whether a text, once cleaned, is in the list or blank."""
        cleaned = clean(words, self.cleaning)
        return cleaned in self.codes or not cleaned

    def _read(self, words: str) -> tuple[T, bool] | None:
        cleaned = clean(words, self.cleaning)
        if cleaned in self.codes:
            return self.codes[cleaned], True
        if not cleaned:
            return None
        if self.unknown is Unknown.REJECT:
            raise Unreadable("This text is not in the map's list: add it there, or allow unknown texts as 'other'.")
        return self.fallback, False


def clean(words: str, cleaning: tuple[str, ...]) -> str:
    """The text after each cleaner in turn."""
    for name in cleaning:
        words = CLEANERS[name](words)
    return words


def _sensible(day: date) -> date:
    if day < EARLIEST:
        raise Unreadable(f"The day {day} lies before {EARLIEST.year}.")
    return day
