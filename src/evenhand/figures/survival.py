"""How long complaints take to close, with the open ones counted too.

The average age of *closed* complaints flatters a backlog, because the slowest are still open. So open complaints
enter with their age so far, as right-censored (Kaplan and Meier, 1958). The interval is Greenwood's on the log-log
scale. Source: DOMAIN 8.1 and 8.5. A complaint that is paused, reopened or merged keeps its first day of receipt.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Literal

from evenhand.figures.counting import plain_median
from evenhand.figures.model import ComplaintSpan, CurvePoint, DayRange, TimeToClose

Z_95 = NormalDist().inv_cdf(0.975)

type LeftOut = Literal["negative", "undated"]


@dataclass(frozen=True, slots=True)
class Durations:
    """How many complaints lasted how many days, since when the open ones are open, and what has no length to be used."""

    closed: Counter[int] = field(default_factory=Counter)
    open_since: Counter[date] = field(default_factory=Counter)
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def durations(spans: Iterable[ComplaintSpan], as_at: date) -> Durations:
    """Add up the complaints received on or before the date by how long they lasted."""
    found = Durations()
    for span in spans:
        if span.received > as_at:
            continue
        if span.closed is None or span.closed > as_at:
            found.open_since[span.received] += 1
        elif not span.dated:
            found.left_out["undated"] += 1
        elif span.closed < span.received:
            found.left_out["negative"] += 1
        else:
            found.closed[(span.closed - span.received).days] += 1
    return found


def days_to_close(lasted: Durations, as_at: date) -> TimeToClose:
    """Time from receipt to closing, as at the date, over complaints received on or before it."""
    still_open = {(as_at - received).days: n for received, n in lasted.open_since.items()}
    curve = kaplan_meier(lasted.closed, still_open)
    return TimeToClose(
        median=_first_day(curve, 0.5),
        median_range=_day_range(curve, 0.5),
        median_closed_only=plain_median(lasted.closed),
        p75=_first_day(curve, 0.25),
        p75_range=_day_range(curve, 0.25),
        p90=_first_day(curve, 0.1),
        p90_range=_day_range(curve, 0.1),
        closed=lasted.closed.total(),
        open=lasted.open_since.total(),
        left_out_negative=lasted.left_out["negative"],
        left_out_undated=lasted.left_out["undated"],
        curve=curve,
    )


def kaplan_meier(closed: Mapping[int, int], still_open: Mapping[int, int]) -> tuple[CurvePoint, ...]:
    """The survival curve: one point for each day on which something closed.

    Both mappings go from a duration in days to the number of complaints. A complaint censored on a day was still at
    risk on that day. The product is kept in whole numbers, so that a share of exactly one half is one half.
    """
    numerator = denominator = 1
    greenwood = 0.0
    curve = []
    at_risk = sum(closed.values()) + sum(still_open.values())
    for day in sorted(closed.keys() | still_open.keys()):
        d = closed.get(day, 0)
        if d:
            numerator *= at_risk - d
            denominator *= at_risk
            share = numerator / denominator
            greenwood += d / (at_risk * (at_risk - d)) if at_risk > d else 0.0
            curve.append(CurvePoint(day, at_risk, d, share, *_interval(share, greenwood)))
        at_risk -= d + still_open.get(day, 0)
    return tuple(curve)


def _interval(share: float, greenwood: float) -> tuple[float | None, float | None]:
    if share == 0:
        return None, None
    spread = exp(Z_95 * sqrt(greenwood) / -log(share))
    return share**spread, share ** (1 / spread)


def _first_day(curve: Iterable[CurvePoint], share: float) -> int | None:
    return next((point.day for point in curve if point.still_open <= share), None)


def _day_range(curve: tuple[CurvePoint, ...], share: float) -> DayRange:
    return DayRange(
        low=next((p.day for p in curve if p.low is not None and p.low <= share), None),
        high=next((p.day for p in curve if p.high is not None and p.high <= share), None),
    )
