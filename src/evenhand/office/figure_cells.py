"""What figures are made from at a cut of the register; today's are brought up to date from what was counted before.

Counting a hundred thousand complaints takes seconds, and after each new entry the figures of today are others. So this
process keeps what it counted last, and counts again only the complaints touched since: as they were, and as they are.
It goes by the register's root, never by a time. Once a day everything is counted anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from evenhand.figures.cells import Cells, count
from evenhand.office.figure_rows import Cut, figure_rows

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
        """What was counted last, with the complaints touched since exchanged; None where it was of another register."""
        last = self._last
        if last is None or last.cut.edge > cut.edge or (last.cut.as_at, last.cut.today) != (cut.as_at, cut.today):
            return None
        if root_of(last.cut.edge) != last.root:
            return None
        if last.cut.edge == cut.edge:
            return last.cells
        before, after = (counted(replace(each, touched_since=last.cut.edge)) for each in (last.cut, cut))
        try:
            return last.cells.exchanged(before, after)
        except ValueError:  # somebody wrote to the lists beside the program
            return None


def counted(cut: Cut) -> Cells:
    """The cells of a cut, counted from its rows."""
    rows = figure_rows(cut)
    return count(rows.spans, rows.allegations, rows.overrides, rows.moves, cut.as_at)
