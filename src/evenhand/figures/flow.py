"""What moved between two dates, with the identity that any honest account satisfies.

Opening and closing are found by asking of each complaint whether it was open; received, reopened and closed by
counting acts. The two ways meet in `Flow.unexplained`, which is 0 unless acts contradict each other (a complaint
closed twice).
Source: DOMAIN 7.1.
"""

from collections.abc import Iterable
from datetime import date

from evenhand.figures.model import Flow, Move


def flow(moves: Iterable[Move], since: date, until: date) -> Flow:
    """Account for the days since..until, both included.

    An act dated before its complaint's receipt counts on the day of receipt: nothing leaves before it came.
    Raises ValueError when the dates are in the wrong order, or a complaint was closed or reopened but never received.
    """
    if since > until:
        raise ValueError(f"The period starts on {since} and ends before that, on {until}: exchange the two dates.")
    received: dict[int, date] = {}
    later: list[Move] = []
    for move in moves:
        complaint, on, what = move
        if what == "received":
            received[complaint] = on
        else:
            later.append(move)
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    closed = reopened = 0
    for complaint, on, what in later:
        if complaint not in received:
            raise ValueError(f"Complaint {complaint} was {what} but never received: count its receipt as well.")
        happened = max(on, received[complaint])
        if happened > until:
            continue
        step = 1 if what == "closed" else -1
        after[complaint] = after.get(complaint, 0) + step
        if happened < since:
            before[complaint] = before.get(complaint, 0) + step
        elif step == 1:
            closed += 1
        else:
            reopened += 1
    return Flow(
        since=since,
        until=until,
        opening=sum(on < since and before.get(complaint, 0) <= 0 for complaint, on in received.items()),
        received=sum(since <= on <= until for on in received.values()),
        reopened=reopened,
        closed=closed,
        closing=sum(on <= until and after.get(complaint, 0) <= 0 for complaint, on in received.items()),
    )
