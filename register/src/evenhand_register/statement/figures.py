"""Figures: public numbers made of statements, such as what is outstanding.

A figure through statement n is the sum over statements 0 to n and over counters of weight · T_k. A label that a
scheme does not have counts 0 there. A hidden number is anything from 0 to one less than its bound, so a figure is an
interval, exact where its ends meet.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .document import Claim

__all__ = ["Interval", "figure"]


class Interval(NamedTuple):
    """The least and the greatest that a figure can be."""

    low: int
    high: int


def figure(vector: Mapping[str, int], claims: Iterable[Claim]) -> Interval:
    """Return the figure that gives counters these weights, through statements 0, 1, ... in order."""
    return added(
        vector,
        ((claim, {label: Interval(0, cell.below - 1) for label, cell in claim.hidden.items()}) for claim in claims),
    )


def added(vector: Mapping[str, int], limits: Iterable[tuple[Claim, Mapping[str, Interval]]]) -> Interval:
    """Return the same where the limits of the hidden numbers of each statement are given, such as those of `narrowed`."""
    low = high = 0
    for claim, hidden in limits:
        for label, weight in vector.items():
            shown = claim.totals.get(label, 0)
            ends = [weight * end for end in hidden.get(label, (shown, shown))]
            low += min(ends)
            high += max(ends)
    return Interval(low, high)
