"""The review gate: an independent second signature, and a fresh start after a veto (invariant 8, C2)."""

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CaseOutcome, CaseStage, Duty, Role
from tests.process.steps import (
    a_decision,
    a_departure,
    assign,
    decided,
    held,
    letters,
    opened,
    recommend,
    recommended,
    vetoed,
)
from tests.process.world import REASONS, World, staff

VERIFY = c.ReviewOverride(case=1, verify=True, reasons=REASONS)
VETO = c.ReviewOverride(case=1, verify=False, reasons=REASONS)


@pytest.mark.parametrize(("recommended_sanction", "sanction"), [(8, 2), (2, 8)])
def test_a_held_decision_has_no_effect_up_or_down(world, recommended_sanction, sanction):
    index = held(world, recommended_sanction, sanction)
    case = world.complaints[index].cases[0]
    assert (case.stage, case.outcome, case.effective_on) == (CaseStage.HELD, None, None)
    assert world.refused(index, letters(world), "mona") == "stage"
    assert world.refused(index, c.Close(case=1), "mona") == "stage"


def test_verified_it_takes_effect_on_that_day(world):
    index = held(world)
    world.wait(5)
    facts = world.do(index, VERIFY, "rosa")
    assert [fact.act for fact in facts] == ["cover-event", "override-verified", "case-decided"]
    case = world.complaints[index].cases[0]
    assert (case.stage, case.outcome, case.sanction) == (CaseStage.DECIDED, CaseOutcome.BREACH_SANCTION, 6)
    assert (case.effective_on, case.reviewer) == (world.today, "rosa")
    assert world.complaints[index].hands["rosa"] == {Duty.REVIEW}


@pytest.mark.parametrize("verify", [True, False])
def test_a_review_has_reasons(world, verify):
    index = held(world)
    assert world.refused(index, c.ReviewOverride(case=1, verify=verify, reasons="Fine."), "rosa") == "too-short"


@pytest.mark.parametrize(
    "who", ["dora", "ivan", "mona", "tara", "ines", "dirk", "olga", "lena", "clerk", "complainant"]
)
def test_nobody_without_the_reviewers_appointment_reviews(world, who):
    index = held(world)
    assert world.refused(index, VERIFY, who) == "role"


@pytest.mark.parametrize("ref", ["dora", "ivan", "mona", "tara", "ines"])
def test_nobody_with_a_hand_in_the_complaint_reviews_not_even_in_managing_it(world, ref):
    index = held(world)
    roles = [appointment.role for appointment in world.people[ref].appointments]
    world.people[ref] = staff(ref, *roles, Role.REVIEWER)
    assert world.refused(index, VERIFY, ref) == "untouched"


def test_nobody_with_a_hand_in_a_linked_complaint_reviews(world):
    world.people["irma"] = staff("irma", Role.INVESTIGATOR, Role.REVIEWER)
    world.people["milo"] = staff("milo", Role.CASE_MANAGER, Role.REVIEWER)
    index = recommended(world)
    other = opened(world)
    world.do(other, c.Assign(case=1, duty="investigate", person="irma"), "milo")
    world.do(index, c.Link(other=other, type="same-respondent", reasons=REASONS), "mona")
    world.do(index, a_departure(6), "dora")
    assert world.refused(index, VERIFY, "irma") == "untouched"
    assert world.refused(index, VERIFY, "milo") == "untouched"
    world.do(index, VERIFY, "rosa")


def test_nobody_who_stepped_down_from_a_linked_complaint_reviews(world):
    """The respondent is the same, and so may be the conflict of interest."""
    world.people["milo"] = staff("milo", Role.CASE_MANAGER)
    world.people["rex"] = staff("rex", Role.CASE_MANAGER, Role.REVIEWER)
    index = recommended(world)
    other = opened(world)
    world.do(other, c.Recuse(ground="relative"), "rex")
    world.do(index, c.Link(other=other, type="same-respondent", reasons=REASONS), "mona")
    world.do(index, a_departure(6), "dora")
    assert world.refused(index, VERIFY, "rex") == "untouched"
    world.do(index, VERIFY, "rosa")


@pytest.mark.parametrize("by", ["dora", "rex"])
def test_nobody_appointed_by_the_overrider_or_by_themself_reviews(world, by):
    world.people["rex"] = staff("rex", Role.REVIEWER, by=by)
    index = held(world)
    assert world.refused(index, VERIFY, "rex") == "free-of-overrider"


def test_one_appointment_by_the_overrider_is_enough_to_bar_a_reviewer(world):
    good = staff("rex", Role.REVIEWER)
    bad = staff("rex", Role.TRIAGE_ASSESSOR, by="dora")
    world.people["rex"] = staff("rex")
    from dataclasses import replace

    world.people["rex"] = replace(good, appointments=(*good.appointments, *bad.appointments))
    index = held(world)
    assert world.refused(index, VERIFY, "rex") == "free-of-overrider"


@pytest.mark.parametrize("gone", [False, True])
def test_nobody_appointed_through_somebody_whom_the_overrider_appointed_reviews(world, gone):
    """The attack: appoint an appointing authority, who appoints the reviewer; at any distance, and also once they have left."""
    chain = (
        staff("anna", Role.APPOINTING_AUTHORITY, by="dora"),
        staff("arno", Role.APPOINTING_AUTHORITY, by="anna"),
        staff("abel", Role.APPOINTING_AUTHORITY, by="arno"),
    )
    if gone:
        world.gone = chain
    else:
        world.people |= {one.ref: one for one in chain}
    index = held(world)
    for by in ("anna", "arno", "abel"):
        world.people["rex"] = staff("rex", Role.REVIEWER, by=by)
        assert world.refused(index, VERIFY, "rex") == "free-of-overrider"
        assert world.refused(index, VETO, "rex") == "free-of-overrider"
    world.people["rex"] = staff("rex", Role.REVIEWER, by="somebody else")
    world.do(index, VERIFY, "rex")


