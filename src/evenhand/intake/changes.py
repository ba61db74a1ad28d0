"""What differs between a complaint as it was imported and as the source has it now: row, column, before and after.

Whether a cell has changed is told by the marks in the facts, without opening anything. What stood there before is told
where it stands in clear: days and codes. The rest is sealed and stays so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.intake.mapping import CaseColumns, ComplaintColumns, TableMap
from evenhand.intake.rejects import Reject
from evenhand.process.imported import CELL, ImportedAllegation, ImportedCase, ImportedComplaint

type Data = Mapping[str, Any]
"""The data of one fact."""
type Rows = Sequence[str]
"""The marks of the cells of each row."""

_RECORD_IT = "An import changes nothing: record the change as an act."
_BLANK = "blank"


@dataclass(frozen=True, slots=True)
class CellMarks:
    """The marks of a complaint as it is read now: of its own row, and of each row of each of its cases."""

    own: str
    cases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, or (with column "") one row that came or went. `before` and `after` are None where they are sealed.

    `row` is None for a row that is gone.
    """

    file: str
    row: int | None
    column: str
    what: str
    before: str | None = None
    after: str | None = None
    value: str = field(default="", repr=False)

    def line(self) -> str:
        """For a person."""
        where = f"row {self.row}" if self.row else "a row that is gone"
        return f"{self.file}, {where}{f', {self.column}' if self.column else ''}: {self.what}."

    def reject(self) -> Reject:
        """For the file of rejects, which its owner alone can read."""
        what = f"Imported before with another value: {self.what}. {_RECORD_IT}"
        return Reject(self.file, self.row or 0, self.column, self.value, what)


class Comparison:
    """Compares by one map. `files` are the names of its complaints table and its cases table, which may be one."""

    def __init__(self, table: TableMap, files: Sequence[str]) -> None:
        self._table = table
        self._kept = table.kept()
        self._complaints, self._cases = files[0], files[-1]
        self._words = dict(_words(table))

    def differences(self, now: ImportedComplaint, marks: CellMarks, before: Sequence[Data]) -> list[Difference]:
        """Every difference. `before` has the facts of the complaint and then of its cases, as the register holds them."""
        own, cases = before[0], before[1:]
        found = [*self._own(now, marks.own, own, cases), *self._all_cases(now, marks, cases)]
        return found or [Difference(self._complaints, now.row, "", "something differs that the register cannot name")]

    def _own(self, now: ImportedComplaint, marks: str, own: Data, cases: Sequence[Data]) -> Iterator[Difference]:
        there = _rows(own)
        changed = _changed(there[0] if there else "", marks, self._kept.complaints)
        if changed is None:
            yield Difference(self._complaints, now.row, "", _OTHER_COLUMNS)
            return
        then, today = _complaint_then(self._table.complaints, own, cases), _complaint_now(self._table.complaints, now)
        for column in changed:
            yield self._cell(self._complaints, now.row, column, then, today, now.content["cells"])

    def _all_cases(self, now: ImportedComplaint, marks: CellMarks, before: Sequence[Data]) -> Iterator[Difference]:
        """Cases are about the same respondent if their rows have the same mark in that column."""
        part = self._table.cases
        if part is None or not self._kept.cases:
            return
        at = self._kept.cases.index(part.respondent) * CELL
        gone = {_rows(case)[0][at : at + CELL]: case for case in before if _rows(case)}
        if len(gone) < len(before):
            yield Difference(self._cases, now.row, "", _OTHER_COLUMNS)
            return
        for case, rows in zip(now.cases, marks.cases, strict=True):
            there = gone.pop(rows[0][at : at + CELL], None)
            yield from self._case(part, case, rows, there)
        for missing in gone.values():
            for allegation in missing["allegations"]:
                yield self._gone(part, allegation, "its respondent is not in this complaint any more")

    def _case(self, part: CaseColumns, now: ImportedCase, marks: Rows, before: Data | None) -> Iterator[Difference]:
        """Rows that are equal pair up first, the others in their order."""
        numbers = [row["row"] for row in now.content["rows"]]
        if before is None:
            for number in numbers:
                yield Difference(self._cases, number, "", "a row about a respondent who was not in this complaint")
            return
        old, new = _unequal(_rows(before), marks)
        for then, today in zip(old, new, strict=False):
            yield from self._row(part, now, before, (then, _rows(before)[then]), (today, marks[today]))
        for then in old[len(new) :]:
            yield self._gone(part, before["allegations"][then], "it was there before")
        for today in new[len(old) :]:
            yield Difference(self._cases, numbers[today], "", "a row that was not there before")

    def _row(
        self, part: CaseColumns, now: ImportedCase, before: Data, then: tuple[int, str], today: tuple[int, str]
    ) -> Iterator[Difference]:
        content = now.content["rows"][today[0]]
        changed = _changed(then[1], today[1], self._kept.cases)
        if changed is None:
            yield Difference(self._cases, content["row"], "", _OTHER_COLUMNS)
            return
        values = _case_then(part, before, then[0])
        for column in changed:
            yield self._cell(
                self._cases,
                content["row"],
                column,
                values,
                _case_now(part, now, now.allegations[today[0]]),
                content["cells"],
            )

    def _cell(
        self,
        file: str,
        row: int,
        column: str,
        then: Mapping[str, str | None],
        now: Mapping[str, str | None],
        cells: Mapping[str, str],
    ) -> Difference:
        value = cells.get(column, "")
        if column not in then:
            return Difference(file, row, column, "it says something else now; what it said is sealed", value=value)
        before, after = self._said(column, then[column]), self._said(column, now[column])
        if before == after:
            what = f"it is written in another way now, and means the same: {after}"
        else:
            what = f"it was {before}, and is {after}"
        return Difference(file, row, column, what, before, after, value)

    def _gone(self, part: CaseColumns, allegation: Data, why: str) -> Difference:
        said = [f"clause {self._said(part.clause.column, allegation['clause'])}"]
        if part.findings:
            said.append(f"final finding {self._said(part.findings.final, allegation['finding'])}")
        return Difference(self._cases, None, "", f"{', '.join(said)}; {why}")

    def _said(self, column: str, code: str | None) -> str:
        if code is None:
            return _BLANK
        words = self._words.get(column, {}).get(code)
        return f"{code} ({words})" if words and words != code else code


