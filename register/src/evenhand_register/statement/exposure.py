"""Which hidden numbers could be worked out from the public ones, and which to hide so that none can.

One row for each template of the counted groups; a column of weights for each public counter, and a column for each
counted group, since everybody can count a kind's entries. A hidden counter is exposed if its column is a rational
linear combination of those: then the same combination of public numbers gives its value. The arithmetic is exact.

This is about sums only. What bounds, outside knowledge, other publications or a later period reveal is for the
organisation's statistics policy.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

from evenhand_register.errors import RegisterError
from evenhand_register.scheme import Scheme

__all__ = ["exposed", "hide", "protected"]

type _Column = dict[int, Fraction]
"""The entries of a column that are not zero, by row."""


def exposed(scheme: Scheme, hidden: Collection[str]) -> list[str]:
    """Return the hidden counters that the public ones give away (W_EXPOSED), in the scheme's order."""
    if not hidden:
        return []
    weights, groups = _columns(scheme)
    span = _Span()
    for column in [*groups, *(column for label, column in weights.items() if label not in hidden)]:
        span.add(column)
    return [label for label in scheme.counters if label in hidden and label in weights and span.holds(weights[label])]


def protected(scheme: Scheme, values: Mapping[str, int], hidden: Collection[str]) -> dict[str, int]:
    """Return these counters, and what must be hidden with them so that none is exposed, each under the scheme's complement.

    So all that is hidden looks the same. What anybody can read off the kinds of the entries is shown. Raises W_EXPOSED where
    no more can be hidden, or where one of these is not below the complement.
    """
    plain = exposed(scheme, scheme.counters)
    bounds = {label: scheme.complement for label in scheme.counters if label in hidden and label not in plain}
    if any(values[label] >= scheme.complement for label in bounds):
        raise RegisterError("W_EXPOSED", f"A number of {scheme.complement} or more was to be hidden, and cannot be.")
    return _without_exposed(scheme, values, bounds, scheme.complement)


def hide(scheme: Scheme, values: Mapping[str, int], *, hide_zeros: bool = False) -> dict[str, int]:
    """Return the counters to hide and the bound that each is hidden under, so that no hidden number is exposed.

    `values` gives every counter of the scheme. Small numbers are hidden under the scheme's threshold, zero among them
    where `hide_zeros` is set; then others under its complement, until none is exposed. Those are chosen by their place
    in the scheme, the last first, and not by their size, which would tell that nothing shown is smaller. A number that
    anybody can read off the kinds of the entries is not hidden: nothing could hide it. Raises W_EXPOSED where no more
    can be hidden: then counters have to be merged in the next scheme.
    """
    plain = exposed(scheme, scheme.counters)
    bounds = {
        label: scheme.threshold
        for label in scheme.counters
        if (0 if hide_zeros else 1) <= values[label] < scheme.threshold and label not in plain
    }
    return _without_exposed(scheme, values, bounds, scheme.complement or scheme.threshold)


def _without_exposed(scheme: Scheme, values: Mapping[str, int], bounds: dict[str, int], wide: int) -> dict[str, int]:
    plain = exposed(scheme, scheme.counters)
    given_away = exposed(scheme, bounds)
    while given_away:
        hidden = {*bounds, *plain}
        others = [label for label in reversed(list(scheme.counters)) if label not in hidden and values[label] < wide]
        if not others:
            raise RegisterError(
                "W_EXPOSED",
                f"The hidden number {given_away[0]} could be worked out from the public ones, and none of those may be "
                "hidden in its protection: they are too large. Merge counters in the next scheme.",
            )
        added = min(others, key=lambda label: len(exposed(scheme, {*bounds, label})))
        bounds[added] = wide
        given_away = exposed(scheme, bounds)
    return bounds


def _columns(scheme: Scheme) -> tuple[dict[str, _Column], list[_Column]]:
    """Return a column of weights for each counter that has any, and one for each counted group."""
    weights: dict[str, _Column] = {label: {} for label in scheme.counters}
    groups: list[_Column] = []
    row = 0
    for group in scheme.groups.values():
        first = row
        for template in group.templates:
            for label, weight in template.vector.items():
                weights[label][row] = Fraction(weight)
            row += 1
        groups.append(dict.fromkeys(range(first, row), Fraction(1)))
    return weights, groups


class _Span:
    """The columns that combinations of the columns added so far can make."""

    def __init__(self) -> None:
        self._pivots: dict[int, _Column] = {}
        """Each is 1 in the row that it stands under."""

    def add(self, column: _Column) -> None:
        left = self._reduce(column)
        if left:
            row = min(left)
            self._pivots[row] = {at: value / left[row] for at, value in left.items()}

    def holds(self, column: _Column) -> bool:
        return not self._reduce(column)

    def _reduce(self, column: _Column) -> _Column:
        """Return what is left of a column once multiples of the pivots have made zero of every pivot's row."""
        left = dict(column)
        for row, pivot in self._pivots.items():  # a pivot is zero in the rows of those before it, so one pass does
            factor = left.get(row)
            if factor:
                for at, value in pivot.items():
                    rest = left.get(at, Fraction(0)) - factor * value
                    if rest:
                        left[at] = rest
                    else:
                        left.pop(at, None)
        return left
