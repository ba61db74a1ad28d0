"""The reader who knows our code: list every table, and see which of them give the same publication."""

from collections import defaultdict
from itertools import product

import pytest

from evenhand.figures.suppress import OneWay, Rule, protect


def publications(rule, cells, most):
    """Every table of so many cells with values up to `most`, under what is published of it.

    The sum is always part of what the reader has: the register is public, so anybody can count its entries, and a
    total that we withhold may be known all the same.
    """
    seen = defaultdict(list)
    for values in product(range(most + 1), repeat=cells):
        (safe,) = protect([OneWay("t", tuple(enumerate_labels(values)))], rule)
        seen[tuple(cell.value for cell in safe.cells), safe.withheld, sum(values)].append(values)
    return seen


def least_left(rule, total, withheld):
    """How many values a hidden cell must keep: k, but zeros shown say that it is not 0, and no total is exceeded."""
    return min(rule.k - rule.floor, total + 1) if withheld else rule.k - rule.floor


def enumerate_labels(values):
    return ((f"c{i}", value) for i, value in enumerate(values))


@pytest.mark.parametrize("hide_zeros", [True, False])
@pytest.mark.parametrize(
    ("k", "cells", "most"), [(3, 2, 14), (3, 3, 14), (3, 4, 10), (4, 3, 16), (5, 2, 26), (5, 3, 20)]
)
def test_knowing_the_rule_pins_no_hidden_number(k, cells, most, hide_zeros):
    rule = Rule(k, hide_zeros)
    checked = 0
    for (published, withheld, total), tables in publications(rule, cells, most).items():
        room = total - sum(value for value in published if value is not None)
        if room > most:
            continue  # tables with larger numbers would give this publication too, and are not in our list
        for place, value in enumerate(published):
            if value is None:
                checked += 1
                left = len({values[place] for values in tables})
                assert left >= least_left(rule, total, withheld), (published, total, tables)
    assert checked > 0


def test_the_usual_rule_of_hiding_the_smallest_other_cell_would_fail_this_attack():
    def usual(values):
        hidden = {i for i, value in enumerate(values) if value < 5}
        while hidden and len(hidden) < len(values) and (len(hidden) < 2 or sum(values[i] for i in hidden) < 4):
            hidden.add(min((i for i in range(len(values)) if i not in hidden), key=lambda i: values[i]))
        return tuple(None if i in hidden else value for i, value in enumerate(values)), sum(values)

    same = [values for values in product(range(18), repeat=4) if usual(values) == usual((4, 4, 4, 5))]
    assert same == [(4, 4, 4, 5)]


@pytest.mark.parametrize("hide_zeros", [True, False])
def test_two_tables_of_one_total_pin_nothing_together(hide_zeros):
    rule = Rule(3, hide_zeros)
    most = 9
    seen = defaultdict(list)
    for left in product(range(most + 1), repeat=2):
        for right in product(range(most + 1), repeat=3):
            if sum(left) != sum(right) or sum(left) > most:
                continue
            pair = protect(
                [OneWay(name, tuple(enumerate_labels(v))) for name, v in (("a", left), ("b", right))], rule
            )
            view = tuple(tuple(cell.value for cell in safe.cells) for safe in pair)
            seen[view, pair[0].withheld, sum(left)].append(left + right)
    for (view, withheld, total), tables in seen.items():
        for place, value in enumerate(view[0] + view[1]):
            if value is None:
                left = len({values[place] for values in tables})
                assert left >= least_left(rule, total, withheld), (view, total)
