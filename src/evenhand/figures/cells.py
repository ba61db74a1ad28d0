"""What figures are made from, added up: how many complaints, allegations, decisions and acts are alike.

Cells can be added and taken away. So figures of a large register are brought up to date by counting again only the
complaints that changed, as they were and as they are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from evenhand.figures.counting import (
    AllegationCell,
    ComplaintCell,
    Way,
    allegation_cells,
    complaint_cells,
    override_ways,
)
from evenhand.figures.flow import Movements, movements
from evenhand.figures.model import AllegationCount, ComplaintSpan, Move, OverrideRow
from evenhand.figures.survival import Durations, durations


@dataclass(frozen=True, slots=True)
class Cells:
    """Everything that was counted as at one date, by what is alike in it."""

    complaints: Counter[ComplaintCell] = field(default_factory=Counter)
    lasted: Durations = field(default_factory=Durations)
    moved: Movements = field(default_factory=Movements)
    allegations: Counter[AllegationCell] = field(default_factory=Counter)
    ways: Counter[Way] = field(default_factory=Counter)

    def exchanged(self, before: "Cells", after: "Cells") -> "Cells":
        """The same with some complaints as they are `after` in the place of what they were `before`.

        Raises ValueError where they cannot have been among these: then all must be counted again.
        """
        three = (self, before, after)
        return Cells(
            complaints=_exchanged(*(cells.complaints for cells in three)),
            lasted=Durations(
                closed=_exchanged(*(cells.lasted.closed for cells in three)),
                open_since=_exchanged(*(cells.lasted.open_since for cells in three)),
                left_out=_exchanged(*(cells.lasted.left_out for cells in three)),
            ),
            moved=Movements(
                received=_exchanged(*(cells.moved.received for cells in three)),
                closed=_exchanged(*(cells.moved.closed for cells in three)),
                reopened=_exchanged(*(cells.moved.reopened for cells in three)),
                opened=_exchanged(*(cells.moved.opened for cells in three)),
                ended=_exchanged(*(cells.moved.ended for cells in three)),
            ),
            allegations=_exchanged(*(cells.allegations for cells in three)),
            ways=_exchanged(*(cells.ways for cells in three)),
        )


def count(
    spans: Sequence[ComplaintSpan],
    allegations: Iterable[AllegationCount],
    override_rows: Iterable[OverrideRow],
    moves: Iterable[Move],
    as_at: date,
) -> Cells:
    """Add everything up. Complaints and decisions dated after `as_at` are left out. Raises ValueError as `movements` does."""
    return Cells(
        complaints=complaint_cells(spans, as_at),
        lasted=durations(spans, as_at),
        moved=movements(moves),
        allegations=allegation_cells(allegations),
        ways=override_ways(override_rows, as_at),
    )


def _exchanged[Cell](whole: Counter[Cell], before: Counter[Cell], after: Counter[Cell]) -> Counter[Cell]:
    found = whole.copy()
    for cell in before.keys() | after.keys():
        found[cell] += after[cell] - before[cell]
        if found[cell] < 0:
            raise ValueError("These complaints were not counted like that: count all of them again.")
        if not found[cell]:
            del found[cell]
    return found
