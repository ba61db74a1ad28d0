"""What a map says: which file is which, which column is what, and how to read what stands there.

A map is data, written in TOML by whoever knows the table (see docs/how-to/import-a-table.md); `map_file` reads and
checks it.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from re import Pattern

from evenhand.intake.tables import Layout
from evenhand.intake.values import CodeList, Dates, FindingCode, OutcomeCode
from evenhand.process.imported import Kept


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a map says about one file, whatever its rows are.

    `expect` holds the form that a column's values should have.
    """

    layout: Layout
    sealed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    expect: Mapping[str, Pattern[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coded[T]:
    """A column whose texts are codes of a closed list.

    `words` says in plain words what a code means, where the map does.
    """

    column: str
    codes: CodeList[T]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advised[T]:
    """Two columns read by one list: what was recommended (if the table says) and what was decided in the end."""

    final: str
    recommended: str | None
    codes: CodeList[T]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs that the map names, in order.

    Rungs are any numbers; only their order means anything, and 0 is no sanction.
    """

    rungs: tuple[int, ...]

    def distance(self, one: int, other: int) -> int:
        """How many steps of this ladder lie between two of its rungs."""
        return abs(bisect_left(self.rungs, one) - bisect_left(self.rungs, other))


@dataclass(frozen=True, slots=True)
class ComplaintColumns:
    """The columns of the table in which a row is a complaint. `category` is a column, or one label for all."""

    sheet: Sheet
    id: str
    received: str
    category: Coded[str] | str
    closed: str | None = None
    incident: str | None = None

    def uses(self) -> dict[str, str]:
        """What becomes of each column that has a meaning, in words."""
        words = {
            self.id: "the complaint's number in the source: sealed, with a keyed mark in clear",
            self.received: "the day the complaint was received",
        }
        if self.closed:
            words[self.closed] = "the day the complaint was closed; blank means open"
        if self.incident:
            words[self.incident] = "the day of the incident: sealed, and compared with the receipt"
        if isinstance(self.category, Coded):
            words[self.category.column] = "the complaint's category"
        return words


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """The columns of the table in which a row is one allegation against one respondent.

    `id` is None in a single file.
    """

    sheet: Sheet
    id: str | None
    respondent: str
    not_identified: frozenset[str]
    capacity: str
    clause: Coded[str]
    findings: Advised[FindingCode] | None = None
    outcomes: Advised[OutcomeCode] | None = None
    ladder: Ladder = Ladder(())
    closed: str | None = None

    def uses(self) -> dict[str, str]:
        """What becomes of each column that has a meaning, in words."""
        words = {
            self.respondent: "the source's key for the respondent: sealed, and replaced by a random reference",
            self.clause.column: "the clause of the allegation",
        }
        if self.id:
            words[self.id] = "the number of the complaint that the row belongs to"
        if self.closed:
            words[self.closed] = "the day the case was closed; blank means open"
        if self.findings:
            words[self.findings.final] = "the final finding"
            if self.findings.recommended:
                words[self.findings.recommended] = "the recommended finding"
        if self.outcomes:
            words[self.outcomes.final] = "the final outcome, on the ladder"
            if self.outcomes.recommended:
                words[self.outcomes.recommended] = "the recommended outcome, on the ladder"
        return words


@dataclass(frozen=True, slots=True)
class TableMap:
    """A whole map. `as_of` is the day the table was made: whatever it calls open was open on that day.

    `closing_known` is false for a table that has no closing dates at all; a case is then open only if its finding
    says so.
    """

    name: str
    title: str
    as_of: date
    dates: Dates
    complaints: ComplaintColumns
    cases: CaseColumns | None
    closing_known: bool = True

    def tables(self) -> tuple[tuple[str, ...], ...]:
        """The columns that each file must have: one tuple for a single file, two for complaints and cases."""
        complaints = self.columns_of(self.complaints)
        if self.cases is None:
            return (complaints,)
        cases = self.columns_of(self.cases)
        return (complaints, cases) if self.cases.id else (tuple(dict.fromkeys(complaints + cases)),)

    def left_out(self) -> tuple[frozenset[str], ...]:
        """The columns that each file may have and that nothing is taken from, in the order of `tables`."""
        complaints = frozenset(self.complaints.sheet.left_out)
        if self.cases is None:
            return (complaints,)
        cases = frozenset(self.cases.sheet.left_out)
        return (complaints, cases) if self.cases.id else (complaints | cases,)

    def kept(self) -> Kept:
        """The columns whose cells can be compared with those of a later import."""
        cases = self.columns_of(self.cases) if self.cases else ()
        return Kept(tuple(sorted(self.columns_of(self.complaints))), tuple(sorted(cases)))

    @staticmethod
    def columns_of(part: ComplaintColumns | CaseColumns) -> tuple[str, ...]:
        """The columns that are taken from a table, whether for their meaning or to be sealed as they stand."""
        sheet = part.sheet
        return tuple(dict.fromkeys([*part.uses(), *sheet.sealed, *sheet.expect]))


def missing(wanted: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The wanted columns that a table does not have."""
    return [column for column in wanted if column not in columns]
