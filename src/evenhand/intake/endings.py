"""When a complaint or a case was over, as far as a table says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evenhand.intake.mapping import TableMap
from evenhand.intake.rows import Cell
from evenhand.intake.values import Unreadable
from evenhand.process.imported import Flag


@dataclass(frozen=True, slots=True)
class Ending:
    """`ended` and `closed` as in `ImportedCase`, and what is odd about them."""

    ended: date | None = None
    closed: date | None = None
    flags: tuple[Flag, ...] = ()


def ending_by_date(table: TableMap, cell: Cell, received: date) -> Ending:
    """By a closing date. Blank, unreadable or after the table's own date: it was open when the table was made."""
    try:
        closed = table.dates.read(cell)
    except Unreadable:
        return Ending(flags=(Flag.DATE_UNREADABLE,))
    if closed is None:
        return Ending()
    if closed > table.as_of:
        return Ending(flags=(Flag.CLOSED_AFTER_SNAPSHOT,))
    return Ending(closed, closed, (Flag.CLOSED_BEFORE_RECEIVED,) if closed < received else ())


def ending_by_findings(table: TableMap, rows_open: Iterable[bool]) -> Ending:
    """Without any closing date: over by the day of the table unless a finding is pending, blank or unreadable."""
    if any(rows_open):
        return Ending()
    return Ending(ended=table.as_of, flags=(Flag.CLOSING_DATE_NOT_KNOWN,))
