"""A complaint about those with a say over the office: people from outside handle it, and nobody else so much as sees it (B9)."""

from dataclasses import replace

import pytest

from evenhand.process import commands as c
from evenhand.process.clocks import next_step
from evenhand.process.codes import CASE_ROLES, INSIDE_ROLES, CaseStage, Role, StaysInside
from evenhand.process.permissions import open_acts
from evenhand.process.predicates import ANOTHER_FROM_OUTSIDE, OUTSIDE
from evenhand.process.projection import rows
from evenhand.process.visibility import Sight, sees, summary
from tests.process.steps import (
    a_case,
    a_complaint,
    a_decision,
    a_departure,
    a_notice,
    a_pool,
    accepted,
    answered,
    assigned,
    closed,
    decided,
    declined,
    held,
    letters,
    noticed,
    opened,
    recommended,
)
from tests.process.world import REASONS, RULEBOOK, TEAM, World, staff

OUTSIDERS = ("otis", "oona", "orla", "odin")
STAGES = (accepted, opened, assigned, noticed, answered, recommended, held, decided)
OFFICER = replace(a_case(), capacity="officer")


def set_apart(world: World) -> int:
    """Set apart by its sender."""
    return world.submit(a_complaint(apart=True))


def who_sees(world: World, index: int) -> dict[str, Sight]:
    """Everybody who sees anything of it."""
    flat = summary(world.complaints[index])
    found = {ref: sees(person, flat, world.today) for ref, person in world.people.items()}
    return {ref: sight for ref, sight in found.items() if sight is not Sight.NOTHING}


def outside_and_overseer() -> dict[str, Sight]:
    return {**dict.fromkeys(OUTSIDERS, Sight.WORDS), "olga": Sight.CODES}


def refusal(world: World, index: int, command: c.Command, who: str) -> str:
    """The sentence with which it is refused."""
    return world.answer(index, command, who).sentence


def taken_over(world: World, index: int) -> None:
    """Otis manages what is accepted, Oona investigates it up to a recommendation."""
    world.do(index, a_case(), "otis")
    go_on(world, index)


def go_on(world: World, index: int) -> None:
    """From an open case to a recommendation, by Otis and Oona; Orla is to decide."""
    world.do(index, c.Assign(case=1, duty="investigate", person="oona"), "otis")
    world.do(index, c.Assign(case=1, duty="decide", person="orla"), "otis")
    world.do(index, c.StartInvestigation(case=1, plan="Ask those who were there."), "oona")
    if world.complaints[index].cases[0].reply_on is None:
        world.do(index, a_notice(world), "oona")
        world.wait(world.rulebook.reply_days + 1)
        world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")
    world.do(index, c.Recommend(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS), "oona")


def test_its_sender_can_have_it_set_apart_and_no_member_of_staff_sees_it(world):
    index = set_apart(world)
    assert world.histories[index][0].data["apart"] is True
    assert who_sees(world, index) == outside_and_overseer()
    for ref, person in world.people.items():
        if ref not in (*OUTSIDERS, "olga"):
            assert open_acts(world.complaints[index], person, world.around(index), RULEBOOK) == ()


def test_the_facts_say_that_it_is_set_apart_and_nothing_more(world):
    index = accepted(world)
    [fact] = world.do(index, c.SetApart(), "mona")
    assert (fact.act, set(fact.data), fact.content) == ("set-apart", {"by", "on"}, None)
    assert rows(world.complaints[index], RULEBOOK)["complaint"][0]["apart"] is True


def test_people_from_outside_take_it_from_its_receipt_to_its_end(world):
    index = set_apart(world)
    world.do(index, c.Acknowledge(officer="otis", words="We have it."), "otis")
    world.do(index, c.SendMessage(text="Whom can I call?"), "complainant")
    world.do(index, c.SendMessage(text="Call me."), "otis")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "otis")
    taken_over(world, index)
    world.do(index, a_departure(6), "orla")
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "odin")
    world.do(index, letters(world), "otis")
    world.do(index, c.Close(case=1), "otis")
    assert world.complaints[index].closed_on == world.today
    assert who_sees(world, index) == outside_and_overseer()
    assert {ref for ref, _ in world.complaints[index].hands.items()} == set(OUTSIDERS)


