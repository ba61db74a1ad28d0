"""What figures are made from at a cut of the register; today's are brought up to date from what was counted before.

Counting a hundred thousand complaints takes seconds, and after each new entry the figures of today are others. So this
process keeps what it counted last, and counts again only the complaints touched since: as they were, and as they are.
It goes by the register's root, never by a time, so it cannot answer from another state than it says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from evenhand.figures.cells import Cells, count
from evenhand.office.figure_rows import Cut, figure_rows
from evenhand.records.models import Step

type Root = Callable[[int], str]
"""The root of the register's first so many entries, in base64."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The cells of a day's end of the register, and its root there."""

    cut: Cut
    root: str
    cells: Cells


class FigureCells:
    """The cells of any cut. One object may serve several threads: each finds something whole, or counts for itself."""

    def __init__(self) -> None:
        self._last: _Counted | None = None

    def at(self, cut: Cut, root_of: Root) -> Cells:
        """The cells as at a date, as known at an index. Raises RegisterError where the register's root cannot be read."""
        cells = self._brought_forward(cut, root_of) or counted(cut)
        if cut.as_at == cut.today and (self._last is None or self._last.cut.edge <= cut.edge):
            self._last = _Counted(cut, root_of(cut.edge), cells)
        return cells

    def _brought_forward(self, cut: Cut, root_of: Root) -> Cells | None:
        """What was counted last, with the complaints touched since exchanged; None where that is not so simple."""
        last = self._last
        if last is None or last.cut.edge > cut.edge or cut.as_at != cut.today or root_of(last.cut.edge) != last.root:
            return None
        if last.cut.today != cut.today and _dated_after(min(last.cut.today, cut.today), last.cut.edge):
            return None
        then = replace(cut, edge=last.cut.edge, touched_since=last.cut.edge)
        if then.edge == cut.edge:
            return last.cells
        try:
            return last.cells.exchanged(counted(then), counted(replace(cut, touched_since=then.edge)))
        except ValueError:  # somebody wrote to the lists beside the program
            return None


def _dated_after(day: date, edge: int) -> bool:
    """Whether something known at an edge happened after a day: the clock was wrong, then or now."""
    return Step.objects.filter(index__lt=edge, on__gt=day).exists()


def counted(cut: Cut) -> Cells:
    """The cells of a cut, counted from its rows."""
    rows = figure_rows(cut)
    return count(rows.spans, rows.allegations, rows.overrides, rows.moves, cut.as_at)
