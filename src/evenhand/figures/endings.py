"""Which totals of closings, decisions and reopenings can be shown, when anybody can count the entries that they stand in.

Each such act leaves one public entry of the kind `outcome`, and a departure from a recommendation one of the kind `review` as well
(`process.shapes`). So what is shown of three totals tells
something about the rest:

    outcomes           = closed + reopened + decided + covers      covers: held or vetoed departures
    outcomes - reviews = closed + reopened + as recommended        as recommended: decided without a departure
    reviews            = verified + vetoed + held + at once        at once: departures that took effect when they were made
    covers             = held + vetoed

A month of eight closings and nothing else is enough: where the eight are shown, everybody knows that nothing was decided and
nothing reopened. `hidden_totals` hides as many of the three as it takes to leave each hidden number at least k whole numbers, as
far as the entries leave them. That a solver finds no less is tested in tests/figures/test_attack.py.
Source: REGISTER.md 5, complementary suppression; DOMAIN 7.2.
"""

from collections.abc import Collection
from dataclasses import dataclass

from evenhand.figures.suppress import Rule

CLOSED, DECIDED, REOPENED = "closed", "decided", "reopened"


@dataclass(frozen=True, slots=True)
class Endings:
    """How many entries of two kinds a period has, and what they count as."""

    outcomes: int
    reviews: int
    closed: int
    decided: int
    reopened: int
    verified: int
    vetoed: int

    @property
    def covers(self) -> int:
        """Entries that count nothing: departures that were held or vetoed."""
        return self.outcomes - self.closed - self.decided - self.reopened

    @property
    def as_recommended(self) -> int:
        """Decisions without a departure."""
        return self.outcomes - self.reviews - self.closed - self.reopened

    @property
    def held(self) -> int:
        """Departures that wait for the reviewer."""
        return self.covers - self.vetoed

    @property
    def at_once(self) -> int:
        """Departures that took effect when they were made."""
        return self.reviews - self.verified - self.covers


def hidden_totals(endings: Endings, rule: Rule, unsafe: Collection[str] = ()) -> frozenset[str]:
    """Which of CLOSED, DECIDED and REOPENED to hide. `unsafe`: those whose own table cannot bear its total beside it.

    A number of `rule.most` or more is shown all the same: no statement can hide it.
    """
    closed = CLOSED in unsafe or rule.small(endings.closed)
    reopened = rule.small(endings.reopened)
    beside = endings.closed * closed + endings.reopened * reopened
    if (
        DECIDED in unsafe
        or rule.small(endings.decided)
        or not _decided_bears(endings, beside, closed or reopened, rule.k)
    ):
        decided = reopened = True
        closed = closed or endings.reopened + endings.as_recommended < rule.k - 1
    else:
        decided = False
    found = {CLOSED: (closed, endings.closed), DECIDED: (decided, endings.decided)}
    found[REOPENED] = (reopened, endings.reopened)
    return frozenset(
        name for name, (hidden, number) in found.items() if hidden and (rule.most is None or number < rule.most)
    )


def _decided_bears(endings: Endings, beside: int, hidden: bool, k: int) -> bool:
    """Whether the number of decisions can be shown, `beside` being the sum of the other two as far as they are `hidden`.

    Where they are, the covers and the decisions as recommended must be able to make up for whatever they are. A veto takes a
    hold, and a reopening a closing: so for one of them to be anything up to k - 1 there must be room for twice as many. Where all
    is shown the number of covers is known, and must leave room for what was vetoed and what was verified.
    """
    room = 2 * k - 1
    if hidden:
        return beside + min(endings.held, endings.as_recommended) >= room and endings.at_once >= beside
    return not endings.reviews or min(endings.covers, endings.reviews - endings.covers) >= room
