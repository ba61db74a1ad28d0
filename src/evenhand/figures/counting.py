"""How many: complaints, allegations, overrides, and the ages of what is outstanding."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate
from typing import Literal

from evenhand.figures.model import (
    NOT_RECORDED,
    AgeBand,
    Ages,
    AllegationCount,
    AllegationCounts,
    ComplaintCounts,
    ComplaintSpan,
    Counts,
    OverrideCounts,
    OverrideRow,
)

AGE_BANDS = (0, 29, 57, 91, 181, 366)
"""First day of each band: 0-28, 29-56, 57-90, 91-180, 181-365 and over 365 days (DOMAIN 7.1)."""


type ComplaintCell = tuple[int, str, str | None, bool]
"""The year of receipt, the category, the outcome (None: outstanding), and whether it was imported."""
type AllegationCell = tuple[str, str]
"""The finding and the clause."""
type Way = Literal["same", "up", "down", "not comparable", "held"]


def complaint_cells(spans: Iterable[ComplaintSpan], as_at: date) -> Counter[ComplaintCell]:
    """Add up the complaints received on or before the date; closed means closed on or before the date as well."""
    return Counter(
        (
            span.received.year,
            span.category or NOT_RECORDED,
            (span.outcome or NOT_RECORDED) if span.closed is not None and span.closed <= as_at else None,
            span.imported,
        )
        for span in spans
        if span.received <= as_at
    )


def count_complaints(cells: Mapping[ComplaintCell, int]) -> ComplaintCounts:
    """Count complaints, whole and in parts."""
    received: Counter[tuple[str, object]] = Counter()
    closed: Counter[tuple[str, object]] = Counter()
    outcomes: Counter[str] = Counter()
    for (year, category, outcome, imported), n in cells.items():
        for part in (("all", None), ("year", year), ("category", category), ("imported", imported)):
            received[part] += n
            closed[part] += n if outcome is not None else 0
        if outcome is not None:
            outcomes[outcome] += n

    def counts(kind: str, value: object) -> Counts:
        return Counts(received[kind, value], closed[kind, value])

    return ComplaintCounts(
        received=received["all", None],
        closed=closed["all", None],
        by_year={year: counts("year", year) for year in sorted({cell[0] for cell in cells})},
        by_category={name: counts("category", name) for name in sorted({cell[1] for cell in cells})},
        by_outcome=dict(sorted(outcomes.items())),
        imported=counts("imported", True),
    )


def allegation_cells(allegations: Iterable[AllegationCount]) -> Counter[AllegationCell]:
    """Add up allegations."""
    return Counter((row.finding or NOT_RECORDED, row.clause or NOT_RECORDED) for row in allegations)


def count_allegations(cells: Counter[AllegationCell]) -> AllegationCounts:
    """Count allegations by finding and by clause."""
    findings: Counter[str] = Counter()
    clauses: Counter[str] = Counter()
    for (finding, clause), n in cells.items():
        findings[finding] += n
        clauses[clause] += n
    return AllegationCounts(cells.total(), dict(sorted(findings.items())), dict(sorted(clauses.items())))


def override_ways(rows: Iterable[OverrideRow], as_at: date | None = None) -> Counter[Way]:
    """Compare decisions with recommendations; with a date, only decisions made on or before it.

    Up is a harsher decision than was recommended and down a milder one; both count alike. What is held counts as
    held and as nothing else (DOMAIN C2).
    """
    return Counter(
        "held" if row.held else _way(row.recommended, row.final) for row in rows if as_at is None or row.on <= as_at
    )


def count_overrides(ways: Mapping[Way, int]) -> OverrideCounts:
    """Count decisions by how they stand to their recommendations."""
    same, up, down = (ways.get(way, 0) for way in ("same", "up", "down"))
    return OverrideCounts(
        comparable=same + up + down,
        same=same,
        up=up,
        down=down,
        not_comparable=ways.get("not comparable", 0),
        held=ways.get("held", 0),
    )


def _way(recommended: int | None, final: int | None) -> Way:
    if recommended is None or final is None:
        return "not comparable"
    if final == recommended:
        return "same"
    return "up" if final > recommended else "down"


def age_bands(open_since: Mapping[date, int], as_at: date) -> Ages:
    """Age in days, on the date, of the complaints outstanding on it, by day of receipt. The bands add up to them all."""
    days = {(as_at - received).days: n for received, n in open_since.items()}
    filled: Counter[int] = Counter()
    for age, n in days.items():
        filled[bisect_right(AGE_BANDS, age) - 1] += n
    lasts = (*(first - 1 for first in AGE_BANDS[1:]), None)
    return Ages(
        bands=tuple(
            AgeBand(first, last, filled[i]) for i, (first, last) in enumerate(zip(AGE_BANDS, lasts, strict=True))
        ),
        oldest=max(days, default=None),
        median=plain_median(days),
    )


def plain_median(days: Mapping[int, int]) -> float | None:
    """The middle of some whole numbers, given as how many there are of each; None when there are none.

    It is a whole number where it is one.
    """
    total = sum(days.values())
    if not total:
        return None
    below = list(accumulate(days[day] for day in sorted(days)))
    ordered = sorted(days)
    low, high = (ordered[bisect_right(below, place)] for place in ((total - 1) // 2, total // 2))
    return low if low == high else _plain((low + high) / 2)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number