def test_the_overseer_reopens_it_and_it_stays_set_apart(world):
    index = world.submit(a_complaint(apart=True))
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS), "otis")
    world.do(index, letters(world, None), "otis")
    world.do(index, c.Close(), "otis")
    world.do(index, c.Reopen(cases=(), ground="fraud", reasons=REASONS), "olga")
    assert world.complaints[index].apart
    left = outside_and_overseer()
    del left["otis"]
    assert who_sees(world, index) == left


@pytest.mark.parametrize("stage", [*STAGES, declined])
def test_whoever_hands_it_over_is_off_it_with_everybody_else(stage):
    world = World()
    index = stage(world)
    world.do(index, c.SetApart(), "mona")
    assert who_sees(world, index) == outside_and_overseer()
    state = world.complaints[index]
    for ref in ("mona", "milo", "ines", "tara", "ivan", "dora", "rosa"):
        assert open_acts(state, world.people[ref], world.around(index), RULEBOOK) == ()
    assert state.named_officer is None, "nobody inside is asked about it any more"


@pytest.mark.parametrize("who", ["mona", "ines", "tara", "ivan", "dora"])
def test_whoever_had_a_hand_in_it_stays_off_it_in_any_later_office(world, who):
    index = recommended(world)
    world.do(index, c.SetApart(), "milo")
    world.people[who] = staff(who, Role.OUTSIDE_HANDLER)
    assert who not in who_sees(world, index)
    assert world.refused(index, c.SendMessage(text="Good day."), who) == "barred"


def test_what_an_officer_registered_for_its_sender_is_gone_for_them_from_then_on(world):
    index = world.submit(a_complaint(channel="post", apart=True), world.person("ines"))
    assert who_sees(world, index) == outside_and_overseer()
    world.people["ines"] = staff("ines", Role.OUTSIDE_HANDLER)
    assert "ines" not in who_sees(world, index)


@pytest.mark.parametrize("stage", STAGES[:-2])
def test_an_open_case_begins_anew_outside_and_the_respondents_reply_stays(stage):
    world = World()
    index = stage(world)
    before = world.complaints[index].cases
    world.do(index, c.SetApart(), "mona")
    if not before:
        return
    [case] = world.complaints[index].cases
    assert (case.stage, case.investigator, case.decision_maker) == (CaseStage.OPENED, None, None)
    assert (case.notice_on, case.reply_on) == (before[0].notice_on, before[0].reply_on)
    go_on(world, index)
    world.do(index, a_decision(), "orla")
    assert world.complaints[index].cases[0].stage is CaseStage.DECIDED


def test_a_decision_that_is_held_is_reviewed_from_outside(world):
    index = held(world)
    world.do(index, c.SetApart(), "mona")
    assert world.refused(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "rosa") == "role"
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "otis")
    assert world.complaints[index].cases[0].stage is CaseStage.OPENED


def test_what_is_decided_is_told_and_closed_from_outside(world):
    index = decided(world)
    world.do(index, c.SetApart(), "mona")
    world.do(index, letters(world), "otis")
    world.do(index, c.Close(case=1), "otis")
    assert world.complaints[index].closed_on is not None


def test_after_a_lot_was_drawn_a_lot_among_people_from_outside_says_who_decides(world):
    index = opened(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona")
    world.do(index, a_pool(), "mona")
    world.do(index, c.SetApart(), "mona")
    world.do(index, c.Assign(case=1, duty="investigate", person="oona"), "otis")
    assert world.refused(index, c.Assign(case=1, duty="decide", person="orla"), "otis") == "drawn-by-lot"
    [frozen] = world.do(index, a_pool(), "otis")
    able = {each["person"] for each in frozen.data["members"] if each["excluded"] is None}
    assert able == {"orla", "odin"}


@pytest.mark.parametrize(
    ("stage", "who"), [(accepted, "mona"), (assigned, "ivan"), (lambda world: world.submit(a_complaint()), "tara")]
)
def test_whoever_reads_it_can_set_it_apart(stage, who):
    world = World()
    index = stage(world)
    world.do(index, c.SetApart(), who)
    assert world.complaints[index].apart


@pytest.mark.parametrize(
    ("stage", "who", "code"),
    [
        (assigned, "irma", "on-a-case"),
        (assigned, "dora", "role"),
        (assigned, "otis", "role"),
        (assigned, "olga", "role"),
        (assigned, "lena", "role"),
        (accepted, "tara", "stage"),
        (closed, "mona", "stage"),
    ],
)
def test_nobody_else_can(stage, who, code):
    world = World()
    assert world.refused(stage(world), c.SetApart(), who) == code


def test_what_is_set_apart_is_not_set_apart_again(world):
    assert world.refused(set_apart(world), c.SetApart(), "otis") == "not-apart"


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_theirs_of_a_complaint_that_is_not_set_apart(stage):
    world = World()
    index = stage(world)
    assert not who_sees(world, index).keys() & set(OUTSIDERS)
    state = world.complaints[index]
    for ref in OUTSIDERS:
        assert open_acts(state, world.people[ref], world.around(index), RULEBOOK) == ()
    assert world.refused(index, c.SendMessage(text="Good day."), "otis") == "role"


def test_they_register_nothing_for_others(world):
    answer = world.answer(None, a_complaint(channel="post", apart=True), "otis")
    assert answer.code == "role"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OUTSIDE_HANDLER}))
