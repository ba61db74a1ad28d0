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
    low = high = 0
    for claim in claims:
        for label, weight in vector.items():
            cell = claim.hidden.get(label)
            if cell is None:
                low += weight * claim.totals.get(label, 0)
                high += weight * claim.totals.get(label, 0)
            else:
                low += min(0, weight * (cell.below - 1))
                high += max(0, weight * (cell.below - 1))
    return Interval(low, high)
