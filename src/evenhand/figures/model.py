"""What figures are counted from, and what comes out.

The rows are plain named tuples in a fixed order of fields, so that a database cursor can fill a hundred thousand of
them with `map(ComplaintSpan._make, cursor)`. Whoever fills them has already settled *as at* which date and *as known*
at which index of the register they hold (DOMAIN A3).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

NOT_RECORDED = "not recorded"
"""The label under which a missing or empty code is counted, so that the parts always add up to the whole."""


class ComplaintSpan(NamedTuple):
    """One complaint: when it came and when it was closed. Reopened and not closed again means `closed` is None.

    Old records may say that a complaint is over and not since when: then `closed` is the day by which it was, and
    `dated` is false.
    """

    complaint: int
    received: date
    closed: date | None
    category: str
    outcome: str | None
    imported: bool
    dated: bool = True


class AllegationCount(NamedTuple):
    """One allegation as it is counted: its complaint, the finding's code (None: no finding yet) and the clause."""

    complaint: int
    finding: str | None
    clause: str


class OverrideRow(NamedTuple):
    """One decision beside its recommendation, as rungs of the sanction ladder (None: not on the ladder).

    `held`: it waits for a second signature, so it has no effect and stands in no other figure (DOMAIN C2).
    """

    recommended: int | None
    final: int | None
    on: date
    held: bool = False


type Moved = Literal["received", "closed", "reopened"]


class Move(NamedTuple):
    """One act that opens or closes a complaint, on the day it happened."""

    complaint: int
    on: date
    what: Moved


@dataclass(frozen=True, slots=True)
class Counts:
    """How many complaints were received, and how many of those are closed."""

    received: int
    closed: int

    @property
    def outstanding(self) -> int:
        """Received on or before the date and not closed on or before it."""
        return self.received - self.closed


@dataclass(frozen=True, slots=True)
class ComplaintCounts(Counts):
    """All complaints as at a date, and the same complaints in parts. Each set of parts adds up to the whole."""

    by_year: dict[int, Counts]
    by_category: dict[str, Counts]
    by_outcome: dict[str, int]
    imported: Counts


@dataclass(frozen=True, slots=True)
class AllegationCounts:
    """All allegations, by finding and by clause."""

    total: int
    by_finding: dict[str, int]
    by_clause: dict[str, int]


@dataclass(frozen=True, slots=True)
class OverrideCounts:
    """Decisions beside their recommendations: `comparable` is `same` + `up` + `down`. The `held` are in none of these."""

    comparable: int
    same: int
    up: int
    down: int
    not_comparable: int
    held: int


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Outstanding complaints whose age in days lies in first..last, both included (last None: no upper end)."""

    first: int
    last: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the outstanding complaints are, in days. `oldest` and `median` are None when nothing is outstanding."""

    bands: tuple[AgeBand, ...]
    oldest: int | None
    median: float | None

    @property
    def outstanding(self) -> int:
        """The sum of the bands."""
        return sum(band.count for band in self.bands)


class CurvePoint(NamedTuple):
    """The survival curve just after `day`: the share still open, with its 95% interval (None: no interval exists)."""

    day: int
    at_risk: int
    closed: int
    still_open: float
    low: float | None
    high: float | None


class DayRange(NamedTuple):
    """A 95% interval in days; an end that the curve does not reach is None."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class TimeToClose:
    """Days from receipt to closing. `median`, `p75`, `p90` count open complaints with their age so far.

    They are None while too few complaints are closed. `median_closed_only` is the plain median of the closed ones.
    `left_out_negative` counts complaints recorded as closed before they were received, and `left_out_undated` those
    whose day of closing is not known; they are in no other number.
    """

    median: int | None
    median_range: DayRange
    median_closed_only: float | None
    p75: int | None
    p75_range: DayRange
    p90: int | None
    p90_range: DayRange
    closed: int
    open: int
    left_out_negative: int
    left_out_undated: int
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved between two dates, both included. DOMAIN 7.1: opening + received + reopened = closed + closing."""

    since: date
    until: date
    opening: int
    received: int
    reopened: int
    closed: int
    closing: int

    @property
    def unexplained(self) -> int:
        """How far the identity is from holding. Not zero means that the acts contradict each other."""
        return self.opening + self.received + self.reopened - self.closed - self.closing
