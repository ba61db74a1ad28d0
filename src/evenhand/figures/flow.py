"""What moved between two dates, with the identity that any honest account satisfies.

Opening and closing are found by asking of each complaint whether it was open; received, reopened and closed by
counting acts. The two ways meet in `Flow.unexplained`, which is 0 unless acts contradict each other (a complaint
closed twice).
Source: DOMAIN 7.1.
"""

from collections import Counter
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
        if move.what == "received":
            received[move.complaint] = move.on
        else:
            later.append(move)
    closings_before: Counter[int] = Counter()
    closings_after: Counter[int] = Counter()
    inside: Counter[str] = Counter()
    for move in later:
        if move.complaint not in received:
            raise ValueError(
                f"Complaint {move.complaint} was {move.what} but never received: count its receipt as well."
            )
        on = max(move.on, received[move.complaint])
        step = 1 if move.what == "closed" else -1
        if on < since:
            closings_before[move.complaint] += step
        if on <= until:
            closings_after[move.complaint] += step
        inside[move.what] += since <= on <= until
    return Flow(
        since=since,
        until=until,
        opening=sum(on < since and closings_before[complaint] <= 0 for complaint, on in received.items()),
        received=sum(since <= on <= until for on in received.values()),
        reopened=inside["reopened"],
        closed=inside["closed"],
        closing=sum(on <= until and closings_after[complaint] <= 0 for complaint, on in received.items()),
    )
