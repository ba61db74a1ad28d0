"""What acts look like from outside: those that are counted apart are written alike."""

import pytest

from evenhand.process import commands as c
from evenhand.process.acts import ACTS, Kind
from evenhand.process.facts import Fact
from evenhand.process.shapes import COVER_ACTS, DEPARTURE, ENDING, covered, kind_of
from tests.process.steps import a_decision, a_departure, closed, decided, declined, held, letters, recommended
from tests.process.world import REASONS, World

CHECK = {True: c.ReviewOverride(case=1, verify=True, reasons=REASONS)}
CHECK[False] = c.ReviewOverride(case=1, verify=False, reasons=REASONS)


def kinds(facts):
    """What the public sees of them."""
    return tuple(kind_of(fact) for fact in facts)


def told(world, index, case):
    world.do(index, letters(world, case), "mona")
    return index


DEPARTURES = {
    "a departure that takes effect": lambda world: world.do(recommended(world), a_departure(5), "dora"),
    "a departure that is held": lambda world: world.do(recommended(world), a_departure(6), "dora"),
    "a verification": lambda world: world.do(held(world), CHECK[True], "rosa"),
    "a veto": lambda world: world.do(held(world), CHECK[False], "rosa"),
}
ENDINGS = {
    "a decision as recommended": lambda world: world.do(recommended(world), a_decision(), "dora"),
    "the closing of the last case": lambda world: world.do(told(world, decided(world), 1), c.Close(case=1), "mona"),
    "the closing of what was declined": lambda world: world.do(told(world, declined(world), None), c.Close(), "mona"),
    "a reopening": lambda world: world.do(
        closed(world), c.Reopen(cases=(1,), ground="fraud", reasons=REASONS), "olga"
    ),
}


@pytest.mark.parametrize("act", DEPARTURES)
def test_departures_verifications_and_vetoes_look_the_same(act):
    assert kinds(DEPARTURES[act](World())) == DEPARTURE


@pytest.mark.parametrize("act", ENDINGS)
def test_decisions_closings_and_reopenings_look_the_same(act):
    assert kinds(ENDINGS[act](World())) == ENDING


def test_a_cover_says_nothing_and_is_no_hand_in_the_case(world):
    index = held(world)
    facts = world.do(index, CHECK[False], "rosa")
    covers = [fact for fact in facts if fact.act in COVER_ACTS]
    assert [set(fact.data) for fact in covers] == [{"by", "on"}] * 2
    assert not any(fact.content or fact.files or fact.nonce for fact in covers)
    closed_one = closed(world)
    world.do(closed_one, c.Reopen(cases=(1,), ground="fraud", reasons=REASONS), "olga")
    assert "olga" not in world.complaints[closed_one].hands


def test_what_is_only_events_needs_no_cover():
    facts = (Fact("told", {}), Fact("told", {}))
    assert covered(facts, lambda act: Fact(act, {})) == facts


def test_an_act_that_would_stand_out_is_not_written():
    with pytest.raises(ValueError, match="would stand out"):
        covered((Fact("case-closed", {}), Fact("told", {}), Fact("reopened", {})), lambda act: Fact(act, {}))


def test_every_kind_of_the_shapes_but_the_one_that_makes_it_has_a_cover():
    assert {ACTS[act].kind for act in COVER_ACTS} == {*DEPARTURE, *ENDING} - {Kind.REVIEW}
