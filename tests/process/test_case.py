"""A case up to the evidence: opened, allegations framed, people assigned, investigated."""

from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CaseStage, Duty, Role
from evenhand.process.facts import Into
from evenhand.process.state import Person
from tests.process.steps import (
    WAIVER,
    a_case,
    a_complaint,
    a_notice,
    accepted,
    answered,
    assign,
    assigned,
    noticed,
    opened,
    recommended,
)
from tests.process.world import REASONS, START, staff


def test_a_case_names_its_respondent_only_in_what_is_sealed(world):
    index = accepted(world)
    facts = world.do(index, a_case("2.1", "6.1"), "mona")
    assert [fact.act for fact in facts] == ["case-opened", "allegation-framed", "allegation-framed"]
    assert all(fact.into is Into.CASE for fact in facts)
    assert facts[0].content == {"name": "Yan Example"}
    assert not any("Yan" in str(fact.data) or "Shouted" in str(fact.data) for fact in facts)
    (case,) = world.complaints[index].cases
    assert case.respondent == "respondent-1"
    assert [(each.number, each.clause) for each in case.allegations] == [(1, "2.1"), (2, "6.1")]


def test_a_complaint_about_two_people_has_two_cases(world):
    index = opened(world)
    world.do(index, a_case(), "mona")
    assert [case.number for case in world.complaints[index].cases] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"respondent_name": " "}, "missing-text"),
        ({"capacity": "vip"}, "unknown-code"),
        ({"allegations": ()}, "no-allegation"),
        ({"allegations": (("9.9", "Shouted."),)}, "unknown-clause"),
        ({"allegations": (("2.1", " "),)}, "missing-text"),
    ],
)
def test_a_case_without_what_it_needs_is_not_opened(world, changes, code):
    index = accepted(world)
    said = {"respondent_name": "Yan", "capacity": "member", "allegations": (("2.1", "Shouted."),)}
    assert world.refused(index, c.OpenCase(**{**said, **changes}), "mona") == code
    assert world.complaints[index].cases == ()


def test_no_case_is_opened_before_the_complaint_is_accepted(world):
    index = world.submit(a_complaint())
    assert world.refused(index, a_case(), "mona") == "stage"


def test_an_allegation_may_be_added_until_notice_is_given(world):
    index = assigned(world)
    more = c.FrameAllegation(case=1, clause="1.2", particulars="Sent a picture.")
    world.do(index, more, "mona")
    world.do(index, c.StartInvestigation(case=1, plan="Ask."), "ivan")
    world.do(index, more, "ivan")
    assert [each.number for each in world.complaints[index].cases[0].allegations] == [1, 2, 3]
    world.do(index, a_notice(world), "ivan")
    assert world.refused(index, more, "ivan") == "stage"


def test_an_allegation_is_framed_under_a_clause_of_the_pinned_rulebook(world):
    index = opened(world)
    assert world.refused(index, c.FrameAllegation(case=1, clause="9.9", particulars="X"), "mona") == "unknown-clause"


def test_assigning_an_investigator_moves_the_case_and_a_decision_maker_does_not(world):
    index = opened(world)
    world.do(index, c.Assign(case=1, duty="decide", person="dora"), "mona")
    assert world.complaints[index].cases[0].stage is CaseStage.OPENED
    world.do(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona")
    assert world.complaints[index].cases[0].stage is CaseStage.ASSIGNED
    assert world.complaints[index].hands["dora"] == {Duty.DECIDE}


ALL_ROUND = (Role.TRIAGE_ASSESSOR, Role.CASE_MANAGER, Role.INVESTIGATOR, Role.DECISION_MAKER)


@pytest.mark.parametrize(
    ("person", "duty", "code"),
    [
        ("nobody", "investigate", "no-such-person"),
        ("dora", "investigate", "role"),
        ("ivan", "decide", "role"),
        ("lena", "decide", "role"),
        ("mona", "investigate", "self-assigned"),
        ("ivan", "review", "duty"),
        ("ivan", "triage", "duty"),
        ("ivan", "sing", "unknown-code"),
    ],
)
def test_a_duty_goes_to_someone_who_may_have_it(world, person, duty, code):
    index = opened(world)
    assert world.refused(index, c.Assign(case=1, duty=duty, person=person), "mona") == code


def test_nobody_has_two_duties_on_a_complaint(world):
    world.people["tara"] = staff("tara", *ALL_ROUND)
    index = opened(world)
    for duty in ("investigate", "decide"):
        assert world.refused(index, c.Assign(case=1, duty=duty, person="tara"), "mona") == "other-duty"
    world.people["ivan"] = staff("ivan", *ALL_ROUND)
    world.do(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona")
    assert world.refused(index, c.Assign(case=1, duty="decide", person="ivan"), "mona") == "other-duty"


def test_a_duty_on_one_case_bars_another_duty_on_the_next_case_of_the_complaint(world):
    world.people["ivan"] = staff("ivan", *ALL_ROUND)
    index = assigned(world)
    world.do(index, a_case(), "mona")
    assert world.refused(index, c.Assign(case=2, duty="decide", person="ivan"), "mona") == "other-duty"
    world.do(index, c.Assign(case=2, duty="investigate", person="ivan"), "mona")


def test_a_duty_on_a_linked_complaint_bars_another_here_even_through_a_third(world):
    world.people["ivan"] = staff("ivan", *ALL_ROUND)
    first, second, third = assigned(world), opened(world), opened(world)
    world.do(second, c.Link(other=first, type="same-incident", reasons=REASONS), "mona")
    world.do(third, c.Link(other=second, type="same-incident", reasons=REASONS), "mona")
    for index in (second, third):
        assert world.refused(index, c.Assign(case=1, duty="decide", person="ivan"), "mona") == "other-duty"
    world.do(third, c.Assign(case=1, duty="investigate", person="ivan"), "mona")


def test_to_be_replaced_does_not_free_a_person_for_another_duty(world):
    world.people["ivan"] = staff("ivan", *ALL_ROUND)
    index = assigned(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="irma"), "mona")
    assert world.refused(index, c.Assign(case=1, duty="decide", person="ivan"), "mona") == "other-duty"
    assert world.refused(index, c.StartInvestigation(case=1, plan="Ask."), "ivan") == "investigates"
    world.do(index, c.StartInvestigation(case=1, plan="Ask."), "irma")


def test_a_person_with_a_role_behind_the_wall_gets_no_duty(world):
    world.people["wim"] = staff("wim", Role.INVESTIGATOR, Role.LEADERSHIP)
    index = opened(world)
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="wim"), "mona") == "walled"


