"""Conflicts of interest among the staff: when somebody is assigned, acts or is drawn, and in a body of three (B4, B5, H7)."""

from datetime import date, timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.affiliations import LEADERSHIP, Affiliation, Affiliations, Declaration
from evenhand.process.codes import Duty, Exclusion, Role
from evenhand.process.conflicts import Answer, conflict
from evenhand.process.working_days import months_after
from tests.process.steps import (
    a_decision,
    a_pool,
    accepted,
    assigned,
    held,
    noticed,
    opened,
    recommended,
)
from tests.process.world import REASONS, START, TEAM, World, staff

STARTS = c.StartInvestigation(case=1, plan="Ask those who were there.")
VERIFY = c.ReviewOverride(case=1, verify=True, reasons="The power exists, and the reasons carry the departure.")


def to(person, duty="investigate", **more):
    return c.Assign(case=1, duty=duty, person=person, **more)


def declared(**affiliations):
    """Everybody declared today; those named have these affiliations."""
    everybody = {ref: Declaration(START) for ref in TEAM}
    return {**everybody, **{ref: Declaration(START, tuple(its)) for ref, its in affiliations.items()}}


def friend(other, until=None):
    return Affiliation("friendship", other, date(2020, 1, 1), until)


@pytest.mark.parametrize(
    "managers",
    [
        {"ivan": "dora"},
        {"dora": "ivan"},
        {"ivan": "milo", "milo": "dora"},
        {"dora": "adam", "adam": "lena", "lena": "ivan"},
    ],
)
def test_nobody_decides_beside_an_investigator_of_their_own_line_up_down_or_past_others(world, managers):
    world.affiliations = Affiliations(managers)
    index = opened(world)
    world.do(index, to("ivan"), "mona")
    assert world.refused(index, to("dora", "decide"), "mona") == "conflict"
    world.do(index, to("dirk", "decide"), "mona")


def test_a_line_aside_or_with_whoever_only_manages_the_case_is_none(world):
    world.affiliations = Affiliations({"ivan": "mona", "dora": "mona"})
    index = opened(world)
    world.do(index, to("ivan"), "milo")
    world.do(index, to("dora", "decide"), "milo")


@pytest.mark.parametrize("who", ["ivan", "dora"])
def test_a_affiliation_that_either_has_declared_keeps_the_two_apart(world, who):
    other = {"ivan": "dora", "dora": "ivan"}[who]
    world.affiliations = Affiliations({}, declared(**{who: [friend(other)]}))
    index = opened(world)
    world.do(index, to("ivan"), "mona")
    assert world.refused(index, to("dora", "decide"), "mona") == "conflict"


def test_a_affiliation_on_a_linked_complaint_counts(world):
    world.affiliations = Affiliations({}, declared(irma=[friend("dora")]))
    first, second = opened(world), opened(world)
    world.do(first, to("irma"), "mona")
    world.do(second, c.Link(other=first, type="same-respondent", reasons=REASONS), "mona")
    assert world.refused(second, to("dora", "decide"), "mona") == "conflict"
    world.do(second, to("dirk", "decide"), "mona")


@pytest.mark.parametrize("other", [LEADERSHIP, "lena"])
def test_who_is_affiliated_to_the_leadership_takes_no_duty_until_they_have_cooled_off(other):
    ended = date(2025, 8, 31)
    for duty, months in ((Duty.DECIDE, 12), (Duty.REVIEW, 60), (Duty.TRIAGE, 12)):
        free = months_after(ended, months)
        affiliations = Affiliations({}, {"dora": Declaration(free, (friend(other, ended),))})
        asked = [
            conflict(
                "dora", duty, {}, affiliations, {**TEAM, "lena": staff("lena", Role.LEADERSHIP, since=ended)}, day
            )
            for day in (free - timedelta(days=1), free)
        ]
        assert [verdict.answer for verdict in asked] == [Answer.YES, Answer.NO], duty


def test_without_a_declaration_within_a_year_nobody_can_tell_and_the_manager_confirms_it(world):
    world.affiliations = Affiliations({}, {ref: its for ref, its in declared().items() if ref != "ivan"})
    index = opened(world)
    assert world.refused(index, to("ivan"), "mona") == "cannot-tell"
    [fact] = world.do(index, to("ivan", sure=True), "mona")
    assert (fact.data["by"], fact.data["unclear"]) == ("mona", True)


def test_whoever_acts_confirms_it_for_themself_once_and_it_is_recorded(world):
    index = opened(world)
    world.do(index, to("ivan"), "mona")
    world.do(index, to("dora", "decide"), "mona")
    world.affiliations = Affiliations({}, {ref: its for ref, its in declared().items() if ref != "ivan"})
    assert world.refused(index, STARTS, "ivan") == "cannot-tell"
    [started] = world.do(index, c.StartInvestigation(case=1, plan=STARTS.plan, sure=True), "ivan")
    assert started.data["unclear"] is True
    [next_act] = world.do(index, c.AddEvidence(case=1, description="A letter."), "ivan")
    assert "unclear" not in next_act.data, "once is enough"
    other = opened(world)
    world.do(other, to("ivan", sure=True), "mona")
    assert world.refused(other, STARTS, "ivan") == "cannot-tell", (
        "on each complaint, and a manager's word is not theirs"
    )


def test_an_old_declaration_is_as_good_as_none(world):
    index = opened(world)
    world.do(index, to("ivan"), "mona")
    world.affiliations = Affiliations({}, {**declared(), "ivan": Declaration(START - timedelta(days=366))})
    assert world.refused(index, STARTS, "ivan") == "cannot-tell"


