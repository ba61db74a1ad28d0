"""All figures of one date, in one object."""

from dataclasses import dataclass, field
from datetime import date

from evenhand.figures.cells import Cells
from evenhand.figures.counting import age_bands, count_allegations, count_complaints, count_overrides
from evenhand.figures.flow import flow
from evenhand.figures.model import Ages, AllegationCounts, ComplaintCounts, Flow, OverrideCounts, TimeToClose
from evenhand.figures.survival import days_to_close


@dataclass(frozen=True, slots=True)
class RecordedLater:
    """Acts that happened by the as-at date and were recorded only after the as-known point (DOMAIN A3)."""

    received: int = 0
    closed: int = 0
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures stand on: as at a date, as known on a date or at an index, and the register at that point.

    `later` explains why the same date gives other figures as known today.
    """

    as_at: date
    as_known: date | int
    size: int
    root: str
    later: RecordedLater = field(default_factory=RecordedLater)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that can be said of one date."""

    basis: Basis
    complaints: ComplaintCounts
    allegations: AllegationCounts
    overrides: OverrideCounts
    days_to_close: TimeToClose
    ages: Ages
    flow: Flow


def summarise(basis: Basis, cells: Cells, since: date) -> Figures:
    """Make every figure from what was counted as at, and as known at, the basis.

    What moved is accounted for from `since` to `basis.as_at`. Raises ValueError as `flow` does.
    """
    return Figures(
        basis=basis,
        complaints=count_complaints(cells.complaints),
        allegations=count_allegations(cells.allegations),
        overrides=count_overrides(cells.ways),
        days_to_close=days_to_close(cells.lasted, basis.as_at),
        ages=age_bands(cells.lasted.open_since, basis.as_at),
        flow=flow(cells.moved, since, basis.as_at),
    )
