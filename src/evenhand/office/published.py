"""What may be published: one-way totals of closed periods, small cells hidden, computed and not yet proved (DESIGN 5.2)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.figures.periods import PeriodTotals, PublishedPeriod, publish
from evenhand.figures.suppress import Rule
from evenhand.process.codes import ComplaintOutcome
from evenhand.records.load import rulebook_in_force
from evenhand.records.models import Period
from evenhand.records.queries.periods import periods, steps_counted

RULE = Rule(k=5, hide_zeros=True)
"""Fewer than five is hidden, nought too: that nothing happened in a small body can itself be telling (DOMAIN 7.2)."""
IMPORTED = "before/"
REVIEWS = ("override/up", "override/down", "override/level", "override/verified", "override/vetoed", "reopened")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(?:.*\D)?(\d{4})")


@dataclass(frozen=True, slots=True)
class PublishedTotals:
    """A closed period as the public sees it. `imported`: totals of older records, which stand apart."""

    period: PublishedPeriod
    imported: bool


def published_totals() -> list[PublishedTotals]:
    """Every closed period, oldest first; a period with entries of both sorts appears twice."""
    return [totals for period in periods() for totals in _of(period)]


def _of(period: Period) -> Iterator[PublishedTotals]:
    steps = list(steps_counted(period.first, period.end))
    older = [(code.removeprefix(IMPORTED), on) for code, on in steps if code.startswith(IMPORTED)]
    live = [(code, on) for code, on in steps if not code.startswith(IMPORTED)]
    if live or not older:
        yield PublishedTotals(publish(_totals(period, live), RULE), imported=False)
    if older:
        yield PublishedTotals(publish(_totals(period, older), RULE), imported=True)


def _totals(period: Period, steps: Sequence[tuple[str, date]]) -> PeriodTotals:
    counted = Counter(code for code, _ in steps)
    earlier = Counter(code.split("/")[0] for code, on in steps if on < starts_on(period.label))
    return PeriodTotals(
        label=period.label,
        a=period.first,
        b=period.end,
        received=_cells(counted, "received/", rulebook_in_force().categories),
        received_earlier=earlier["received"],
        closed=_cells(counted, "closed/", [str(outcome) for outcome in ComplaintOutcome]),
        closed_earlier=earlier["closed"],
        reviews=tuple((code, counted[code]) for code in REVIEWS),
    )


def starts_on(label: str) -> date:
    """The first day of the month or year that a period is named after; `date.min` if it is named after neither."""
    if month := _MONTH.fullmatch(label):
        return date(int(month[1]), int(month[2]), 1)
    if year := _YEAR.fullmatch(label):
        return date(int(year[1]), 1, 1)
    return date.min


def _cells(counted: Counter[str], prefix: str, known: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Every known code in its fixed order, also those with nothing, then codes of older rulebooks by name."""
    order = dict.fromkeys(known)
    order.update(dict.fromkeys(sorted(code.removeprefix(prefix) for code in counted if code.startswith(prefix))))
    return tuple((label, counted[prefix + label]) for label in order)
