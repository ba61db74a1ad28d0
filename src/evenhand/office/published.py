"""What may be published: one-way totals of closed periods, small cells hidden (DESIGN 5.2). `stated` says what of it is proved."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from evenhand.figures.periods import COMPARED, REVIEWS, PeriodTotals, PublishedPeriod, publish
from evenhand.figures.stated import hidden_counters
from evenhand.figures.suppress import Rule
from evenhand.office.published_words import COMPARISONS, DEPARTURES, OUTCOMES
from evenhand.office.scheme import COMPLEMENT
from evenhand.process.codes import ComplaintOutcome
from evenhand.process.counted import counters, tables
from evenhand.records.queries.periods import (
    ClosedPeriod,
    closed_periods,
    counted_under_proof,
    kinds_counted,
    lost_ranges,
    rulebooks_until,
    steps_counted,
)

RULE = Rule(k=5, hide_zeros=True)
"""Fewer than five is hidden, nought too: that nothing happened in a small body can itself be telling (DOMAIN 7.2)."""
IMPORT_RULE = Rule(k=5)
"""Older records have codes of their own, of which only those that occur are listed: a nought hidden there hides nothing."""
STATED_RULE, STATED_IMPORT_RULE = (replace(rule, most=COMPLEMENT) for rule in (RULE, IMPORT_RULE))
"""The same where totals are proved. What was published before keeps its rule: two ways of hiding would give away both."""
UNTIL = "up to entry "
"""How the period is named that ends where an import begins (`office.import_records`)."""
_IMPORTED = "before/"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_IMPORTED_YEAR = re.compile(r".+ (\d{4})")

type Codes = Counter[str]


@dataclass(frozen=True, slots=True)
class PublishedTotals:
    """A closed period as the public sees it. `imported`: totals of older records, which stand apart.

    Entry `entry`, with the record hash `record`, logged the edges. `words` says what each code in the tables means.
    """

    period: PublishedPeriod
    imported: bool
    rule: Rule
    entry: int
    record: bytes
    words: Mapping[str, str]


def published_totals(size: int | None = None) -> list[PublishedTotals]:
    """Every closed period that has tables, oldest first; with `size` only those closed under a signed head of that size.

    A period with entries of both sorts appears twice: older records come after the others.
    """
    return published_and_not(size)[0]


def published_and_not(size: int | None = None) -> tuple[list[PublishedTotals], list[str]]:
    """The same, and the labels of those that have no tables: a restore brought entries of theirs back without their records.

    What is left could only be counted wrong, and beside the statement, which counts all, it would tell what exactly was lost.
    """
    lost = lost_ranges()
    totals: list[PublishedTotals] = []
    without = []
    for period in closed_periods():
        if size is not None and period.entry >= size:
            continue
        if any(max(one.start, period.first) < min(one.stop, period.end) for one in lost):
            without.append(period.label)
        else:
            totals += _published(period)
    return totals, without


@lru_cache(maxsize=2048)
def _published(period: ClosedPeriod) -> tuple[PublishedTotals, ...]:
    """What a closed period holds never changes, so it is counted once."""
    all_of, earlier = _counted(period)
    found = []
    older = {code for code in all_of if code.startswith(_IMPORTED)}
    stated = counted_under_proof(period.end)
    categories = _categories(period.end, stated=stated)
    rule, import_rule = (STATED_RULE, STATED_IMPORT_RULE) if stated else (RULE, IMPORT_RULE)
    if not older or len(older) < len(all_of):
        hidden = _hidden_totals(period, all_of) if stated else frozenset()
        live = publish(_live(period, all_of, earlier, categories), rule, hidden)
        words = {**categories, **OUTCOMES, **DEPARTURES}
        found.append(PublishedTotals(live, False, rule, period.entry, period.record, words))
    if older:
        apart = publish(_older(period, all_of, earlier), import_rule)
        words = {**OUTCOMES, **COMPARISONS}
        found.append(PublishedTotals(apart, True, import_rule, period.entry, period.record, words))
    return tuple(found)


def starts_on(label: str) -> date:
    """The first day of the month (2026-03) or of the imported year (chicago 2005) that a period is named after.

    `date.min` for the live entries before an import (up to entry 2005), which are named after no time.
    """
    if month := _MONTH.fullmatch(label):
        return date(int(month[1]), int(month[2]), 1)
    year = _IMPORTED_YEAR.fullmatch(label)
    return date(int(year[1]), 1, 1) if year and not label.startswith(UNTIL) else date.min


def _counted(period: ClosedPeriod) -> tuple[Codes, Codes]:
    """How often each code was counted in the period; and of these, how often on a day before it began."""
    begins = starts_on(period.label)
    all_of: Codes = Counter()
    earlier: Codes = Counter()
    for (code, on), n in steps_counted(period.first, period.end).items():
        all_of[code] += n
        earlier[code] += n if on < begins else 0
    return all_of, earlier


def _live(period: ClosedPeriod, all_of: Codes, earlier: Codes, categories: Mapping[str, str]) -> PeriodTotals:
    """Every code that there was, also those with nothing, in an order that is older than the counting."""
    return PeriodTotals(
        label=period.label,
        a=period.first,
        b=period.end,
        received=tuple((code, all_of[f"received/{code}"]) for code in categories),
        received_earlier=_total(earlier, "received/"),
        closed=tuple((str(code), all_of[f"closed/{code}"]) for code in ComplaintOutcome),
        closed_earlier=_total(earlier, "closed/"),
        reviews=tuple((code, all_of[f"override/{code}"]) for code in DEPARTURES),
        reopened=all_of["reopened"],
        reviews_name=REVIEWS,
    )


def _older(period: ClosedPeriod, all_of: Codes, earlier: Codes) -> PeriodTotals:
    """Only codes that occur. What is over since a day not known counts as closed, on the day by which it was."""
    received, closed = (f"{_IMPORTED}received/",), (f"{_IMPORTED}closed/", f"{_IMPORTED}ended/")
    return PeriodTotals(
        label=period.label,
        a=period.first,
        b=period.end,
        received=_occurring(all_of, *received),
        received_earlier=_total(earlier, *received),
        closed=_occurring(all_of, *closed),
        closed_earlier=_total(earlier, *closed),
        reviews=tuple((code, all_of[f"{_IMPORTED}override/{code}"]) for code in COMPARISONS),
        reopened=0,
        reviews_name=COMPARED,
    )


def _total(counted: Codes, *prefixes: str) -> int:
    return sum(n for code, n in counted.items() if code.startswith(prefixes))


def _occurring(counted: Codes, *prefixes: str) -> tuple[tuple[str, int], ...]:
    """The codes after these prefixes by name, each with its number."""
    found: Codes = Counter()
    for code, n in counted.items():
        if code.startswith(prefixes):
            found[code.rpartition("/")[2]] += n
    return tuple(sorted(found.items()))


def _hidden_totals(period: ClosedPeriod, all_of: Codes) -> frozenset[str]:
    """What the statement of the same period hides (`figures.stated`). Older records hide nothing of these totals."""
    labels = counters(rulebooks_until(period.end)[0])
    values = {label: all_of[label] or _total(all_of, f"{label}/") for label in labels}
    kinds = kinds_counted(period.first, period.end)
    return hidden_counters(values, kinds, tables(labels), STATED_RULE, STATED_IMPORT_RULE)


def _categories(end: int, *, stated: bool) -> dict[str, str]:
    """Every category of every rulebook adopted by then, with its words: the newest rulebook's first.

    Where totals are proved, only those of the newest: anybody can read in the scheme that no other could be counted, so a hidden
    nought of one would protect nothing.
    """
    categories: dict[str, str] = {}
    for book in rulebooks_until(end)[: 1 if stated else None]:
        for code, words in book.categories.items():
            categories.setdefault(code, words)
    return categories
