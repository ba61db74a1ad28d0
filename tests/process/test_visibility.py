"""Who sees a complaint: leadership nothing, the overseer no words, everyone else what their work needs (B1)."""

from dataclasses import replace

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CASE_ROLES, WALLED_ROLES, Role
from evenhand.process.state import COMPLAINANT, Person
from evenhand.process.visibility import CONDITIONS, VISIBILITY, Sight, sees, summary
from tests.process.steps import a_complaint, accepted, assigned, closed, held, opened, vetoed
from tests.process.world import TEAM, World, staff


def sight(world, index, who):
    """How much someone sees now."""
    return sees(world.person(who), summary(world.complaints[index]), world.today)


EVERY_STAGE = (
    lambda world: world.submit(a_complaint()),
    accepted,
    opened,
    assigned,
    held,
    vetoed,
    closed,
)


@pytest.mark.parametrize("stage", EVERY_STAGE)
@pytest.mark.parametrize("role", sorted(WALLED_ROLES - {Role.OVERSEER}))
@pytest.mark.parametrize("other", sorted(Role))
def test_whoever_holds_a_role_behind_the_wall_sees_nothing_whatever_else_they_hold(stage, role, other):
    world = World()
    index = stage(world)
    world.people["wim"] = staff("wim", role, other)
    assert sight(world, index, "wim") is Sight.NOTHING


@pytest.mark.parametrize("stage", EVERY_STAGE)
def test_the_overseer_sees_codes_and_never_words(world, stage):
    index = stage(world)
    world.people["otto"] = staff("otto", Role.OVERSEER, *CASE_ROLES)
    assert sight(world, index, "olga") is Sight.CODES
    assert sight(world, index, "otto") is Sight.CODES


@pytest.mark.parametrize("who", [COMPLAINANT, "clerk", Person("stranger")])
def test_nobody_sees_as_staff_without_an_appointment(world, who):
    assert sight(world, accepted(world), who) is Sight.NOTHING


def test_an_appointment_that_is_over_shows_nothing(world):
    index = assigned(world)
    world.people["ivan"] = staff("ivan", Role.INVESTIGATOR, until=world.today)
    assert sight(world, index, "ivan") is Sight.NOTHING


def test_intake_and_triage_see_what_is_not_assessed_and_what_they_acted_on(world):
    world.people["ida"] = staff("ida", Role.INTAKE_OFFICER)
    world.people["tom"] = staff("tom", Role.TRIAGE_ASSESSOR)
    index = world.submit(a_complaint())
    assert {sight(world, index, who) for who in ("ines", "ida", "tara", "tom")} == {Sight.WORDS}
    index = accepted(world)
    assert sight(world, index, "ines") is sight(world, index, "tara") is Sight.WORDS
    assert sight(world, index, "ida") is sight(world, index, "tom") is Sight.NOTHING


def test_the_named_officer_sees_what_they_are_named_for(world):
    world.people["ida"] = staff("ida", Role.INTAKE_OFFICER)
    index = accepted(world)
    world.complaints[index] = replace(world.complaints[index], named_officer="ida")
    assert sight(world, index, "ida") is Sight.WORDS


def test_an_investigator_and_a_decision_maker_see_what_is_assigned_to_them(world):
    index = assigned(world)
    assert sight(world, index, "ivan") is sight(world, index, "dora") is Sight.WORDS
    assert sight(world, index, "irma") is sight(world, index, "dirk") is Sight.NOTHING


def test_an_investigator_still_sees_what_they_worked_on(world):
    index = assigned(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="irma"), "mona")
    assert sight(world, index, "ivan") is Sight.WORDS


def test_a_reviewer_sees_what_is_held_and_what_they_reviewed(world):
    assert sight(world, assigned(world), "rosa") is Sight.NOTHING
    index = held(world)
    assert sight(world, index, "rosa") is sight(world, index, "rolf") is Sight.WORDS
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons="Proportionate, and within the clause."), "rosa")
    assert sight(world, index, "rosa") is Sight.WORDS
    assert sight(world, index, "rolf") is Sight.NOTHING


def test_after_a_veto_those_before_see_nothing_any_more(world):
    index = vetoed(world)
    for who in ("mona", "ivan", "dora", "rosa"):
        assert sight(world, index, who) is Sight.NOTHING
    assert sight(world, index, "milo") is Sight.WORDS


def test_every_condition_is_used_and_every_rule_has_one():
    assert {rule.condition for rule in VISIBILITY} == set(CONDITIONS)


def test_every_case_role_has_a_rule_and_no_walled_role_but_the_overseer():
    assert {rule.role for rule in VISIBILITY} == CASE_ROLES | {Role.OVERSEER}


def test_the_team_of_the_tests_holds_every_role_that_matters_here():
    held_roles = {appointment.role for person in TEAM.values() for appointment in person.appointments}
    assert held_roles >= CASE_ROLES
