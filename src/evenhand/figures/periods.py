"""What is published of a closed period: one-way tables, each safe by itself and safe beside the others.

A period is a range [a, b) of the register's indexes and not of dates; ranges follow each other without gap or
overlap, so there is nothing to difference between periods. An act that happened earlier and was recorded in this
period is counted here, and the *bridge* says how many such acts there are. Nothing cumulative and no outstanding
number is published beside these tables: received - closed = closing - opening would give a withheld total away.
What kind of step an entry is can be read in the register, so every total of a table may be known to anybody; each
table is safe also for a reader who knows it, and `process.shapes` sees to it that the order of kinds tells no more.
Source: DESIGN 5.2; DOMAIN 7.2 (differencing over time).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from evenhand.figures.endings import CLOSED
from evenhand.figures.suppress import OneWay, Rule, SafeTable, protect, protect_alone, withhold

RECEIVED_BY_CATEGORY = "received by category"
RECEIVED_BRIDGE = "received, by when it happened"
CLOSED_BY_OUTCOME = "closed by outcome"
CLOSED_BRIDGE = "closed, by when it happened"
REVIEWS = "departures from the recommendation"
COMPARED = "decisions beside recommendations"
REOPENED = "reopened"
IN_PERIOD = "happened in this period"
EARLIER = "happened earlier, recorded in this period"


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """The full counts of the entries with index a..b-1. Not for publication: see `publish`.

    `received` is by category and `closed` by outcome: every code of the rulebook in its order, also those with 0.
    `received_earlier` and `closed_earlier` are how many of those happened before the period. `reviews` holds every act
    of that public kind (override up, down, verified ...), so its total can be counted in the register; of older
    records, which have no such acts, it holds the cases that can be compared, and `reviews_name` is COMPARED.
    `reopened` is one number, whose public kind it shares with others.
    """

    label: str
    a: int
    b: int
    received: tuple[tuple[str, int], ...]
    received_earlier: int
    closed: tuple[tuple[str, int], ...]
    closed_earlier: int
    reviews: tuple[tuple[str, int], ...]
    reopened: int
    reviews_name: str = REVIEWS

    def __post_init__(self) -> None:
        if not 0 <= self.a < self.b:
            raise ValueError(f"The period {self.label} covers no entries: its end {self.b} is not after {self.a}.")


@dataclass(frozen=True, slots=True)
class PublishedPeriod:
    """A period as anybody may see it."""

    label: str
    a: int
    b: int
    received_by_category: SafeTable
    received_bridge: SafeTable
    closed_by_outcome: SafeTable
    closed_bridge: SafeTable
    reviews: SafeTable
    reopened: SafeTable

    @property
    def tables(self) -> tuple[SafeTable, ...]:
        """All the tables, in the order of a page."""
        return (
            self.received_by_category,
            self.received_bridge,
            self.closed_by_outcome,
            self.closed_bridge,
            self.reviews,
            self.reopened,
        )

    @property
    def hidden(self) -> int:
        """How many cells are hidden in all the tables."""
        return sum(table.hidden for table in self.tables)


def publish(period: PeriodTotals, rule: Rule, hidden: Collection[str] = ()) -> PublishedPeriod:
    """Hide what must be hidden, and the totals named in `hidden` (`endings.hidden_totals`).

    Raises ValueError when more acts are said to be earlier than there are acts.
    """
    received_by_category, received_bridge = _with_bridge(
        OneWay(RECEIVED_BY_CATEGORY, period.received), RECEIVED_BRIDGE, period.received_earlier, rule
    )
    closed_by_outcome, closed_bridge = _with_bridge(
        OneWay(CLOSED_BY_OUTCOME, period.closed), CLOSED_BRIDGE, period.closed_earlier, rule
    )
    if CLOSED in hidden:
        closed_by_outcome, closed_bridge = withhold(closed_by_outcome), withhold(closed_bridge)
    (reviews,) = protect((OneWay(period.reviews_name, period.reviews),), rule)
    reopened = protect_alone(OneWay(REOPENED, ((REOPENED, period.reopened),)), rule)
    return PublishedPeriod(
        label=period.label,
        a=period.a,
        b=period.b,
        received_by_category=received_by_category,
        received_bridge=received_bridge,
        closed_by_outcome=closed_by_outcome,
        closed_bridge=closed_bridge,
        reviews=reviews,
        reopened=withhold(reopened) if REOPENED in hidden else reopened,
    )


def _with_bridge(table: OneWay, name: str, earlier: int, rule: Rule) -> tuple[SafeTable, SafeTable]:
    """The table, and its bridge, which no statement shows: so any number of it can be hidden."""
    bridge = OneWay(name, ((IN_PERIOD, table.total - earlier), (EARLIER, earlier)))
    (safe_table,) = protect((table,), rule)
    (safe_bridge,) = protect((bridge,), replace(rule, most=None))
    if safe_table.withheld or safe_bridge.withheld:
        return withhold(safe_table), withhold(safe_bridge)
    return safe_table, safe_bridge
