"""Chance that falls out the same each time."""

from collections import Counter

import pytest

from evenhand.demo.chance import Chance


def test_the_same_path_falls_out_the_same():
    one, other = Chance("a", 1), Chance("a", 1)
    assert [one.below(1000) for _ in range(50)] == [other.below(1000) for _ in range(50)]


def test_another_path_falls_out_otherwise():
    paths = [Chance("a", 1), Chance("a", 2), Chance("a1"), Chance("a").part(1, 1), Chance("a", "1", "2")]
    assert len({tuple(each.below(1 << 30) for _ in range(4)) for each in paths}) == len(paths)


def test_a_part_is_not_disturbed_by_what_is_asked_of_the_whole():
    quiet, asked = Chance("a"), Chance("a")
    asked.below(10)
    assert quiet.part("b").below(1 << 30) == asked.part("b").below(1 << 30)


def test_every_number_below_a_limit_comes_about_as_often():
    chance = Chance("even")
    counts = Counter(chance.below(7) for _ in range(7000))
    assert set(counts) == set(range(7))
    assert all(850 < count < 1150 for count in counts.values())


def test_weights_say_how_often_something_comes():
    chance = Chance("weights")
    counts = Counter(chance.weighted({"often": 90, "seldom": 10, "never": 0}) for _ in range(2000))
    assert counts["never"] == 0
    assert 150 < counts["seldom"] < 260


def test_shuffling_keeps_every_item_once():
    assert sorted(Chance("cards").shuffled(range(52))) == list(range(52))


def test_nothing_is_chosen_where_every_weight_is_nought():
    with pytest.raises(ValueError, match="nothing to choose from"):
        Chance("none").weighted({"a": 0})
