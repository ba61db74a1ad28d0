"""How many: complaints, allegations, overrides, and the ages of what is outstanding."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date
from statistics import median

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


def count_complaints(spans: Iterable[ComplaintSpan], as_at: date) -> ComplaintCounts:
    """Count the complaints received on or before the date; closed means closed on or before the date as well."""
    cells = Counter(
        (
            span.received.year,
            span.category or NOT_RECORDED,
            (span.outcome or NOT_RECORDED) if span.closed is not None and span.closed <= as_at else None,
            span.imported,
        )
        for span in spans
        if span.received <= as_at
    )
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


def count_allegations(allegations: Iterable[AllegationCount]) -> AllegationCounts:
    """Count allegations by finding and by clause."""
    cells = Counter((row.finding or NOT_RECORDED, row.clause or NOT_RECORDED) for row in allegations)
    findings: Counter[str] = Counter()
    clauses: Counter[str] = Counter()
    for (finding, clause), n in cells.items():
        findings[finding] += n
        clauses[clause] += n
    return AllegationCounts(cells.total(), dict(sorted(findings.items())), dict(sorted(clauses.items())))


def overrides(rows: Iterable[OverrideRow], as_at: date | None = None) -> OverrideCounts:
    """Compare decisions with recommendations; with a date, only decisions made on or before it.

    Up is a harsher decision than was recommended and down a milder one; both count alike. What is held counts as
    held and as nothing else (DOMAIN C2).
    """
    ways = Counter(
        "held" if row.held else _way(row.recommended, row.final) for row in rows if as_at is None or row.on <= as_at
    )
    return OverrideCounts(
        comparable=ways["same"] + ways["up"] + ways["down"],
        same=ways["same"],
        up=ways["up"],
        down=ways["down"],
        not_comparable=ways["not comparable"],
        held=ways["held"],
    )


def _way(recommended: int | None, final: int | None) -> str:
    if recommended is None or final is None:
        return "not comparable"
    if final == recommended:
        return "same"
    return "up" if final > recommended else "down"


def age_bands(spans: Iterable[ComplaintSpan], as_at: date) -> Ages:
    """Age in days, on the date, of each complaint outstanding on that date. The bands add up to the outstanding."""
    days = sorted(
        (as_at - span.received).days
        for span in spans
        if span.received <= as_at and (span.closed is None or span.closed > as_at)
    )
    filled = Counter(bisect_right(AGE_BANDS, age) - 1 for age in days)
    lasts = (*(first - 1 for first in AGE_BANDS[1:]), None)
    return Ages(
        bands=tuple(
            AgeBand(first, last, filled[i]) for i, (first, last) in enumerate(zip(AGE_BANDS, lasts, strict=True))
        ),
        oldest=days[-1] if days else None,
        median=plain_median(days),
    )


def plain_median(days: Iterable[int]) -> float | None:
    """The middle of some whole numbers, as a whole number where it is one; None when there are none."""
    ordered = sorted(days)
    if not ordered:
        return None
    middle = median(ordered)
    return int(middle) if middle == int(middle) else middle