def test_whoever_holds_another_role_beside_it_is_not_from_outside(world, role):
    world.people["wim"] = staff("wim", Role.OUTSIDE_HANDLER, role)
    index = set_apart(world)
    assert who_sees(world, index).get("wim") in (None, Sight.CODES)
    assert world.refused(index, c.Acknowledge(officer="otis"), "wim") == "role"


def test_beside_it_the_other_role_counts_as_ever(world):
    world.people["wim"] = staff("wim", Role.OUTSIDE_HANDLER, Role.CASE_MANAGER)
    assert who_sees(world, accepted(world))["wim"] is Sight.WORDS


def test_nobody_from_outside_has_two_of_triage_investigation_decision_and_review(world):
    index = set_apart(world)
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "otis")
    world.do(index, a_case(), "oona")
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="otis"), "oona") == "other-duty"
    world.do(index, c.Assign(case=1, duty="investigate", person="orla"), "oona")
    assert world.refused(index, c.Assign(case=1, duty="decide", person="orla"), "oona") == "other-duty"
    assert world.refused(index, c.Assign(case=1, duty="decide", person="otis"), "oona") == "other-duty"


def test_whoever_decides_from_outside_has_not_so_much_as_written_a_letter(world):
    index = set_apart(world)
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "otis")
    world.do(index, c.SendMessage(text="Good day."), "odin")
    world.do(index, a_case(), "otis")
    assert world.refused(index, c.Assign(case=1, duty="decide", person="odin"), "otis") == "other-duty"
    go_on(world, index)
    world.do(index, c.SendMessage(text="It takes a while."), "orla")
    assert world.refused(index, a_decision(), "orla") == "no-other-duty-than-decide"


def test_where_too_few_are_from_outside_another_has_to_be_appointed(world):
    index = set_apart(world)
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "otis")
    world.do(index, a_case(), "otis")
    world.do(index, c.Assign(case=1, duty="investigate", person="oona"), "otis")
    said = refusal(world, index, c.Assign(case=1, duty="decide", person="oona"), "otis")
    assert said.endswith(ANOTHER_FROM_OUTSIDE)
    for ref in ("oona", "orla", "odin"):
        del world.people[ref]
    said = refusal(world, index, c.Recuse(ground="relative"), "otis")
    assert "outside handler" in said
    assert ANOTHER_FROM_OUTSIDE in said
    assert OUTSIDE not in said


def test_of_another_complaint_the_sentence_is_as_it_was(world):
    world.people["ivan"] = staff("ivan", Role.INVESTIGATOR, Role.DECISION_MAKER)
    index = assigned(world)
    assert refusal(world, index, c.Assign(case=1, duty="decide", person="ivan"), "milo").endswith(OUTSIDE)


def test_somebody_from_outside_who_steps_down_is_followed_by_another(world):
    index = set_apart(world)
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "otis")
    taken_over(world, index)
    world.do(index, c.Recuse(ground="relative"), "orla")
    assert world.complaints[index].cases[0].decision_maker == "odin", "the only one who did nothing on it"
    world.do(index, c.Recuse(ground="relative"), "otis")
    assert world.complaints[index].named_officer in {"oona", "odin"}


