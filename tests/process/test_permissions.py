"""The permission table: what no row allows is refused, leadership has no row at all, and offers agree with answers."""

from dataclasses import dataclass, replace

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CASE_ROLES, WALLED_ROLES, CaseStage, ComplaintStage, Role
from evenhand.process.decide import ANSWERS, decide
from evenhand.process.facts import Refusal
from evenhand.process.permissions import Offer, may, open_acts
from evenhand.process.rules import RULES
from evenhand.process.state import CLERK, COMPLAINANT, Person
from tests.process.steps import a_complaint, accepted, answered, closed, decided, declined, held, noticed, opened
from tests.process.witness import COMMANDS, WITNESSES, widened, witness
from tests.process.world import RULEBOOK, SENDER, World, staff

STAGES = (
    lambda world: world.submit(a_complaint()),
    accepted,
    declined,
    opened,
    noticed,
    answered,
    held,
    decided,
    closed,
)


def everything_on_offer(world, index):
    """One offer of every command there is, on the complaint and on its cases."""
    numbers = [None, *(case.number for case in world.complaints[index].cases)]
    return [Offer(name, number, "") for name in WITNESSES for number in numbers]


def attempts(world, index, person):
    """What happens when that person tries everything, each in its most lawful form."""
    state, around = world.complaints[index], widened(world.around(index), world.complaints[index])
    for offer in everything_on_offer(world, index):
        try:
            command = witness(offer, state, person, around)
        except LookupError:  # an act on a case, asked for without one
            continue
        yield command, decide(state, command, person, around, RULEBOOK)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", sorted(WALLED_ROLES - {Role.OVERSEER}))
@pytest.mark.parametrize("also", [(), tuple(CASE_ROLES), (Role.OVERSEER,)])
def test_leadership_and_the_other_walled_roles_do_nothing_whatever_else_they_hold(stage, role, also):
    world = World()
    index = stage(world)
    intruder = staff("intruder", role, *also)
    assert open_acts(world.complaints[index], intruder, world.around(index), RULEBOOK) == ()
    for command, answer in attempts(world, index, intruder):
        assert isinstance(answer, Refusal), command


@pytest.mark.parametrize("role", sorted(WALLED_ROLES))
def test_leadership_does_not_even_register_a_complaint(role):
    intruder = staff("intruder", role, Role.INTAKE_OFFICER)
    answer = World().answer(None, a_complaint(channel="post"), intruder)
    assert answer.code == "walled"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("person", [Person("stranger"), staff("past", *CASE_ROLES, until=World().today)])
def test_nobody_acts_without_an_appointment_in_force(stage, person):
    world = World()
    index = stage(world)
    for command, answer in attempts(world, index, person):
        assert isinstance(answer, Refusal), command


@pytest.mark.parametrize("stage", STAGES)
def test_an_overseer_does_nothing_but_reopen_and_open_it_with_another(stage):
    world = World()
    index = stage(world)
    done = {type(command) for command, answer in attempts(world, index, world.people["olga"]) if not refused(answer)}
    assert done == {c.OpenToOverseers} | ({c.Reopen} if stage is closed else set())


@pytest.mark.parametrize("stage", STAGES)
def test_the_complainant_does_nothing_but_write(stage):
    world = World()
    index = stage(world)
    assert {type(command) for command, answer in attempts(world, index, SENDER) if not refused(answer)} == {
        c.SendMessage
    }


@pytest.mark.parametrize("stage", STAGES)
def test_the_clerk_does_only_what_is_listed(stage):
    world = World()
    index = stage(world)
    world.wait(60)
    done = {type(command) for command, answer in attempts(world, index, Person(CLERK)) if not refused(answer)}
    assert done <= {c.Acknowledge, c.RecordReply}


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_offered_is_accepted_and_what_is_not_offered_is_refused(stage):
    world = World()
    index = stage(world)
    for person in (*world.people.values(), SENDER, Person(CLERK)):
        offered = {
            (offer.command, offer.case)
            for offer in open_acts(world.complaints[index], person, world.around(index), RULEBOOK)
        }
        for command, answer in attempts(world, index, person):
            assert ((type(command).__name__, getattr(command, "case", None)) in offered) != refused(answer), command


