"""Join a complaints table and a cases table (or a single table that is both) into complaints with their cases.

Everything is held in memory, since acts are logged in order of their dates and not of the tables; equal texts are
kept once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.intake.case_rows import CaseReader
from evenhand.intake.cells import RowFaults
from evenhand.intake.complaint_rows import ComplaintReader, Draft
from evenhand.intake.fit import fit
from evenhand.intake.limits import LIMITS, Limits
from evenhand.intake.mapping import TableMap
from evenhand.intake.rejects import Reject
from evenhand.intake.rows import BrokenRow, Cell, Row, text
from evenhand.intake.tables import Table
from evenhand.process.imported import Flag, ImportedComplaint

type Progress = Callable[[str, int], None]
"""Told now and then which file is being read and how many of its rows have been."""

_EVERY = 5_000


@dataclass(slots=True)
class Reading:
    """What a table says: complaints in its order, what could not be read, and how many rows each file has."""

    complaints: list[ImportedComplaint] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unexpected: dict[str, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """How many rows were rejected; a row may have several cells at fault."""
        return len({(reject.file, reject.row) for reject in self.rejects})


def read_tables(
    table: TableMap, paths: list[Path], progress: Progress = lambda _file, _rows: None, limits: Limits = LIMITS
) -> Reading:
    """Read the files that a map describes, in any order.

    Raises TableError or MapError; a bad row only rejects itself.
    """
    return _Join(table, fit(table, paths, limits), progress).reading()


class _Join:
    def __init__(self, table: TableMap, tables: list[Table], progress: Progress) -> None:
        self._table = table
        self._tables = tables
        self._progress = progress
        self._reading = Reading(notes=[note for one in tables for note in one.notes])
        self._complaints = ComplaintReader(table, tables[0].columns)
        self._cases = CaseReader(table, table.cases, tables[-1].columns) if table.cases else None
        self._drafts: dict[str, Draft] = {}
        self._rejected_ids: set[str] = set()
        self._shared: dict[Cell, Cell] = {}

    def reading(self) -> Reading:
        if len(self._tables) == 1:
            for row in self._rows(self._tables[0]):
                self._guard(self._tables[0], row, self._take_both)
        else:
            for row in self._rows(self._tables[0]):
                self._guard(self._tables[0], row, self._take_complaint)
            for row in self._rows(self._tables[1]):
                self._guard(self._tables[1], row, self._take_case)
        reading = self._reading
        reading.complaints = [self._complaints.complaint(draft, self._cases) for draft in self._drafts.values()]
        reading.unexpected = dict(self._complaints.columns.unexpected)
        if self._cases:
            reading.unexpected |= self._cases.columns.unexpected
        return reading

    def _rows(self, table: Table) -> Iterator[Row]:
        name, count, keep = table.path.name, 0, self._shared.setdefault
        for row in table.rows():
            count += 1
            if count % _EVERY == 0:
                self._progress(name, count)
            if isinstance(row, BrokenRow):
                self._reading.rejects.append(Reject(name, row.number, "", row.value, row.reason))
            else:
                yield Row(row.number, tuple([keep(cell, cell) for cell in row.cells]))
        self._progress(name, count)
        self._reading.rows[name] = count

    def _guard(self, table: Table, row: Row, take: Callable[[Row], None]) -> None:
        try:
            take(row)
        except RowFaults as found:
            name = table.path.name
            self._reading.rejects += [Reject(name, row.number, *fault) for fault in found.faults]

    def _take_complaint(self, row: Row) -> None:
        source_id = self._complaints.source_id(row)
        if source_id in self._drafts:
            column = self._table.complaints.id
            first = self._drafts[source_id].row.number
            raise RowFaults([(column, source_id, f"Row {first} has this number already: it must be one row's only.")])
        self._first_row(source_id, row)

    def _take_case(self, row: Row) -> None:
        if self._table.cases is None or self._table.cases.id is None or self._cases is None:
            raise TypeError("the map has no cases table")
        column = self._table.cases.id
        source_id = text(row.cells[self._cases.columns.place[column]]).strip()
        draft = self._drafts.get(source_id)
        if draft is None:
            why = "was rejected" if source_id in self._rejected_ids else "is not in the complaints table"
            raise RowFaults([(column, source_id, f"The complaint that this row belongs to {why}.")])
        self._add_case(draft, self._cases, row)

    def _take_both(self, row: Row) -> None:
        source_id = self._complaints.source_id(row)
        draft = self._drafts.get(source_id)
        if draft is None:
            draft = self._first_row(source_id, row)
        elif self._complaints.differs(draft.row, row):
            draft.flags.add(Flag.ROWS_DISAGREE)
        if self._cases:
            self._add_case(draft, self._cases, row)

    def _first_row(self, source_id: str, row: Row) -> Draft:
        try:
            draft = self._complaints.read(source_id, row)
        except RowFaults:
            self._rejected_ids.add(source_id)
            raise
        if source_id in self._rejected_ids:
            draft.flags.add(Flag.CASE_ROWS_REJECTED)
        self._drafts[source_id] = draft
        return draft

    def _add_case(self, draft: Draft, cases: CaseReader, row: Row) -> None:
        try:
            draft.cases.append(cases.read(row))
        except RowFaults:
            draft.flags.add(Flag.CASE_ROWS_REJECTED)
            raise
