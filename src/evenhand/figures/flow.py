"""What moved between two dates, with the identity that any honest account satisfies.

Opening and closing are found by asking of each complaint whether it was open; received, reopened and closed by
counting acts. The two ways meet in `Flow.unexplained`, which is 0 unless acts contradict each other (a complaint
closed twice).
Source: DOMAIN 7.1.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from evenhand.figures.model import Flow, Move


@dataclass(frozen=True, slots=True)
class Movements:
    """How many moved on each day: acts in three ways, and complaints that at its end were newly open, or open no more."""

    received: Counter[date] = field(default_factory=Counter)
    closed: Counter[date] = field(default_factory=Counter)
    reopened: Counter[date] = field(default_factory=Counter)
    opened: Counter[date] = field(default_factory=Counter)
    ended: Counter[date] = field(default_factory=Counter)


def movements(moves: Iterable[Move]) -> Movements:
    """Add up what moved, by day.

    An act dated before its complaint's receipt counts on the day of receipt: nothing leaves before it came.
    Raises ValueError when a complaint was closed or reopened but never received.
    """
    received: dict[int, date] = {}
    later: dict[int, list[Move]] = {}
    for move in moves:
        if move.what == "received":
            received[move.complaint] = move.on
        else:
            later.setdefault(move.complaint, []).append(move)
    for complaint, acts in later.items():
        if complaint not in received:
            raise ValueError(
                f"Complaint {complaint} was {acts[0].what} but never received: count its receipt as well."
            )
    found = Movements(received=Counter(received.values()))
    for complaint, came in received.items():
        acts = [move._replace(on=max(move.on, came)) for move in later.get(complaint, ())]
        for _, day, what in acts:
            (found.closed if what == "closed" else found.reopened)[day] += 1
        for day, is_open in _turns(came, acts):
            (found.opened if is_open else found.ended)[day] += 1
    return found


def _turns(came: date, later: list[Move]) -> Iterator[tuple[date, bool]]:
    """The days at whose end a complaint was newly open (true), or open no more (false)."""
    steps: Counter[date] = Counter({came: 0})
    for _, day, what in later:
        steps[day] += 1 if what == "closed" else -1
    was_open, closed = False, 0
    for day in sorted(steps):
        closed += steps[day]
        is_open = closed <= 0
        if is_open != was_open:
            yield day, is_open
        was_open = is_open


def flow(moved: Movements, since: date, until: date) -> Flow:
    """Account for the days since..until, both included. Raises ValueError when the dates are in the wrong order."""
    if since > until:
        raise ValueError(f"The period starts on {since} and ends before that, on {until}: exchange the two dates.")

    def meanwhile(days: Counter[date]) -> int:
        return sum(n for day, n in days.items() if since <= day <= until)

    def open_after(last: date) -> int:
        opened, ended = (sum(n for day, n in days.items() if day <= last) for days in (moved.opened, moved.ended))
        return opened - ended

    return Flow(
        since=since,
        until=until,
        opening=open_after(since - timedelta(days=1)),
        received=meanwhile(moved.received),
        reopened=meanwhile(moved.reopened),
        closed=meanwhile(moved.closed),
        closing=open_after(until),
    )
