"""Hiding small numbers so that they cannot be worked out again.

The reader we defend against knows this file. So two things matter beyond the sums. First, hidden cells all look the
same: nobody is told which is small and which was hidden to protect it. Second, the protecting cell is chosen by its
*place* in the table (the last one that is not small), never by its size. Choosing the smallest would tell the reader
that nothing shown is smaller: 4, 4, 4, 5 of 17 published as hidden, hidden, hidden, 5 leaves one answer. Give the
cells in an order that was fixed before the counting (the rulebook's): every cell of it, also the empty ones, the
common ones first.

What holds, and is tested by listing every table that gives the same publication: each hidden cell can still be any of
at least k whole numbers when zeros are hidden too, and at least k - 1 (1 to k - 1) when zeros are shown.
Source: DOMAIN 7.2; REGISTER.md 5, complementary suppression.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rule:
    """Numbers below `k` are small. Zero is small too when `hide_zeros` is set, else it is shown.

    A number of `most` or more cannot be hidden: where totals are proved, a hidden one is proved to be below that. None: any can.
    Where such a number would have to protect a small one it is shown, and the small one is left with what the other hidden
    numbers leave it.
    """

    k: int = 5
    hide_zeros: bool = False
    most: int | None = None

    def __post_init__(self) -> None:
        if self.k < 2 or (self.k == 2 and not self.hide_zeros):
            raise ValueError(f"A threshold of {self.k} hides nothing: use 3 or more, or 2 with zeros hidden too.")

    @property
    def floor(self) -> int:
        """The least that a hidden cell can be."""
        return 0 if self.hide_zeros else 1

    def small(self, value: int) -> bool:
        """Whether a number is to be hidden for its own sake."""
        return self.floor <= value < self.k


@dataclass(frozen=True, slots=True)
class OneWay:
    """A one-way table before publication: its cells in their fixed order. They add up to the total."""

    name: str
    cells: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        labels = [label for label, _ in self.cells]
        if len(set(labels)) != len(labels):
            raise ValueError(f"The table {self.name} has two cells with one label: add them up first.")
        if any(value < 0 for _, value in self.cells):
            raise ValueError(f"The table {self.name} has a number below zero: give counts, not differences.")

    @property
    def total(self) -> int:
        """The sum of the cells."""
        return sum(value for _, value in self.cells)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number as published; None means hidden."""

    label: str
    value: int | None


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table as published. `withheld` means that the total and every cell are hidden.

    `total` is None when it is withheld, and for a table whose total is never published.
    """

    name: str
    cells: tuple[Cell, ...]
    total: int | None
    withheld: bool

    @property
    def hidden(self) -> int:
        """How many cells are hidden: itself a figure that a fair report shows."""
        return sum(cell.value is None for cell in self.cells)


def protect(tables: Sequence[OneWay], rule: Rule) -> tuple[SafeTable, ...]:
    """Publish tables that count the same things in different ways, and so share one total.

    If any of them cannot bear its total beside it, all are withheld: one table's cells would give away the total of
    the next. Raises ValueError when the totals differ.
    """
    if len({table.total for table in tables}) > 1:
        names = ", ".join(f"{table.name} ({table.total})" for table in tables)
        raise ValueError(f"These tables should share one total and do not: {names}.")
    hidings = [_hide(table, rule) for table in tables]
    if any(hidden is None for hidden in hidings):
        return tuple(withhold(_plain(table)) for table in tables)
    return tuple(
        SafeTable(table.name, _cells(table, hidden or frozenset()), table.total, withheld=False)
        for table, hidden in zip(tables, hidings, strict=True)
    )


def protect_alone(table: OneWay, rule: Rule) -> SafeTable:
    """Publish numbers whose sum is published nowhere: each small one is hidden, and needs no other to protect it."""
    hidden = frozenset(i for i, (_, value) in enumerate(table.cells) if rule.small(value))
    return SafeTable(table.name, _cells(table, hidden), None, withheld=False)


def withhold(table: SafeTable) -> SafeTable:
    """The same table with its total and every cell hidden."""
    cells = tuple(replace(cell, value=None) for cell in table.cells)
    return replace(table, cells=cells, total=None, withheld=True)


def _plain(table: OneWay) -> SafeTable:
    return SafeTable(table.name, _cells(table, frozenset()), table.total, withheld=False)


def _hide(table: OneWay, rule: Rule) -> frozenset[int] | None:
    """The places to hide, or None when no choice of places makes it safe to show the total."""
    values = [value for _, value in table.cells]
    hidden = {i for i, value in enumerate(values) if rule.small(value)}
    if rule.small(table.total):
        return None
    if not hidden:
        return frozenset()
    spare = [i for i, value in enumerate(values) if value >= rule.k and (rule.most is None or value < rule.most)]

    def room() -> int:
        return sum(values[i] for i in hidden)

    if spare:
        hidden.add(spare.pop())
    # The protecting cell is at least k, and the small one beside it must still be able to be anything up to k - 1.
    while spare and room() < 2 * rule.k - 1 + rule.floor * (len(hidden) - 2):
        hidden.add(spare.pop())
    safe = len(hidden) > 1 and room() - rule.floor * len(hidden) + 1 >= rule.k
    too_large = rule.most is not None and max(values) >= rule.most
    return frozenset(hidden) if safe or too_large else None


def _cells(table: OneWay, hidden: frozenset[int]) -> tuple[Cell, ...]:
    return tuple(Cell(label, None if i in hidden else value) for i, (label, value) in enumerate(table.cells))