def test_appointers_who_appointed_each_other_are_followed_once(world):
    world.gone = (
        staff("anna", Role.APPOINTING_AUTHORITY, by="arno"),
        staff("arno", Role.APPOINTING_AUTHORITY, by="anna"),
    )
    world.people["rex"] = staff("rex", Role.REVIEWER, by="anna")
    world.do(held(world), VERIFY, "rex")


def test_a_reviewer_behind_the_wall_does_not_review(world):
    world.people["rex"] = staff("rex", Role.REVIEWER, Role.LEADERSHIP)
    index = held(world)
    assert world.refused(index, VERIFY, "rex") == "walled"


def test_what_is_not_held_is_not_reviewed(world):
    assert world.refused(decided(world), VERIFY, "rosa") == "stage"
    assert world.refused(recommended(world), VERIFY, "rosa") == "stage"


def test_a_veto_leaves_no_outcome(world):
    index = held(world)
    facts = world.do(index, VETO, "rosa")
    assert [fact.act for fact in facts] == ["cover-event", "override-vetoed", "cover-outcome"]
    case = world.complaints[index].cases[0]
    assert (case.stage, case.outcome, case.sanction, case.override) == (CaseStage.OPENED, None, None, None)
    assert (case.investigator, case.decision_maker, case.recommended_sanction) == (None, None, None)
    assert case.vetoes == 1


def test_after_a_veto_the_allegations_and_the_reply_stand(world):
    index = held(world)
    before = world.complaints[index].cases[0]
    world.do(index, VETO, "rosa")
    case = world.complaints[index].cases[0]
    assert [each.clause for each in case.allegations] == [each.clause for each in before.allegations]
    assert (case.notice_on, case.reply, case.reply_on) == (before.notice_on, before.reply, before.reply_on)
    assert all(each.recommended is None and each.finding is None for each in case.allegations)


def test_after_a_veto_nobody_who_touched_the_case_acts_on_it_again(world):
    index = vetoed(world)
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="irma"), "mona") == "barred"
    for duty, ref in (("investigate", "ivan"), ("decide", "dora")):
        assert world.refused(index, c.Assign(case=1, duty=duty, person=ref), "milo") == "barred"
    assert world.refused(index, c.SendMessage(text="About it."), "mona") == "barred"


def test_after_a_veto_the_same_people_come_back_by_no_other_way(world):
    """Not in another case of the complaint, not as whom the complainant is told to ask, and not by being drawn."""
    index = vetoed(world)
    more = c.OpenCase(respondent_name="Yan", capacity="member", allegations=(("2.1", "Shouted at them."),))
    assert world.refused(index, more, "mona") == "barred"
    world.do(index, more, "milo")
    for case in (1, 2):
        for duty, ref in (("investigate", "ivan"), ("decide", "dora")):
            assert world.refused(index, c.Assign(case=case, duty=duty, person=ref), "milo") == "barred"
    assert isinstance(world.refused(index, c.NameOfficer(officer="mona"), "milo"), str)
    world.people["dora"] = staff("dora", Role.REVIEWER)
    world.people["ivan"] = staff("ivan", Role.DECISION_MAKER)
    assert world.refused(index, c.Assign(case=1, duty="decide", person="ivan"), "milo") == "barred"


def test_after_a_veto_no_allegation_is_added_for_the_reply_has_been_had(world):
    index = vetoed(world)
    more = c.FrameAllegation(case=1, clause="1.2", particulars="Sent a picture.")
    assert world.refused(index, more, "milo") == "before-notice"


def fresh(world):
    """A vetoed case, begun again by others."""
    index = vetoed(world)
    assign(world, index, "irma", "dirk", "milo")
    world.do(index, c.StartInvestigation(case=1, plan="Read it all again."), "irma")
    return index


def test_after_a_veto_a_fresh_investigator_recommends_anew(world):
    index = fresh(world)
    assert world.complaints[index].cases[0].stage is CaseStage.ANSWERED
    recommend(world, index, 1, "irma")
    world.do(index, a_decision(1), "dirk")
    assert world.complaints[index].cases[0].outcome is CaseOutcome.BREACH_SANCTION


def test_after_a_veto_a_second_departure_needs_another_reviewer(world):
    index = fresh(world)
    recommend(world, index, 1, "irma")
    world.do(index, a_departure(9), "dirk")
    assert world.refused(index, VERIFY, "rosa") == "barred"
    world.do(index, VETO, "rolf")
    case = world.complaints[index].cases[0]
    assert case.vetoes == 2
    assert case.barred == {"mona", "ivan", "dora", "rosa", "milo", "irma", "dirk", "rolf"}


def test_a_veto_on_one_case_lets_the_people_of_another_go_on():
    world = World()
    index = held(world)
    world.do(index, c.OpenCase(respondent_name="Ugo", capacity="member", allegations=(("5.2", "Used it."),)), "milo")
    world.do(index, c.Assign(case=2, duty="investigate", person="irma"), "milo")
    world.do(index, VETO, "rosa")
    world.do(index, c.StartInvestigation(case=2, plan="Ask."), "irma")
