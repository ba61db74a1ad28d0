"""Who holds the keys of a complaint: exactly those who may read its words, teams where all of a team may."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.process.codes import CASE_ROLES, ComplaintStage, Duty, Role
from evenhand.process.state import Appointment, ComplaintState, Person
from evenhand.process.teams import (
    HELD_BY,
    TEAM_ROLES,
    Holders,
    Team,
    holders_of_identity,
    holders_of_words,
    may_be_told_who,
    members,
    readers,
)
from evenhand.process.visibility import Sight, sees, summary
from tests.process.world import START

REFS = ["a", "b", "c", "d", "e"]


def staff(**roles: tuple[Role, ...]) -> dict[str, Person]:
    """People with roles from the first day on."""
    return {
        ref: Person(ref, tuple(Appointment(f"{ref}-{role}", ref, role.value, "anna", START) for role in held))
        for ref, held in roles.items()
    }


def received(**changes) -> ComplaintState:
    """A complaint that was received."""
    fields = {
        "index": 7,
        "received_on": START,
        "channel": "web",
        "category": "har",
        "anonymous": False,
        "rulebook": "r" * 64,
    }
    return ComplaintState(**(fields | changes))


def everyone(holders: Holders, people: dict[str, Person], today: date) -> set[str]:
    """All who open what these hold."""
    teams = set(holders.teams)
    for team in holders.teams:
        teams |= HELD_BY[team]
    return set(holders.people).union(*(members(team, people, today) for team in teams))


roles = st.dictionaries(
    st.sampled_from(REFS), st.sets(st.sampled_from(sorted(Role)), max_size=3).map(tuple), min_size=1
)
refs = st.frozensets(st.sampled_from(REFS), max_size=3)


@given(
    roles,
    st.sampled_from(sorted(ComplaintStage)),
    st.none() | st.sampled_from(REFS),
    refs,
    st.booleans(),
    st.dictionaries(st.sampled_from(REFS), st.frozensets(st.sampled_from(sorted(Duty)), min_size=1)),
)
def test_those_who_hold_a_complaint_are_those_who_may_read_it(given_roles, stage, officer, barred, apart, hands):
    people = staff(**given_roles)
    state = received(stage=stage, named_officer=officer, barred=barred, apart=apart, hands=hands)
    reads = {ref for ref, one in people.items() if sees(one, summary(state), START) is Sight.WORDS}
    assert everyone(holders_of_words(state, people, START), people, START) == reads
    assert readers(holders_of_words(state, people, START), people, START) == reads
    told = {ref for ref in reads if may_be_told_who(state, people[ref], START)}
    assert everyone(holders_of_identity(state, people, START), people, START) == told


def test_a_new_complaint_is_held_by_intake_and_by_management_and_by_nobody_singly():
    people = staff(
        i=(Role.INTAKE_OFFICER,), t=(Role.TRIAGE_ASSESSOR,), m=(Role.CASE_MANAGER,), v=(Role.INVESTIGATOR,)
    )
    teams = frozenset({Team.INTAKE, Team.MANAGEMENT})
    assert holders_of_words(received(), people, START) == Holders(teams, frozenset(), overseers=True)
    assert holders_of_identity(received(), people, START) == Holders(teams, frozenset())


def test_a_team_without_members_holds_what_its_members_would():
    assert holders_of_words(received(), {}, START).teams == {Team.INTAKE, Team.MANAGEMENT}


def test_when_one_of_a_team_stepped_down_the_others_hold_it_one_by_one():
    people = staff(m=(Role.CASE_MANAGER,), n=(Role.CASE_MANAGER,), o=(Role.CASE_MANAGER,))
    state = received(stage=ComplaintStage.ACCEPTED, barred=frozenset({"n"}))
    assert holders_of_words(state, people, START) == Holders(frozenset(), frozenset({"m", "o"}), overseers=True)


def test_whoever_decides_holds_the_complaint_and_not_who_its_sender_is():
    people = staff(d=(Role.DECISION_MAKER,), m=(Role.CASE_MANAGER,))
    state = received(stage=ComplaintStage.ACCEPTED, hands={"d": frozenset({Duty.DECIDE})})
    assert holders_of_words(state, people, START).people == {"d"}
    assert holders_of_identity(state, people, START).people == frozenset()


@pytest.mark.parametrize("role", sorted(set(Role) - CASE_ROLES))
def test_leadership_press_administration_and_oversight_hold_nothing(role):
    people = staff(x=(role,), y=(role, Role.CASE_MANAGER))
    held = holders_of_words(received(), people, START)
    assert not everyone(held, people, START)
    assert all(not members(team, people, START) for team in Team)


def test_every_team_is_of_roles_that_work_on_cases_and_no_role_is_in_two():
    found = [role for roles in TEAM_ROLES.values() for role in roles]
    assert len(found) == len(set(found))
    assert set(found) <= CASE_ROLES
    assert {role for role in CASE_ROLES if role not in found} == {Role.INVESTIGATOR, Role.DECISION_MAKER}


def test_what_is_set_apart_is_held_by_those_from_outside_and_by_nobody_inside():
    people = staff(m=(Role.CASE_MANAGER,), i=(Role.INTAKE_OFFICER,), o=(Role.OUTSIDE_HANDLER,))
    apart = received(apart=True)
    assert holders_of_words(apart, people, START) == Holders(frozenset({Team.OUTSIDE}), frozenset(), overseers=True)
    assert holders_of_identity(apart, people, START) == Holders(frozenset({Team.OUTSIDE}), frozenset())


def test_an_appointment_that_ended_or_has_not_begun_makes_nobody_a_member():
    people = staff(m=(Role.CASE_MANAGER,), n=(Role.CASE_MANAGER,))
    [held] = people["m"].appointments
    people["m"] = Person("m", (replace(held, until=START),))
    later = replace(people["n"].appointments[0], since=date(2027, 1, 1))
    people["n"] = Person("n", (later,))
    assert members(Team.MANAGEMENT, people, START) == frozenset()
    assert members(Team.MANAGEMENT, people, date(2027, 1, 1)) == {"n"}
