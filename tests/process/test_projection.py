"""Rows and counted steps: what has no effect yet is in no row and no figure as final."""

from evenhand.process import commands as c
from evenhand.process.projection import rows, step_codes, steps
from tests.process.steps import a_complaint, a_departure, closed, declined, held, letters, opened, recommended
from tests.process.world import REASONS, RULEBOOK


def codes(world, index):
    """What a complaint's history counts."""
    return [step.code for recorded in world.histories[index] for step in steps(recorded)]


def table(world, index, name):
    """The rows of one table."""
    return rows(world.complaints[index], RULEBOOK)[name]


def test_a_new_complaint_is_one_row(world):
    index = world.submit(a_complaint())
    (row,) = table(world, index, "complaint")
    assert row["index"] == index
    assert row["number"] == "EH-0000-0"
    assert (row["stage"], row["channel"], row["category"], row["anonymous"]) == ("received", "web", "har", False)
    assert (row["outcome"], row["closed_on"], row["reopened"], row["last_index"]) == (None, None, 0, index + 1)
    assert row["next_due_on"] > world.today


def test_a_held_decision_shows_as_held_and_not_as_a_sanction(world):
    index = held(world)
    (case,) = table(world, index, "case")
    assert case["held"] is True
    assert (case["recommended_sanction"], case["sanction"], case["decided_on"], case["outcome"]) == (
        4,
        None,
        None,
        None,
    )
    assert (case["override_direction"], case["override_distance"]) == ("up", 2)
    assert table(world, index, "allegation")[0]["finding"] is None
    assert codes(world, index) == ["received/har", "override/up"]


def test_verified_it_is_final(world):
    index = held(world)
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "rosa")
    (case,) = table(world, index, "case")
    assert (case["held"], case["sanction"], case["decided_on"], case["outcome"]) == (
        False,
        6,
        world.today,
        "breach-sanction",
    )
    assert table(world, index, "allegation")[0]["finding"] == "proved"
    assert codes(world, index)[-2:] == ["override/verified", "decided/breach-sanction"]


def test_vetoed_it_is_as_if_never_recommended_but_the_steps_are_counted(world):
    index = held(world, 8, 2)
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "rosa")
    (case,) = table(world, index, "case")
    assert (case["recommended_sanction"], case["override_distance"], case["investigator"]) == (None, None, None)
    assert codes(world, index) == ["received/har", "override/down", "override/vetoed"]


def test_a_complaint_is_counted_closed_once_and_reopened_once(world):
    index = closed(world)
    world.do(index, c.Reopen(cases=(1,), ground="fresh-evidence", reasons=REASONS), "olga")
    assert codes(world, index) == ["received/har", "decided/breach-sanction", "closed/upheld", "reopened"]
    other = declined(world)
    world.do(other, letters(world, None), "mona")
    world.do(other, c.Close(), "mona")
    assert codes(world, other) == ["received/har", "closed/out-of-scope"]


def test_a_level_departure_is_counted_as_level(world):
    index = recommended(world, 0)
    world.do(index, a_departure(0, "not-proved"), "dora")
    assert "override/level" in codes(world, index)


def test_rows_are_plain_values(world):
    index = opened(world)
    for found in rows(world.complaints[index], RULEBOOK).values():
        for row in found:
            assert all(
                type(value).__name__ in {"int", "str", "bool", "date", "NoneType"} for value in row.values()
            ), row


def test_every_step_that_can_be_counted_is_foreseen_and_fits_the_public_kinds():
    foreseen = step_codes(RULEBOOK)
    assert "received/har" in foreseen["intake"]
    assert {"closed/upheld", "decided/no-breach", "reopened"} <= set(foreseen["outcome"])
    assert "override/vetoed" in foreseen["review"]
    assert len(foreseen["intake"]) <= 14
    assert max(len(found) for found in foreseen.values()) <= 16