def refused(answer):
    """Whether the answer is a refusal."""
    return isinstance(answer, Refusal)


def test_nothing_is_offered_under_another_rulebook(world):
    index = accepted(world)
    other = replace(RULEBOOK, hash="00" * 32)
    assert open_acts(world.complaints[index], world.people["mona"], world.around(index), other) == ()


def test_an_offer_says_what_that_person_would_be_doing(world):
    index = noticed(world)
    world.wait(30)
    offers = {
        who: [offer.words for offer in world_offers(world, index, who) if offer.command == "RecordReply"]
        for who in ("ivan", "mona", CLERK)
    }
    assert offers == {
        "ivan": ["Record the respondent's reply, or that there was none"],
        "mona": ["Record the respondent's reply or waiver"],
        CLERK: ["Record that the time to reply has passed"],
    }


def world_offers(world, index, who):
    """What someone is offered now."""
    return open_acts(world.complaints[index], world.person(who), world.around(index), RULEBOOK)


def test_nothing_is_offered_twice(world):
    index = accepted(world)
    world.people["ines"] = staff("ines", *CASE_ROLES)
    offers = [(offer.command, offer.case) for offer in world_offers(world, index, "ines")]
    assert len(offers) == len(set(offers))


def test_a_refusal_names_the_roles_or_the_stages_it_is_for(world):
    index = accepted(world)
    around = world.around(index)
    state = world.complaints[index]
    assert "case-manager" in may(state, None, c.OpenCase, world.people["ivan"], around).sentence
    assert "declined" in may(state, None, c.Close, world.people["mona"], around).sentence
    assert may(state, None, c.OpenCase, world.people["mona"], around) is None


def test_an_act_on_a_complaint_that_does_not_exist_is_refused(world):
    answer = world.answer(None, c.SendMessage(text="Hello?"), SENDER)
    assert answer.code == "no-such-complaint"
    answer = world.answer(None, c.Close(case=1), "mona")
    assert answer.code == "no-such-complaint"


def test_a_complaint_is_not_made_twice(world):
    index = accepted(world)
    assert world.refused(index, a_complaint(), SENDER) == "stage"


def test_a_command_that_the_table_does_not_know_is_refused(world):
    @dataclass(frozen=True, kw_only=True)
    class Erase(c.Command):
        """Nothing like it exists."""

    index = accepted(world)
    assert world.refused(index, Erase(), "mona") == "not-an-act"


def test_every_command_has_a_row_and_an_answer():
    assert {rule.command for rule in RULES} == set(ANSWERS) == {c.Submit, *COMMANDS.values()}


def test_the_rows_of_one_table_do_not_mix_complaints_and_cases():
    for rule in RULES:
        assert len({type(stage) for stage in rule.stages}) <= 1
        assert all(isinstance(stage, CaseStage if rule.on_case else ComplaintStage) for stage in rule.stages)


def test_every_row_for_staff_asks_whether_they_are_walled_off():
    for rule in RULES:
        if not set(rule.roles) <= {COMPLAINANT, CLERK}:
            assert {"walled", "only-oversees", "open-to-them"} & {predicate.name for predicate in rule.predicates}, (
                rule.words
            )


def test_every_role_is_a_known_one():
    known = {*Role, COMPLAINANT, CLERK}
    assert all(set(rule.roles) <= known for rule in RULES)
    assert not any(
        {Role.LEADERSHIP, Role.ADMINISTRATOR, Role.PUBLICATION_OFFICER} & set(rule.roles) for rule in RULES
    )


def test_a_view_without_a_case_does_not_pretend_to_have_one(world):
    from evenhand.process.predicates import View

    index = accepted(world)
    with pytest.raises(LookupError):
        View(world.complaints[index], None, SENDER, world.around(index)).the_case()
