"""An attacker with a solver: everything public as equations over whole numbers; of each hidden number the least and greatest.

They know how many entries of each kind there were at every head; every statement, shown numbers and bounds; every published table,
with its bridge; and how the program works: that each act leaves one of two shapes (`process.shapes`), that nothing is closed before
it is received, reopened before it is closed, or verified before it is held. Figures added up over statements, cumulative or
outstanding, and differences between statements are sums of the same numbers: a solver that has all statements at once has them as
well. Medians and curves are in no published file (tests/clerk/test_attack_on_folder.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from evenhand_register.scheme import Scheme

type Sum = dict[tuple[object, ...], int]
"""A sum of unknown numbers: how often it has each."""


@dataclass(frozen=True)
class Stretch:
    """What is public of one period. `kinds`: at each head, how many entries of each kind came since the one before."""

    kinds: Sequence[Mapping[str, int]]
    shown: Mapping[str, int]
    hidden: Mapping[str, int]
    tables: Mapping[str, tuple[Sequence[tuple[str, int | None]], int | None]] = field(default_factory=dict)


class Attack:
    """The equations. `published` False leaves only what the entries themselves tell."""

    def __init__(self, scheme: Scheme, stretches: Sequence[Stretch], *, published: bool) -> None:
        self.scheme = scheme
        self.templates = [template.label for group in scheme.groups.values() for template in group.templates]
        self._place: dict[tuple[object, ...], int] = {}
        self.worlds: list[np.ndarray] = []
        self._rows: list[tuple[Sum, float, float]] = []
        for number, stretch in enumerate(stretches):
            for at, kinds in enumerate(stretch.kinds):
                self._of_entries(number, at, kinds)
            if published:
                self._of_statement(number, stretch)
                self._of_tables(number, stretch)
        self._of_order(stretches)

    def counter(self, number: int, stretch: Stretch, label: str) -> Sum:
        """A counter of one period, as a sum of how many entries counted as each template."""
        return self._added(self._counter_at(number, at, label) for at in range(len(stretch.kinds)))

    def range_of(self, what: Sum) -> tuple[int, int]:
        """The least and the greatest whole number that it can be."""
        found = [self.value(what, self._solved(sign * self._weights(what))) for sign in (1, -1)]
        return found[0], found[1]

    def value(self, what: Sum, solution: np.ndarray) -> int:
        """What it is in one of the worlds that all that is public allows."""
        return round(float(self._weights(what) @ solution))

    def _weights(self, what: Sum) -> np.ndarray:
        weights = np.zeros(len(self._place))
        for unknown, times in what.items():
            weights[self._place[unknown]] = times
        return weights

    def _solved(self, weights: np.ndarray) -> np.ndarray:
        for presolve in (
            True,
            False,
        ):  # the solver's own simplification fails on some of these, and says that there is no solution
            found = milp(
                weights,
                integrality=1,
                bounds=Bounds(0, np.inf),
                constraints=self._constraints,
                options={"presolve": presolve},
            )
            if found.success:
                self.worlds.append(found.x)
                return found.x
        raise AssertionError(found.message)

    @cached_property
    def _constraints(self) -> LinearConstraint:
        rows, columns, values = [], [], []
        for row, (what, _, _) in enumerate(self._rows):
            for unknown, times in what.items():
                rows.append(row)
                columns.append(self._place[unknown])
                values.append(times)
        matrix = csr_array((values, (rows, columns)), shape=(len(self._rows), len(self._place)))
        return LinearConstraint(matrix, [low for _, low, _ in self._rows], [high for _, _, high in self._rows])

    def _unknown(self, *name: object) -> Sum:
        self._place.setdefault(name, len(self._place))
        return {name: 1}

    def _say(self, what: Sum, low: float, high: float) -> None:
        self._rows.append((what, low, high))

    def _of_entries(self, number: int, at: int, kinds: Mapping[str, int]) -> None:
        for kind, group in self.scheme.groups.items():
            members = self._added(self._unknown(number, at, template.label) for template in group.templates)
            self._say(members, kinds.get(kind, 0), kinds.get(kind, 0))
        # Each departure, verification and veto leaves a review and an outcome; where it has no effect, the outcome is a cover.
        self._say(self._unknown(number, at, "outcome"), 0, kinds.get("review", 0))

    def _of_statement(self, number: int, stretch: Stretch) -> None:
        for label, value in stretch.shown.items():
            self._say(self.counter(number, stretch, label), value, value)
        for label, below in stretch.hidden.items():
            self._say(self.counter(number, stretch, label), 0, below - 1)

    def _of_tables(self, number: int, stretch: Stretch) -> None:
        for family, (cells, total) in stretch.tables.items():
            parts = [self._cell(number, stretch, family, label) for label, _ in cells]
            for part, (_, value) in zip(parts, cells, strict=True):
                if value is not None:
                    self._say(part, value, value)
            whole = self._added(parts)
            if total is not None:
                self._say(whole, total, total)
            if family.endswith(" bridge"):
                counter = self.counter(number, stretch, family.removesuffix(" bridge"))
                self._say(self._added([whole, {name: -times for name, times in counter.items()}]), 0, 0)

    def _cell(self, number: int, stretch: Stretch, family: str, label: str) -> Sum:
        if family.endswith(" bridge"):
            return self._unknown(number, family, label)
        return self.counter(number, stretch, label if label == family else f"{family}/{label}")

    def _of_order(self, stretches: Sequence[Stretch]) -> None:
        """Nothing is closed, reopened or verified more often than it came, at any head."""
        stock: Sum = defaultdict(int)
        open_again: Sum = defaultdict(int)
        held: Sum = defaultdict(int)
        for number, stretch in enumerate(stretches):
            for at in range(len(stretch.kinds)):
                for label, weight in (
                    ("received", 1),
                    ("carried-over", 1),
                    ("reopened", 1),
                    ("closed", -1),
                    ("in-error", -1),
                ):
                    self._add(stock, self._counter_at(number, at, label), weight)
                for label, weight in (("closed", 1), ("reopened", -1)):
                    self._add(open_again, self._counter_at(number, at, label), weight)
                vetoed = self._counter_at(number, at, "override/vetoed")
                self._add(held, {(number, at, "outcome"): 1}, 1)
                self._add(held, vetoed, -2)  # a cover is a hold or a veto; a veto ends a hold
                self._add(held, self._counter_at(number, at, "override/verified"), -1)
                covers: Sum = {(number, at, "outcome"): 1}
                self._add(covers, vetoed, -1)
                for what in (stock, open_again, held, covers):
                    self._say(dict(what), 0, np.inf)

    def _counter_at(self, number: int, at: int, label: str) -> Sum:
        found: Sum = {}
        for group in self.scheme.groups.values():
            for template in group.templates:
                if label in template.vector:
                    found[number, at, template.label] = template.vector[label]
        return found

    def _added(self, sums: Iterable[Sum]) -> Sum:
        found: Sum = {}
        for one in sums:
            self._add(found, one, 1)
        return found

    @staticmethod
    def _add(into: Sum, what: Sum, times: int) -> None:
        for unknown, weight in what.items():
            into[unknown] = into.get(unknown, 0) + times * weight


def pinned(
    scheme: Scheme, stretches: Sequence[Stretch]
) -> Iterator[tuple[int, str, tuple[int, int], tuple[int, int]]]:
    """Each hidden number with fewer than t values left, and fewer than the entries alone leave.

    As the place of its period, its label, its range, and the range that the entries alone leave it.
    """
    with_all, by_entries = (Attack(scheme, stretches, published=published) for published in (True, False))
    for number, stretch in enumerate(stretches):
        for label in stretch.hidden:
            what = with_all.counter(number, stretch, label)
            seen = [with_all.value(what, world) for world in with_all.worlds]
            if seen and max(seen) - min(seen) + 1 >= scheme.threshold:
                continue  # worlds that were found for other numbers leave it as many
            low, high = with_all.range_of(what)
            if high - low + 1 >= scheme.threshold:
                continue
            least, most = by_entries.range_of(by_entries.counter(number, stretch, label))
            if high - low < most - least:
                yield number, label, (low, high), (least, most)
