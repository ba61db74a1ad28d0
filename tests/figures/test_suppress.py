import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.figures.suppress import Cell, OneWay, Rule, protect, protect_alone

RULES = st.builds(Rule, k=st.integers(3, 10), hide_zeros=st.booleans())
COUNTS = st.lists(st.integers(0, 12) | st.integers(0, 500), min_size=1, max_size=12)


def table(*values, name="by category"):
    return OneWay(name, tuple((f"c{i}", value) for i, value in enumerate(values)))


def shown(safe):
    return [cell.value for cell in safe.cells]


def possible_values(safe, rule):
    """Interval propagation: for each hidden cell, how many whole numbers are left by all that is published."""
    hidden = safe.hidden
    if safe.total is None or not hidden:
        return [None] * hidden
    room = safe.total - sum(value for value in shown(safe) if value is not None)
    return [room - rule.floor * (hidden - 1) - rule.floor + 1] * hidden


def test_large_numbers_are_published_as_they_are():
    (safe,) = protect([table(40, 12, 5)], Rule())
    assert shown(safe) == [40, 12, 5]
    assert (safe.total, safe.hidden, safe.withheld) == (57, 0, False)


def test_one_small_number_takes_a_second_with_it():
    (safe,) = protect([table(40, 3, 12, 30)], Rule())
    assert shown(safe) == [40, None, 12, None]
    assert safe.total == 85


def test_the_protecting_cell_is_chosen_by_place_and_not_by_size():
    # With the smallest chosen, 4, 4, 4, 5 of 17 would show the 5, and only three times 4 could stand beside it.
    (safe,) = protect([table(4, 4, 4, 5)], Rule())
    assert shown(safe) == [None, None, None, None]
    (safe,) = protect([table(4, 100, 100, 300)], Rule())
    assert shown(safe) == [None, 100, 100, None]


def test_a_zero_is_shown_or_hidden_as_the_rule_says():
    (safe,) = protect([table(40, 0, 12)], Rule())
    assert shown(safe) == [40, 0, 12]
    (safe,) = protect([table(40, 0, 12)], Rule(hide_zeros=True))
    assert shown(safe) == [40, None, None]


def test_a_table_of_nothing_but_zeros_is_shown_unless_zeros_are_small():
    (safe,) = protect([table(0, 0)], Rule())
    assert (shown(safe), safe.total) == ([0, 0], 0)
    (safe,) = protect([table(0, 0)], Rule(hide_zeros=True))
    assert (shown(safe), safe.total, safe.withheld) == ([None, None], None, True)


def test_a_small_total_is_withheld_with_all_its_cells():
    (safe,) = protect([table(3, 0, 0)], Rule())
    assert (shown(safe), safe.total, safe.withheld) == ([None, None, None], None, True)


def test_cells_that_their_own_sum_would_pin_are_withheld():
    # Seven hidden cells of at least one that add up to seven would all be one.
    (safe,) = protect([table(1, 1, 1, 1, 1, 1, 1)], Rule())
    assert safe.withheld


def test_a_table_that_must_be_withheld_takes_the_others_of_its_total_along():
    first, second = protect([table(1, 1, 1, 1, 1, 1, 1), table(7, name="by channel")], Rule())
    assert first.withheld
    assert second.withheld
    assert shown(second) == [None]


def test_tables_with_different_totals_are_not_one_publication():
    with pytest.raises(ValueError, match=r"by category \(9\), by channel \(8\)"):
        protect([table(9), table(8, name="by channel")], Rule())


def test_numbers_without_a_published_sum_hide_only_themselves():
    safe = protect_alone(table(9, 3, 0), Rule())
    assert shown(safe) == [9, None, 0]
    assert (safe.total, safe.withheld) == (None, False)


def test_a_threshold_that_hides_nothing_is_refused():
    for k, zeros in ((1, True), (2, False)):
        with pytest.raises(ValueError, match="hides nothing"):
            Rule(k, zeros)


def test_two_cells_with_one_label_and_numbers_below_zero_are_refused():
    with pytest.raises(ValueError, match="one label"):
        OneWay("t", (("a", 1), ("a", 2)))
    with pytest.raises(ValueError, match="below zero"):
        OneWay("t", (("a", -1),))


@given(COUNTS, RULES)
def test_everything_published_is_true_and_no_small_number_is_published(values, rule):
    (safe,) = protect([table(*values)], rule)
    assert [cell.label for cell in safe.cells] == [f"c{i}" for i in range(len(values))]
    for value, cell in zip(values, safe.cells, strict=True):
        assert cell.value in (value, None)
        assert cell.value is None or not rule.small(cell.value)
    assert safe.total in (sum(values), None)
    assert safe.total is None or not rule.small(safe.total)
    assert safe.withheld is (safe.total is None)


@given(st.lists(COUNTS, min_size=1, max_size=4), RULES)
def test_every_hidden_cell_keeps_at_least_k_possible_numbers(tables, rule):
    # Tables of one total: pad each with a last cell up to the largest.
    total = max(sum(values) for values in tables)
    made = [table(*values, total - sum(values), name=f"t{i}") for i, values in enumerate(tables)]
    for safe in protect(made, rule):
        assert all(left is None or left >= rule.k for left in possible_values(safe, rule))
        assert safe.withheld or safe.hidden != 1
        if safe.withheld:
            assert all(cell.value is None for cell in safe.cells)


@given(COUNTS, RULES)
def test_the_same_table_is_always_published_the_same_way(values, rule):
    assert protect([table(*values)], rule) == protect([table(*values)], rule)


def test_hidden_cells_all_look_the_same():
    (safe,) = protect([table(40, 3, 30)], Rule())
    assert safe.cells[1:] == (Cell("c1", None), Cell("c2", None))
