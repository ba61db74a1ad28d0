import pytest

from evenhand.figures.periods import EARLIER, IN_PERIOD, PeriodTotals, publish
from evenhand.figures.suppress import Rule

CATEGORIES = ("DIS-RACE", "HAR", "FIN", "OTHER")
OUTCOMES = ("upheld", "no case", "withdrawn")


def period(
    label="2024-01",
    a=0,
    b=100,
    received=(20, 9, 8, 30),
    late=0,
    closed=(10, 6, 12),
    closed_late=0,
    reviews=(6, 9, 7),
    reopened=0,
):
    return PeriodTotals(
        label=label,
        a=a,
        b=b,
        received=tuple(zip(CATEGORIES, received, strict=True)),
        received_earlier=late,
        closed=tuple(zip(OUTCOMES, closed, strict=True)),
        closed_earlier=closed_late,
        reviews=tuple(zip(("up", "down", "verified"), reviews, strict=True)),
        reopened=reopened,
    )


def values(table):
    return [cell.value for cell in table.cells]


def test_a_period_with_large_numbers_is_published_whole_with_its_bridge():
    safe = publish(period(late=7), Rule())
    assert values(safe.received_by_category) == [20, 9, 8, 30]
    assert [(cell.label, cell.value) for cell in safe.received_bridge.cells] == [(IN_PERIOD, 60), (EARLIER, 7)]
    assert safe.received_by_category.total == safe.received_bridge.total == 67
    assert values(safe.closed_by_outcome) == [10, 6, 12]
    assert values(safe.reviews) == [6, 9, 7]
    assert values(safe.reopened) == [0]
    assert safe.hidden == 0
    assert len(safe.tables) == 6


def test_a_small_number_of_reviews_hides_a_second_because_their_total_stands_in_the_register():
    safe = publish(period(reviews=(6, 9, 2)), Rule())
    assert values(safe.reviews) == [6, None, None]
    assert publish(period(reviews=(1, 1, 1)), Rule()).reviews.withheld


def test_a_small_number_of_reopened_complaints_is_hidden_alone():
    assert values(publish(period(reopened=3), Rule()).reopened) == [None]
    assert values(publish(period(reopened=6), Rule()).reopened) == [6]


def test_a_small_bridge_hides_both_its_lines_and_leaves_the_table_of_the_same_total():
    safe = publish(period(late=2), Rule())
    assert values(safe.received_bridge) == [None, None]
    assert values(safe.received_by_category) == [20, 9, 8, 30]


def test_what_is_withheld_in_one_table_is_not_given_away_by_the_bridge():
    safe = publish(period(received=(1, 1, 1, 0)), Rule())
    assert safe.received_by_category.withheld
    assert safe.received_bridge.withheld
    assert values(safe.received_bridge) == [None, None]
    assert not safe.closed_by_outcome.withheld


def test_more_earlier_acts_than_acts_are_refused():
    with pytest.raises(ValueError, match="below zero"):
        publish(period(received=(1, 0, 0, 0), late=2), Rule())


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="covers no entries"):
        period(a=7, b=7)