def test_where_nobody_ever_declared_anything_everybody_is_asked_before_their_first_act(world):
    index = opened(world)
    world.silent = True
    assert conflict("ivan", Duty.INVESTIGATE, {}, Affiliations(), TEAM, START).answer is Answer.CANNOT_TELL
    assert world.refused(index, c.NameOfficer(officer="mona"), "mona") == "cannot-tell"
    [fact] = world.do(index, c.NameOfficer(officer="mona", sure=True), "mona")
    assert fact.data["unclear"] is True


def test_confirming_helps_against_no_conflict_that_is_known(world):
    world.affiliations = Affiliations({"ivan": "dora"}, declared())
    index = opened(world)
    world.do(index, to("ivan"), "mona")
    assert world.refused(index, to("dora", "decide", sure=True), "mona") == "conflict"


def test_a_affiliation_that_is_declared_later_stops_the_next_act_until_the_duty_is_passed_on(world):
    index = noticed(world)
    world.affiliations = Affiliations({}, declared(ivan=[friend("dora")]))
    assert world.refused(index, c.AddEvidence(case=1, description="A letter."), "ivan") == "conflict"
    assert world.refused(index, c.SendMessage(text="A line to the complainant."), "ivan") == "conflict"
    world.do(index, to("dirk", "decide"), "mona")
    world.do(index, c.AddEvidence(case=1, description="A letter."), "ivan")


def test_a_decision_is_stopped_by_a_line_that_is_recorded_the_day_before(world):
    index = recommended(world)
    world.affiliations = Affiliations({"dora": "irma", "irma": "ivan"}, declared())
    assert world.refused(index, a_decision(), "dora") == "conflict"


def test_whoever_has_a_conflict_can_always_step_down_and_is_followed_by_somebody_who_has_none(world):
    index = noticed(world)
    world.people["ines"] = staff("ines", Role.INTAKE_OFFICER, Role.INVESTIGATOR)
    world.affiliations = Affiliations({"irma": "dora"}, declared(ivan=[friend("dora")]))
    world.do(index, c.Recuse(ground="relative"), "ivan")
    assert world.complaints[index].cases[0].investigator == "ines", "Irma is in Dora's line"


def test_who_assessed_is_somebody_to_have_a_affiliation_with_too(world):
    world.affiliations = Affiliations({}, declared(tara=[friend("ivan")]))
    assert world.refused(opened(world), to("ivan"), "mona") == "conflict"


def test_no_reviewer_is_in_the_line_of_whoever_departs_from_a_recommendation(world):
    index = held(world)
    for managers in ({"rosa": "dora"}, {"rosa": "lena", "lena": "dora"}, {"dora": "rosa"}):
        world.affiliations = Affiliations(managers)
        assert world.refused(index, VERIFY, "rosa") == "free-of-overrider"
    world.affiliations = Affiliations({}, declared(rosa=[friend("ivan")]))
    assert world.refused(index, VERIFY, "rosa") == "conflict"
    world.do(index, VERIFY, "rolf")


def test_nobody_with_a_conflict_is_drawn_or_stands_in(world):
    world.people |= {ref: staff(ref, Role.DECISION_MAKER) for ref in ("dana", "dom")}
    index = opened(world)
    world.do(index, to("ivan"), "mona")
    world.affiliations = Affiliations({"dirk": "ivan"})
    world.do(index, a_pool(), "mona")
    members = {each.person: each.excluded for each in world.complaints[index].cases[0].draw.members}
    assert members == {"dana": None, "dirk": Exclusion.CONFLICT, "dom": None, "dora": None}
    world.affiliations = Affiliations({"dom": "ivan", "dirk": "ivan"})
    for who in ("mona", "milo"):
        facts = world.do(index, c.TypeValue(case=1, value="7", order=("dom", "dana", "dora")), who)
    assert [fact.act for fact in facts[2:]] == ["drawn-replaced", "assigned"]
    assert facts[2].data["excluded"] == Exclusion.CONFLICT
    assert facts[3].data["person"] == "dana"


def body_of_three(managers):
    """Ines takes in, assesses and manages nothing else; Ivan and Dora are all that there are beside her."""
    three = (
        staff("tara", Role.INTAKE_OFFICER, Role.TRIAGE_ASSESSOR, Role.CASE_MANAGER),
        staff("ivan", Role.INVESTIGATOR, Role.DECISION_MAKER),
        staff("dora", Role.INVESTIGATOR, Role.DECISION_MAKER),
    )
    return World(people={one.ref: one for one in three}, affiliations=Affiliations(managers))


@pytest.mark.parametrize("sure", [False, True])
def test_in_a_body_of_three_the_refusal_says_that_somebody_from_outside_is_needed_and_nothing_turns_it_off(sure):
    world = body_of_three({"ivan": "dora"})
    world.people["mona"] = world.people["ines"] = world.people["tara"]
    index = opened(world)
    world.do(index, to("ivan"), "tara")
    for person in ("dora", "ivan", "tara"):
        answer = world.answer(index, to(person, "decide", sure=sure), "tara")
        assert answer.code == {"dora": "conflict", "ivan": "other-duty", "tara": "self-assigned"}[person]
        assert "a person from outside has to be appointed for this." in answer.sentence
    world.people["ola"] = staff("ola", Role.DECISION_MAKER)
    world.do(index, to("ola", "decide"), "tara")


def test_those_who_only_manage_are_asked_like_everybody(world):
    index = accepted(world)
    world.affiliations = Affiliations({}, {"tara": Declaration(START)})
    assert world.refused(index, c.NameOfficer(officer="mona"), "mona") == "cannot-tell"


def test_an_assignment_in_place_of_somebody_is_not_measured_by_whom_it_replaces(world):
    index = assigned(world)
    world.affiliations = Affiliations({"irma": "ivan"}, declared())
    world.do(index, to("irma"), "mona")
