"""A duplicate follows its lead: it stays open as long, and its own complainant is told how that ended (DOMAIN 5.1)."""

from dataclasses import replace

import pytest

from evenhand.process import commands as c
from evenhand.process.clocks import next_step, promises
from evenhand.process.codes import ComplaintOutcome, ComplaintStage
from evenhand.process.fold import fold_all
from tests.process.steps import a_complaint, a_decision, accepted, decided, declined, letters, recommended
from tests.process.world import REASONS, RULEBOOK


def following(world, lead):
    """Another complaint about the same thing, assessed as a duplicate."""
    index = world.submit(a_complaint(name="Xan Example"))
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.do(index, c.Assess(result="duplicate", duplicate_of=lead, reasons=REASONS), "tara")
    return index


def close(world, index):
    world.do(index, letters(world), "mona")
    world.do(index, c.Close(case=1), "mona")


def test_a_duplicate_stays_open_as_long_as_its_lead_and_everyone_can_read_what_comes_next(world):
    lead = decided(world)
    index = following(world, lead)
    state = world.complaints[index]
    assert (state.stage, state.duplicate_of) == (ComplaintStage.FOLLOWING, lead)
    assert world.refused(index, letters(world, None), "mona") == "stage"
    assert world.refused(index, c.Close(), "mona") == "stage"
    assert world.refused(index, c.FollowLead(), "clerk") == "lead-closed"
    step = next_step(state, RULEBOOK, world.today)
    assert "dealt with in is decided" in step.what_next
    assert step.by_when == next(each.due for each in promises(state, RULEBOOK) if each.code == "conclude")


def test_when_the_lead_is_closed_its_complainant_is_told_how_it_ended_and_nothing_that_is_not_theirs(world):
    lead = recommended(world)
    world.do(lead, replace(a_decision(), reasons="Only the parties of this case read why."), "dora")
    index = following(world, lead)
    world.wait(30)
    close(world, lead)
    world.do(index, c.FollowLead(), "clerk")
    step = next_step(world.complaints[index], RULEBOOK, world.today)
    assert ("how the complaint ended" in step.what_next, step.late) == (True, False)
    (fact,) = world.do(index, letters(world, None), "mona")
    assert (fact.data["outcome"], fact.data["lead_outcome"]) == ("duplicate", "upheld")
    assert "It was upheld" in fact.content["added"]
    said = str(fact.content)
    assert not [word for word in ("Only the parties", "2.1", "Shouted", "undertaking", "Yan") if word in said]
    fact = world.do(index, c.Close(), "mona")[-1]
    assert (fact.act, fact.data["outcome"]) == ("complaint-closed", "duplicate")


@pytest.mark.parametrize("who", ["mona", "tara", "olga", "complainant", "lena"])
def test_nobody_but_the_clerk_says_that_the_lead_is_closed(world, who):
    lead = decided(world)
    index = following(world, lead)
    close(world, lead)
    assert world.refused(index, c.FollowLead(), who) == "role"


def test_it_is_noted_once_and_only_on_a_duplicate(world):
    lead = decided(world)
    index = following(world, lead)
    close(world, lead)
    world.do(index, c.FollowLead(), "clerk")
    assert world.refused(index, c.FollowLead(), "clerk") == "lead-closed"
    assert world.refused(declined(world), c.FollowLead(), "clerk") == "lead-closed"
    assert world.refused(accepted(world), c.FollowLead(), "clerk") == "stage"


def test_nobody_is_told_an_outcome_that_was_opened_again(world):
    lead = recommended(world)
    world.do(lead, a_decision(), "dora")
    index = following(world, lead)
    close(world, lead)
    world.do(index, c.FollowLead(), "clerk")
    world.do(lead, c.Reopen(cases=(1,), ground="external-judgment", reasons=REASONS), "olga")
    assert world.refused(index, letters(world, None), "mona") == "lead-stands"


def test_a_duplicate_of_a_duplicate_is_told_what_the_first_of_them_was(world):
    lead, middle = decided(world), accepted(world)
    index = following(world, middle)
    state = world.complaints[middle]
    world.complaints[middle] = replace(
        state, duplicate_of=lead, lead_outcome=ComplaintOutcome.NOT_UPHELD, outcome=ComplaintOutcome.DUPLICATE
    )
    world.do(index, c.FollowLead(), "clerk")
    assert world.complaints[index].lead_outcome is ComplaintOutcome.NOT_UPHELD


def test_what_the_first_registers_wrote_of_a_duplicate_is_still_read(world):
    """There a duplicate was declined at once, and told and closed without its lead."""
    lead = decided(world)
    history = world.histories[following(world, lead)]
    old = [replace(each, data={k: v for k, v in each.data.items() if k != "follows"}) for each in history]
    assert fold_all(old).stage is ComplaintStage.DECLINED


def test_one_that_is_reopened_is_assessed_anew(world):
    lead = decided(world)
    index = following(world, lead)
    close(world, lead)
    world.do(index, c.FollowLead(), "clerk")
    world.do(index, letters(world, None), "mona")
    world.do(index, c.Close(), "mona")
    world.do(index, c.Reopen(cases=(), ground="fresh-evidence", reasons=REASONS), "olga")
    state = world.complaints[index]
    assert (state.stage, state.duplicate_of, state.lead_outcome) == (ComplaintStage.ACKNOWLEDGED, None, None)