_OTHER_COLUMNS = "other columns were kept of it then, so its cells cannot be compared"


def _rows(data: Data) -> Rows:
    rows: Rows = data["source"].get("cells", ())
    return rows


def _changed(before: str, now: str, columns: Sequence[str]) -> list[str] | None:
    """The columns whose marks differ; None if the marks are not of the same columns."""
    if len(before) != len(now):
        return None
    return [
        column
        for place, column in enumerate(columns)
        if before[place * CELL : (place + 1) * CELL] != now[place * CELL : (place + 1) * CELL]
    ]


def _unequal(before: Rows, now: Rows) -> tuple[list[int], list[int]]:
    """The places of the rows that have no equal on the other side."""
    left = list(range(len(now)))
    old = []
    for place, marks in enumerate(before):
        equal = next((other for other in left if now[other] == marks), None)
        if equal is None:
            old.append(place)
        else:
            left.remove(equal)
    return old, left


def _complaint_then(part: ComplaintColumns, own: Data, cases: Sequence[Data]) -> dict[str, str | None]:
    days = [case["closed_on"] for case in cases] or [own["closed_on"]]
    return _complaint_values(part, own["on"], None if None in days else max(days), own["category"])


def _complaint_now(part: ComplaintColumns, now: ImportedComplaint) -> dict[str, str | None]:
    days = [case.closed for case in now.cases] or [now.closed]
    closed = max((day.isoformat() for day in days if day), default=None) if None not in days else None
    return _complaint_values(part, now.received.isoformat(), closed, now.category)


def _complaint_values(
    part: ComplaintColumns, received: str, closed: str | None, category: str
) -> dict[str, str | None]:
    values: dict[str, str | None] = {part.received: received}
    if part.closed:
        values[part.closed] = closed
    if not isinstance(part.category, str):
        values[part.category.column] = category
    return values


def _case_then(part: CaseColumns, case: Data, row: int) -> dict[str, str | None]:
    return _case_values(part, case["closed_on"], case["allegations"][row])


def _case_now(part: CaseColumns, case: ImportedCase, allegation: ImportedAllegation) -> dict[str, str | None]:
    names = ("clause", "recommended", "finding", "recommended_outcome", "outcome")
    closed = case.closed.isoformat() if case.closed else None
    return _case_values(part, closed, {name: getattr(allegation, name) for name in names})


def _case_values(part: CaseColumns, closed: str | None, allegation: Data) -> dict[str, str | None]:
    values: dict[str, str | None] = {part.clause.column: allegation["clause"]}
    if part.closed:
        values[part.closed] = closed
    if part.findings:
        values[part.findings.final] = allegation["finding"]
        if part.findings.recommended:
            values[part.findings.recommended] = allegation["recommended"]
    if part.outcomes:
        values[part.outcomes.final] = allegation["outcome"]
        if part.outcomes.recommended:
            values[part.outcomes.recommended] = allegation["recommended_outcome"]
    return values


def _words(table: TableMap) -> Iterator[tuple[str, Mapping[str, str]]]:
    """For each column with codes, what they mean."""
    if not isinstance(table.complaints.category, str):
        yield table.complaints.category.column, table.complaints.category.words
    part = table.cases
    if part is None:
        return
    yield part.clause.column, part.clause.words
    if part.findings:
        found = {one.code: one.ours.value for one in part.findings.codes.codes.values() if one.code and one.ours}
        yield from ((column, found) for column in (part.findings.final, part.findings.recommended) if column)
    if part.outcomes:
        given = {one.code: _rung(one.rung) for one in part.outcomes.codes.codes.values() if one.code}
        yield from ((column, given) for column in (part.outcomes.final, part.outcomes.recommended) if column)


def _rung(rung: int | None) -> str:
    return "not on the ladder" if rung is None else f"rung {rung}"
