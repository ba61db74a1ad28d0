"""What an import would do, or did: what each column became, how often each code stands, what is odd or rejected."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from evenhand.intake.columns import ColumnUse, describe
from evenhand.intake.join import Reading
from evenhand.intake.mapping import Coded, TableMap
from evenhand.process.imported import in_order

_SHOWN_REJECTS = 10
_SHOWN_CODES = 20


@dataclass(frozen=True, slots=True)
class Report:
    """Totals and counts of one reading. `counts` has a counter for each thing counted; a blank counts under ""."""

    title: str
    rows: Mapping[str, int]
    complaints: int
    cases: int
    allegations: int
    entries: int
    rejected: int
    notes: tuple[str, ...]
    columns: tuple[ColumnUse, ...]
    counts: Mapping[str, Mapping[str, int]]
    words: Mapping[str, str]
    first_rejects: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The report for programs. `rows` counts the data rows of all files."""
        return {
            "rows": sum(self.rows.values()),
            "complaints": self.complaints,
            "cases": self.cases,
            "allegations": self.allegations,
            "entries": self.entries,
            "rejected": self.rejected,
            "files": dict(self.rows),
            "notes": list(self.notes),
            "columns": [column.as_json() for column in self.columns],
            "counts": {name: dict(counter) for name, counter in self.counts.items()},
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield self.title
        yield from self.notes
        yield from (f"{name}: {rows:,} rows." for name, rows in self.rows.items())
        totals = f"{self.complaints:,} complaints, {self.cases:,} cases, {self.allegations:,} allegations"
        yield f"{totals}: {self.entries:,} entries."
        yield ""
        for file, columns in groupby(self.columns, key=lambda column: column.file):
            yield f"What each column of {file} becomes:"
            yield from (f"  {column.line()}" for column in columns)
        for name, counter in self.counts.items():
            yield ""
            yield f"{name}:"
            yield from self._counted(counter)
        yield ""
        yield f"{self.rejected:,} rows rejected{': the first are' if self.first_rejects else ''}"
        yield from self.first_rejects

    def _counted(self, counter: Mapping[str, int]) -> Iterator[str]:
        for code, count in list(counter.items())[:_SHOWN_CODES]:
            words = self.words.get(code, "")
            yield f"  {count:>9,}  {code or '(blank)'}{f'  {words}' if words and words != code else ''}"
        if len(counter) > _SHOWN_CODES:
            yield f"             and {len(counter) - _SHOWN_CODES} more"


def report(table: TableMap, reading: Reading) -> Report:
    """Count what a reading holds."""
    complaints = reading.complaints
    cases = [case for complaint in complaints for case in complaint.cases]
    allegations = [allegation for case in cases for allegation in case.allegations]
    flags: Counter[str] = Counter(flag for complaint in complaints for flag in complaint.flags)
    flags.update(flag for case in cases for flag in case.flags)
    flags.update(flag for allegation in allegations for flag in allegation.flags)
    counts = {
        "Complaints by year of receipt": dict(sorted(Counter(str(one.received.year) for one in complaints).items())),
        "Entries by year of act, one batch each": dict(
            sorted(Counter(str(a.on.year) for a in in_order(complaints)).items())
        ),
        "Complaints by category": _counted(one.category for one in complaints),
        "Allegations by clause": _counted(one.clause for one in allegations),
        "Allegations by recommended finding": _counted(one.recommended or "" for one in allegations),
        "Allegations by final finding": _counted(one.finding or "" for one in allegations),
        "Allegations by recommended outcome": _counted(one.recommended_outcome or "" for one in allegations),
        "Allegations by final outcome": _counted(one.outcome or "" for one in allegations),
        "Recommendation and decision, by case": _counted(_compared(case.distance, case.direction) for case in cases),
        "What is odd or missing (flags)": dict(flags.most_common()),
        "Values not of the form expected, by column": dict(Counter(reading.unexpected).most_common()),
    }
    return Report(
        title=table.title,
        rows=reading.rows,
        complaints=len(complaints),
        cases=len(cases),
        allegations=len(allegations),
        entries=len(complaints) + len(cases),
        rejected=reading.rejected,
        notes=tuple(reading.notes),
        columns=tuple(describe(table, reading)),
        counts={name: counter for name, counter in counts.items() if counter},
        words=_words(table),
        first_rejects=tuple(
            f"  {one.file}, row {one.row}, {one.column or 'the whole row'}: {one.value[:60]!r}. {one.reason}"
            for one in reading.rejects[:_SHOWN_REJECTS]
        ),
    )


def _counted(codes: Iterator[str]) -> dict[str, int]:
    return dict(Counter(codes).most_common())


def _compared(distance: int | None, direction: str | None) -> str:
    if distance is None:
        return "not comparable"
    return direction or "same"


def _words(table: TableMap) -> dict[str, str]:
    coded = [table.complaints.category, table.cases.clause if table.cases else ""]
    return {code: words for one in coded if isinstance(one, Coded) for code, words in one.words.items()}