def test_an_appointment_that_has_ended_gives_no_duty_and_no_act(world):
    index = assigned(world)
    world.people["ivan"] = staff("ivan", Role.INVESTIGATOR, until=START + timedelta(days=1))
    world.wait(1)
    assert world.refused(index, c.StartInvestigation(case=1, plan="Ask."), "ivan") == "role"
    world.do(index, c.Assign(case=1, duty="investigate", person="irma"), "mona")
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona") == "role"


def test_the_same_person_is_not_assigned_twice(world):
    index = assigned(world)
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona") == "assigned-already"


def test_nobody_new_investigates_what_has_been_recommended(world):
    index = recommended(world)
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="irma"), "mona") == "stage"
    world.do(index, c.Assign(case=1, duty="decide", person="dirk"), "mona")


def test_only_the_assigned_investigator_starts_and_with_a_plan(world):
    index = assigned(world)
    assert world.refused(index, c.StartInvestigation(case=1, plan="Ask."), "irma") == "investigates"
    assert world.refused(index, c.StartInvestigation(case=1, plan=" "), "ivan") == "missing-text"
    (fact,) = world.do(index, c.StartInvestigation(case=1, plan="Ask."), "ivan")
    assert fact.into is Into.CASE


def test_evidence_is_added_until_the_recommendation_and_changes_nothing_else(world):
    index = answered(world)
    before = world.complaints[index].cases[0].stage
    (fact,) = world.do(index, c.AddEvidence(case=1, description="What the chair saw.", source="the chair"), "ivan")
    assert fact.content == {"text": "What the chair saw.", "source": "the chair"}
    assert world.complaints[index].cases[0].stage is before
    assert world.refused(index, c.AddEvidence(case=1, description=""), "mona") == "missing-text"
    assert world.refused(index, c.AddEvidence(case=1, description="X"), "irma") == "investigates"
    world.do(index, a_notice(world), "ivan")
    world.do(index, c.RecordReply(case=1, how="waived", text="I have nothing to add to it.", files=(WAIVER,)), "ivan")
    world.do(index, c.Recommend(case=1, findings={1: "proved"}, sanction=2, reasons=REASONS), "ivan")
    assert world.refused(index, c.AddEvidence(case=1, description="X"), "ivan") == "stage"


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_case_that_is_not_there_is_refused(world, number):
    index = noticed(world)
    assert world.refused(index, c.AddEvidence(case=number, description="X"), "mona") == "no-such-case"


def test_a_stranger_does_nothing(world):
    index = opened(world)
    assert world.refused(index, c.AddEvidence(case=1, description="X"), Person("stranger")) == "role"


def test_a_small_body_is_told_that_it_needs_someone_from_outside(world):
    world.people["tara"] = staff("tara", *ALL_ROUND)
    index = opened(world)
    answer = world.answer(index, c.Assign(case=1, duty="investigate", person="tara"), "mona")
    assert "a person from outside has to be appointed" in answer.sentence


def test_assigning_leaves_the_manager_free_to_manage(world):
    index = opened(world)
    assign(world, index)
    assert world.complaints[index].hands["mona"] == {Duty.MANAGE}
