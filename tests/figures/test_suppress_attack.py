"""The reader who knows our code: list every table, and see which of them give the same publication."""

from collections import defaultdict
from itertools import product

import pytest

from evenhand.figures.suppress import OneWay, Rule, protect
from evenhand.office.published_words import DEPARTURES as WORDS
from tests.process.test_shapes import DEPARTURES, kinds
from tests.process.world import World

CODES = tuple(WORDS)


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


PLAIN, HELD, VERIFIED, VETOED = (
    "a departure that takes effect",
    "a departure that is held",
    "a verification",
    "a veto",
)


def shapes_now():
    """The kinds of entries that each act leaves in the public register, as the process writes them."""
    return {act: kinds(do(World())) for act, do in DEPARTURES.items()}


def worlds(shapes, acts, order=None):
    """Under each public order of kinds, or that one: every (departures, verified, vetoed) that so many acts can have been.

    A period may begin with nothing held, which is when a reader knows most; and nobody verifies what is not held.
    """
    found = {((), 0, 0, 0, 0)}
    for _ in range(acts):
        found = {
            ((*before, *shapes[act]), held + now, departures + made, verified + ok, vetoed + no)
            for before, held, departures, verified, vetoed in found
            for act, now, made, ok, no in NEXT
            if held + now >= 0 and (order is None or order[len(before) :][: len(shapes[act])] == shapes[act])
        }
    under = defaultdict(set)
    for before, _, departures, verified, vetoed in found:
        under[before].add((departures, verified, vetoed))
    return under


NEXT = ((PLAIN, 0, 1, 0, 0), (HELD, 1, 1, 0, 0), (VERIFIED, -1, 0, 1, 0), (VETOED, -1, 0, 0, 1))
"""Each act, with how it changes what is held, and the departures, verifications and vetoes."""


def least_values_left(seen, rule):
    """For each code of the table: the least number of values that some publication leaves it, for who knows the order."""
    under = defaultdict(list)
    for departures, verified, vetoed in seen:
        for up in range(departures + 1):
            for down in range(departures - up + 1):
                table = (up, down, departures - up - down, verified, vetoed)
                (safe,) = protect([OneWay("t", tuple(zip(CODES, table, strict=True)))], rule)
                under[tuple(cell.value for cell in safe.cells), safe.withheld].append(table)
    least = {}
    for (published, _), tables in under.items():
        for place, value in enumerate(published):
            if value is None:
                left = len({table[place] for table in tables})
                least[CODES[place]] = min(left, least.get(CODES[place], left))
    return least


@pytest.mark.parametrize("acts", range(1, 13))
def test_the_order_of_kinds_in_the_register_tells_nothing_that_the_total_does_not(acts):
    ((order, seen),) = worlds(shapes_now(), acts).items()
    assert len(order) == 3 * acts
    least = least_values_left(seen, Rule(5, hide_zeros=True))
    of_departures, of_reviews = min(5, acts), min(5, acts // 2 + 1)
    assert all(least[code] >= (of_reviews if code in ("verified", "vetoed") else of_departures) for code in least)


def test_were_a_hold_written_otherwise_than_what_takes_effect_the_order_would_tell():
    """The attack of the review, on the shapes that there were: seven departures in effect, one held, one vetoed."""
    told_apart = {
        PLAIN: ("event", "review", "outcome"),
        HELD: ("event", "review"),
        VERIFIED: ("review", "outcome"),
        VETOED: ("review",),
    }
    order = told_apart[PLAIN] * 7 + told_apart[HELD] + told_apart[VETOED]
    seen = worlds(told_apart, 9, order)[order]
    assert (
        len({vetoed for _, _, vetoed in seen})
        < 5
        <= len({vetoed for _, _, vetoed in worlds(shapes_now(), 9).popitem()[1]})
    )