@pytest.mark.parametrize("officer", ["ines", "mona", "ivan", "lena", "olga"])
def test_no_member_of_staff_is_named_to_its_sender(world, officer):
    index = set_apart(world)
    assert world.refused(index, c.Acknowledge(officer=officer), "otis") == "officer"
    assert world.refused(index, c.Acknowledge(officer="otis"), "ines") == "role"


def test_no_one_from_outside_is_named_on_a_complaint_that_is_not_set_apart(world):
    index = world.submit(a_complaint())
    assert world.refused(index, c.Acknowledge(officer="otis"), "ines") == "officer"
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "tara")
    world.do(index, a_case(), "mona")
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="otis"), "mona") == "role"


def test_across_that_wall_neither_complaint_exists_for_the_other(world):
    inside, outside = accepted(world), set_apart(world)
    absent = refusal(world, inside, c.Link(other=10**6, type="same-incident", reasons=REASONS), "mona")
    assert refusal(world, inside, c.Link(other=outside, type="same-incident", reasons=REASONS), "mona") == absent
    world.do(outside, c.Acknowledge(officer="otis"), "otis")
    assert refusal(world, outside, c.Link(other=inside, type="same-incident", reasons=REASONS), "otis") == absent
    said = c.Assess(result="duplicate", duplicate_of=inside, reasons=REASONS)
    assert world.refused(outside, said, "otis") == "no-such-complaint"


def test_two_that_are_set_apart_can_be_linked(world):
    one, other = set_apart(world), world.submit(a_complaint(apart=True, token="ab" * 32))
    world.do(one, c.Link(other=other, type="same-respondent", reasons=REASONS), "otis")
    assert world.linked(other) == {one}


def test_a_case_against_an_officer_asks_why_the_office_can_handle_it(world):
    index = accepted(world)
    assert world.refused(index, OFFICER, "mona") == "set-apart"
    assert world.refused(index, replace(OFFICER, stays_inside="trust-me"), "mona") == "unknown-code"
    opened_, *_ = world.do(index, replace(OFFICER, stays_inside=StaysInside.OTHER_BODY), "mona")
    assert opened_.data["stays_inside"] == "other-body"


def test_a_reason_is_given_for_nobody_else(world):
    index = accepted(world)
    given = replace(a_case(), stays_inside=StaysInside.NO_SAY)
    assert world.refused(index, given, "mona") == "not-an-officer"
    facts = world.do(index, a_case(), "mona")
    assert "stays_inside" not in facts[0].data


def test_outside_nobody_is_asked_why(world):
    index = set_apart(world)
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "otis")
    world.do(index, OFFICER, "otis")
    assert world.complaints[index].cases[0].capacity == "officer"


def test_with_nobody_from_outside_it_is_registered_and_waits(world):
    for ref in OUTSIDERS:
        del world.people[ref]
    index = set_apart(world)
    assert who_sees(world, index) == {"olga": Sight.CODES}
    step = next_step(world.complaints[index], RULEBOOK, world.today)
    assert step.who == Role.OUTSIDE_HANDLER
    assert step.by_when is not None


def test_all_its_promises_are_of_people_from_outside_but_the_respondents(world):
    index = noticed(world)
    world.do(index, c.SetApart(), "mona")
    world.do(index, c.Assign(case=1, duty="investigate", person="oona"), "otis")
    step = next_step(world.complaints[index], RULEBOOK, world.today)
    assert step.who in {Role.OUTSIDE_HANDLER, "respondent"}


def test_an_outside_handler_stands_for_every_role_of_the_office_and_for_no_other():
    assert INSIDE_ROLES | {Role.OUTSIDE_HANDLER} == CASE_ROLES
    assert {person.ref for person in TEAM.values() if person.roles(World().today) == {Role.OUTSIDE_HANDLER}} == set(
        OUTSIDERS
    )


def test_whoever_closed_it_as_declined_does_not_decide_it_after_a_reopening(world):
    """To close a declined complaint is to have a hand in it, though no case is closed with it."""
    index = world.submit(a_complaint(apart=True))
    world.do(index, c.Acknowledge(officer="otis"), "otis")
    world.do(index, c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS), "otis")
    world.do(index, letters(world, None), "otis")
    world.do(index, c.Close(), "odin")
    assert "odin" in world.complaints[index].hands
