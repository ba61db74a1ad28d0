"""Read the rows that are complaints."""

from dataclasses import dataclass, field
from datetime import date

from evenhand.intake.case_rows import NOT_STATED, CaseReader, CaseRow
from evenhand.intake.cells import Cells, Columns, RowFaults
from evenhand.intake.endings import Ending, ending_by_date
from evenhand.intake.mapping import TableMap
from evenhand.intake.rows import Row, text
from evenhand.intake.values import Unreadable
from evenhand.process.imported import Flag, ImportedCase, ImportedComplaint


@dataclass(slots=True)
class Draft:
    """A complaint while its case rows are gathered."""

    source_id: str = field(repr=False)
    row: Row
    received: date
    category: str
    ending: Ending
    flags: set[Flag]
    cases: list[CaseRow] = field(default_factory=list)


class ComplaintReader:
    """Reads the complaint rows of one table, whose columns are `columns`."""

    def __init__(self, table: TableMap, columns: tuple[str, ...]) -> None:
        part = table.complaints
        self.columns = Columns(columns, table.columns_of(part), part.sheet.expect)
        self._table = table
        self._part = part
        self._compared = [self.columns.place[column] for column in part.uses()]

    def source_id(self, row: Row) -> str:
        """The complaint's number in the source. Raises RowFaults if it is blank."""
        source_id = text(row.cells[self.columns.place[self._part.id]]).strip()
        if not source_id:
            raise RowFaults([(self._part.id, "", "The complaint's number is blank.")])
        return source_id

    def read(self, source_id: str, row: Row) -> Draft:
        """A complaint without its cases. Raises RowFaults if it has no date of receipt or an unknown category."""
        part, cells = self._part, Cells(row, self.columns)
        received = self._received(cells)
        label = part.category if isinstance(part.category, str) else None
        if not isinstance(part.category, str):
            label = cells.code(part.category.column, part.category.codes)
        cells.check()
        ending = ending_by_date(self._table, cells.cell(part.closed), received) if part.closed else Ending()
        flags = cells.flags | {*ending.flags} | self._incident_flags(cells, received)
        return Draft(source_id, row, received, label or NOT_STATED, ending, flags)

    def differs(self, one: Row, other: Row) -> bool:
        """Whether two rows of a single file say different things about the complaint itself."""
        return any(one.cells[place] != other.cells[place] for place in self._compared)

    def complaint(self, draft: Draft, reader: CaseReader | None) -> ImportedComplaint:
        """The complaint with its cases. Without case rows the complaint's own closing date counts."""
        cases: tuple[ImportedCase, ...] = ()
        if reader and draft.cases:
            cases = reader.cases(draft.cases, draft.received, draft.ending if self._part.closed else None)
        elif reader:
            draft.flags.add(Flag.NO_CASE_ROWS)
        ending = Ending() if cases else draft.ending
        return ImportedComplaint(
            source_id=draft.source_id,
            row=draft.row.number,
            received=draft.received,
            category=draft.category,
            ended=ending.ended,
            closed=ending.closed,
            flags=tuple(sorted(draft.flags)),
            content={"id": draft.source_id, **self.columns.content(draft.row)},
            cases=cases,
        )

    def _received(self, cells: Cells) -> date:
        column = self._part.received
        try:
            received = self._table.dates.read(cells.cell(column))
        except Unreadable as why:
            cells.fault(column, str(why))
            return date.max
        if received is None:
            cells.fault(column, "The date of receipt is blank, so the complaint has no place in time.")
        elif received > self._table.as_of:
            cells.fault(
                column, f"The complaint would be received after the day of the table itself, {self._table.as_of}."
            )
        return received or date.max

    def _incident_flags(self, cells: Cells, received: date) -> set[Flag]:
        if self._part.incident is None:
            return set()
        try:
            incident = self._table.dates.read(cells.cell(self._part.incident))
        except Unreadable:
            return {Flag.DATE_UNREADABLE}
        return {Flag.INCIDENT_AFTER_COMPLAINT} if incident and incident > received else set()
