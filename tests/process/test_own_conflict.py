"""A conflict of whoever acts, whatever the act is a part of: who only manages, a leader's friend, what is taken back (B4, B5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.affiliations import LEADERSHIP, Affiliation, Affiliations, Declaration, taken_back
from evenhand.process.codes import Role
from evenhand.process.permissions import open_acts, withheld
from evenhand.process.predicates import OUTSIDE
from evenhand.process.ties import Tied
from tests.process.steps import a_complaint, accepted, assigned, closed, decided, held, noticed, opened, recommended
from tests.process.world import REASONS, RULEBOOK, START, TEAM, staff

LONG_AGO = date(2020, 1, 1)
TO_IVAN = c.Assign(case=1, duty="investigate", person="ivan")


def received(world):
    return world.submit(a_complaint())


STAGES = (received, accepted, opened, noticed, recommended, held, decided)


def friend(other, until=None):
    return Affiliation("friendship", other, LONG_AGO, until)


def declared(**theirs):
    """Everybody has declared; those named have these affiliations."""
    nothing = {ref: Declaration(START) for ref in TEAM}
    return Affiliations({}, {**nothing, **{ref: Declaration(START, tuple(its)) for ref, its in theirs.items()}})


def offered(world, index, who):
    state = world.complaints[index]
    return {offer.command for offer in open_acts(state, world.people[who], world.around(index), RULEBOOK)}


@pytest.mark.parametrize("other", [LEADERSHIP, "lena"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_leaders_friend_manages_nothing_and_can_step_down(world, stage, other):
    index = stage(world)
    world.affiliations = declared(mona=[friend(other)])
    assert offered(world, index, "mona") <= {"Recuse"}
    if stage is not received:
        assert world.refused(index, c.NameOfficer(officer="tara"), "mona") == "conflict"
    world.do(index, c.Recuse(ground="relative"), "mona")
    assert offered(world, index, "milo") - {"Recuse"}


def test_a_friend_of_the_investigator_manages_nothing_on_that_complaint_and_all_on_another(world):
    mine, other = assigned(world), opened(world)
    world.affiliations = declared(mona=[friend("ivan")])
    assert offered(world, mine, "mona") == {"Recuse"}
    assert offered(world, mine, "milo") > {"Recuse", "Assign"}
    assert offered(world, other, "mona") > {"Recuse", "Assign"}


def test_it_counts_for_those_who_only_take_in_and_for_what_is_linked(world):
    first, second = assigned(world), received(world)
    world.do(second, c.Link(other=first, type="same-respondent", reasons=REASONS), "mona")
    world.affiliations = declared(ines=[friend("ivan")])
    assert world.refused(second, c.Acknowledge(officer="ines"), "ines") == "conflict"
    world.do(second, c.Acknowledge(officer="mona"), "mona")


def test_nobody_stops_a_case_by_declaring_a_friendship_with_all_who_manage(world):
    """The attack: whoever investigates names every manager, leaves, and nobody could ever assign another."""
    index = assigned(world)
    world.affiliations = declared(ivan=[friend("mona"), friend("milo")])
    assign = c.Assign(case=1, duty="investigate", person="irma")
    assert world.refused(index, assign, "mona") == "cannot-tell"
    world.do(index, replace(assign, sure=True), "mona")


@pytest.mark.parametrize("theirs", [{"mona": [friend("ivan")]}, {"ivan": [friend("mona")]}])
def test_nobody_assigns_somebody_whom_they_are_affiliated_to_though_that_one_is_not_on_it_yet(world, theirs):
    index = opened(world)
    world.affiliations = declared(**theirs)
    answer = world.answer(index, TO_IVAN, "mona")
    assert (answer.code, answer.field) == ("conflict", "person")
    assert "whoever would choose them" in answer.sentence
    world.do(index, TO_IVAN, "milo")


def test_nobody_is_named_to_the_complainant_who_could_not_write_to_them(world):
    index = assigned(world)
    world.affiliations = declared(tara=[], milo=[friend("ivan")])
    assert world.refused(index, c.NameOfficer(officer="milo"), "mona") == "officer"
    world.people["mila"] = staff("mila", Role.CASE_MANAGER)
    world.affiliations = declared(mila=[], tara=[friend("dora")], irma=[friend("dora")], milo=[friend("ivan")])
    world.do(index, c.Recuse(ground="relative"), "ines")
    assert world.complaints[index].named_officer in ("mona", "mila", "ivan")


def test_an_affiliation_that_ended_counts_for_a_manager_until_they_have_cooled_off(world):
    index = assigned(world)
    for days, code in ((300, "conflict"), (400, None)):
        world.affiliations = declared(mona=[friend("ivan", START - timedelta(days=days))])
        assert ("NameOfficer" not in offered(world, index, "mona")) == (code is not None)


@pytest.mark.parametrize("who", ["ines", "tara", "mona", "ivan", "dora"])
@pytest.mark.parametrize("stage", STAGES)
def test_whoever_is_tied_to_a_party_is_offered_nothing_but_to_step_down(world, who, stage):
    index = stage(world)
    world.ties = {who: Tied.YES}
    assert offered(world, index, who) <= {"Recuse"}
    refusal = withheld(world.complaints[index], world.people[who], world.around(index), RULEBOOK)
    if refusal is not None:
        assert refusal.code == "conflict"
        assert refusal.sentence.endswith(OUTSIDE)
        assert "step down" in refusal.sentence


def test_whoever_may_be_tied_confirms_it_once_with_the_act(world):
    index = assigned(world)
    world.ties = {"mona": Tied.CANNOT_TELL}
    letter = c.AddEvidence(case=1, description="A letter.")
    assert world.refused(index, letter, "mona") == "cannot-tell"
    [fact] = world.do(index, c.AddEvidence(case=1, description="A letter.", sure=True), "mona")
    assert fact.data["unclear"] is True
    world.do(index, letter, "mona")


def test_a_leader_who_declares_a_friendship_that_the_other_does_not_makes_it_a_question_and_bars_nobody(world):
    index = assigned(world)
    world.affiliations = declared(lena=[friend("mona"), friend("ivan")])
    letter = c.AddEvidence(case=1, description="A letter.")
    assert {world.refused(index, letter, who) for who in ("mona", "ivan")} == {"cannot-tell"}
    world.do(index, c.AddEvidence(case=1, description="A letter.", sure=True), "mona")


def test_one_mark_never_answers_what_was_not_shown(world):
    index = opened(world)
    world.affiliations = Affiliations({}, {"tara": Declaration(START)})
    asked = world.answer(index, TO_IVAN, "mona")
    assert asked.code == "cannot-tell"
    assert asked.sentence.startswith("You declared no affiliations")
    assert "ivan declared no affiliations" in asked.sentence


def test_an_overseer_with_a_conflict_does_not_reopen_and_another_does(world):
    index = closed(world)
    world.people["omar"] = staff("omar", Role.OVERSEER)
    world.affiliations = declared(olga=[friend("dora")], omar=[])
    assert offered(world, index, "olga") == set()
    assert offered(world, index, "omar") == {"Reopen", "OpenToOverseers"}


def test_nobody_steps_down_and_leaves_it_to_a_manager_who_has_a_conflict_themself(world):
    index = assigned(world)
    world.affiliations = declared(milo=[friend("ivan")])
    assert world.refused(index, c.Recuse(ground="relative"), "mona") == "nobody-left"
    world.people["mila"] = staff("mila", Role.CASE_MANAGER)
    world.do(index, c.Recuse(ground="relative"), "mona")


def test_that_the_only_manager_is_affiliated_to_whoever_steps_down_keeps_nobody_from_it(world):
    index = assigned(world)
    del world.people["milo"]
    world.people["ivan"] = staff("ivan", Role.INVESTIGATOR, Role.CASE_MANAGER)
    world.affiliations = declared(mona=[friend("ivan")])
    world.do(index, c.Recuse(ground="relative"), "ivan")
    assert "AddEvidence" in offered(world, index, "mona")


def test_the_attack_of_taking_an_affiliation_back_for_the_act_leaves_it_open_until_it_is_declared_again():
    before = Declaration(START, (friend("ivan"),))
    later = START + timedelta(days=1)
    gone = taken_back(frozenset(), before, Declaration(later))
    assert gone == {"ivan"}
    assert taken_back(gone, Declaration(later), Declaration(later)) == {"ivan"}, "a second empty one changes nothing"
    assert taken_back(gone, Declaration(later), Declaration(later, (friend("ivan"),))) == frozenset()


def test_an_end_before_the_day_on_which_it_was_said_to_hold_is_a_taking_back_and_one_after_it_is_none():
    before, later = Declaration(START, (friend("ivan"),)), START + timedelta(days=9)
    ended = [Declaration(later, (friend("ivan", START + timedelta(days=days)),)) for days in (-1000, 3)]
    assert [taken_back(frozenset(), before, one) for one in ended] == [frozenset({"ivan"}), frozenset()]
    past = Declaration(START, (friend("ivan", date(2021, 1, 1)),))
    assert taken_back(frozenset({"ivan"}), Declaration(START), past) == {"ivan"}, "declared as long over"
    assert taken_back(frozenset(), None, past) == frozenset()


@pytest.mark.parametrize(
    "theirs", [{"mona": {"ivan"}}, {"ivan": {"mona"}}, {"mona": {"lena"}}, {"mona": {LEADERSHIP}}]
)
def test_whoever_took_it_back_or_with_whom_confirms_before_they_act(world, theirs):
    index = assigned(world)
    everybody = declared()
    world.affiliations = Affiliations({}, everybody.declared, {ref: frozenset(its) for ref, its in theirs.items()})
    assert world.refused(index, c.AddEvidence(case=1, description="A letter."), "mona") == "cannot-tell"
    [fact] = world.do(index, c.AddEvidence(case=1, description="A letter.", sure=True), "mona")
    assert fact.data["unclear"] is True


def test_no_act_but_stepping_down_is_left_to_whoever_has_a_conflict_in_a_body_of_three(world):
    three = (
        staff("tara", Role.INTAKE_OFFICER, Role.TRIAGE_ASSESSOR, Role.CASE_MANAGER),
        staff("ivan", Role.INVESTIGATOR, Role.DECISION_MAKER),
        staff("dora", Role.INVESTIGATOR, Role.DECISION_MAKER),
    )
    world.people = {one.ref: one for one in three} | {"mona": three[0], "ines": three[0]}
    index = opened(world)
    world.people = {one.ref: one for one in three}
    world.ties = {"tara": Tied.YES}
    for sure in (False, True):
        refused = world.answer(index, c.Assign(case=1, duty="investigate", person="ivan", sure=sure), "tara")
        assert refused.code == "conflict"
        assert refused.sentence.endswith(OUTSIDE)
    stay = world.answer(index, c.Recuse(ground="relative"), "tara")
    assert stay.code == "nobody-left"
    assert OUTSIDE in stay.sentence


def test_whoever_confirmed_once_is_asked_again_about_what_they_took_back_since(world):
    """The attack: confirm while nobody can tell, then be found out by a declaration, and take it back just for the act."""
    index = assigned(world)
    world.affiliations = Affiliations({}, {ref: Declaration(START) for ref in TEAM if ref != "mona"})
    letter = c.AddEvidence(case=1, description="A letter.")
    world.do(index, replace(letter, sure=True), "mona")
    world.do(index, letter, "mona")
    world.affiliations = replace(declared(mona=[]), withdrawn={"mona": frozenset({"ivan"})})
    assert world.refused(index, letter, "mona") == "cannot-tell"
    [fact] = world.do(index, replace(letter, sure=True), "mona")
    assert fact.data["unclear"] is True
