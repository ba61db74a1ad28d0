"""Read the rows that are about respondents, and gather those of one complaint into cases."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from evenhand.intake.cells import Cells, Columns
from evenhand.intake.endings import Ending, ending_by_date, ending_by_findings
from evenhand.intake.mapping import Advised, CaseColumns, TableMap
from evenhand.intake.rows import Cell, Row
from evenhand.intake.values import NO_FINDING, NO_OUTCOME, FindingCode, OutcomeCode
from evenhand.process.codes import BREACH_FINDINGS
from evenhand.process.imported import Flag, ImportedAllegation, ImportedCase

NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row, read as far as it can be alone. `closing` is its closing date where cases have their own."""

    row: Row
    respondent: str | None = field(repr=False)
    allegation: ImportedAllegation
    recommended_rung: int | None
    final_rung: int | None
    is_open: bool
    closing: Cell


class CaseReader:
    """Reads the case rows of one table, whose columns are `columns`."""

    def __init__(self, table: TableMap, part: CaseColumns, columns: tuple[str, ...]) -> None:
        self.columns = Columns(columns, table.columns_of(part), part.sheet.expect)
        self._table = table
        self._part = part

    def read(self, row: Row) -> CaseRow:
        """What one row says. Raises RowFaults."""
        part, cells = self._part, Cells(row, self.columns)
        clause = cells.code(part.clause.column, part.clause.codes)
        recommended, finding = _pair(cells, part.findings, NO_FINDING)
        advised, outcome = _pair(cells, part.outcomes, NO_OUTCOME)
        cells.check()
        who = cells.words(part.respondent)
        allegation = ImportedAllegation(
            row=row.number,
            clause=clause or NOT_STATED,
            recommended=recommended.code,
            recommended_as=recommended.ours,
            finding=finding.code,
            finding_as=finding.ours,
            recommended_outcome=advised.code,
            outcome=outcome.code,
            flags=tuple(sorted(cells.flags | _contradictions(advised, finding, outcome))),
        )
        return CaseRow(
            row=row,
            respondent=None if not who or who in part.not_identified else who,
            allegation=allegation,
            recommended_rung=advised.rung,
            final_rung=outcome.rung,
            is_open=finding.is_open,
            closing=cells.cell(part.closed) if part.closed else "",
        )

    def cases(self, rows: Iterable[CaseRow], received: date, ending: Ending | None) -> tuple[ImportedCase, ...]:
        """The cases of one complaint, one for each respondent, in the order of the rows.

        `ending` is the complaint's own closing; None where each case's dates or findings say.
        """
        groups: dict[str | None, list[CaseRow]] = {}
        seen: set[tuple[Cell, ...]] = set()
        for row in rows:
            twice = (Flag.DUPLICATE_ROW,) if row.row.cells in seen else ()
            seen.add(row.row.cells)
            groups.setdefault(row.respondent, []).append(_flagged(row, twice))
        return tuple(self._case(group, received, ending) for group in groups.values())

    def _case(self, rows: list[CaseRow], received: date, complaints: Ending | None) -> ImportedCase:
        ending = complaints or self._own_ending(rows, received)
        flags = () if complaints else ending.flags
        who = rows[0].respondent
        recommended = max((row.recommended_rung for row in rows if row.recommended_rung is not None), default=None)
        final = max((row.final_rung for row in rows if row.final_rung is not None), default=None)
        distance = None
        if recommended is not None and final is not None:
            distance = self._part.ladder.distance(recommended, final)
        return ImportedCase(
            respondent_key=who,
            capacity=self._part.capacity,
            allegations=tuple(self._with_ending(row, ending) for row in rows),
            recommended_rung=recommended,
            final_rung=final,
            distance=distance,
            ended=ending.ended,
            closed=ending.closed,
            flags=flags if who else (*flags, Flag.RESPONDENT_NOT_IDENTIFIED),
            content={"respondent": who, "rows": [self.columns.content(row.row) for row in rows]},
        )

    def _own_ending(self, rows: list[CaseRow], received: date) -> Ending:
        if not self._table.closing_known:
            return ending_by_findings(self._table, (row.is_open for row in rows))
        endings = [ending_by_date(self._table, row.closing, received) for row in rows]
        flags = tuple(sorted({flag for ending in endings for flag in ending.flags}))
        closed = [ending.closed for ending in endings if ending.closed]
        last = max(closed) if len(closed) == len(rows) else None
        return Ending(last, last, flags)

    def _with_ending(self, row: CaseRow, ending: Ending) -> ImportedAllegation:
        """The allegation, with the flags that depend on whether the case is over."""
        found = row.allegation.finding is not None
        if self._part.findings is None or Flag.SPREADSHEET_ERROR in row.allegation.flags:
            return row.allegation
        if ending.ended and not found:
            return _flagged(row, (Flag.BLANK_FINDING,)).allegation
        if found and not ending.ended and self._table.closing_known:
            return _flagged(row, (Flag.FINDING_WITHOUT_CLOSING_DATE,)).allegation
        return row.allegation


def _pair[T](cells: Cells, advised: Advised[T] | None, blank: T) -> tuple[T, T]:
    if advised is None:
        return blank, blank
    recommended = cells.code(advised.recommended, advised.codes)
    final = cells.code(advised.final, advised.codes)
    return blank if recommended is None else recommended, blank if final is None else final


def _contradictions(advised: OutcomeCode, finding: FindingCode, outcome: OutcomeCode) -> set[Flag]:
    flags = set()
    if advised.code and advised.code.isdigit():
        flags.add(Flag.BARE_NUMBER_RECOMMENDED)
    if outcome.code and outcome.code.isdigit():
        flags.add(Flag.BARE_NUMBER_OUTCOME)
    if finding.code and outcome.rung is not None:
        proved = finding.ours in BREACH_FINDINGS
        if proved and outcome.rung == 0:
            flags.add(Flag.PROVED_WITHOUT_PENALTY)
        if not proved and outcome.rung > 0:
            flags.add(Flag.PENALTY_WITHOUT_PROOF)
    return flags


def _flagged(row: CaseRow, flags: tuple[Flag, ...]) -> CaseRow:
    if not flags:
        return row
    return replace(row, allegation=replace(row.allegation, flags=tuple(sorted({*row.allegation.flags, *flags}))))
