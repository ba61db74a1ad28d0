"""Who holds the keys of a complaint: the teams and people who may read its words, no others (ADR 0022, 0032).

Whether somebody may read is decided in `visibility` alone; here it is said to whom the keys are granted so that it is true. A team
holds a complaint while each of its members may read it. Once one of them may not, because they stepped down or were taken off it,
the others hold it one by one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from evenhand.process.codes import CASE_ROLES, Duty, Role
from evenhand.process.rules import deals_with_complainants
from evenhand.process.state import ComplaintState, Person
from evenhand.process.visibility import CONDITIONS, VISIBILITY, Sight, Summary, seeing_roles, sees, summary

NOBODY = ""


class Team(StrEnum):
    """A compartment whose members hold certain roles; the value is its purpose."""

    INTAKE = "team-intake"
    MANAGEMENT = "team-management"
    REVIEW = "team-review"
    OUTSIDE = "team-outside"


TEAM_ROLES: Mapping[Team, frozenset[Role]] = {
    Team.INTAKE: frozenset({Role.INTAKE_OFFICER, Role.TRIAGE_ASSESSOR}),
    Team.MANAGEMENT: frozenset({Role.CASE_MANAGER}),
    Team.REVIEW: frozenset({Role.REVIEWER}),
    Team.OUTSIDE: frozenset({Role.OUTSIDE_HANDLER}),
}
"""Investigators and decision makers have no team: each holds the complaints that they were given."""

HELD_BY: Mapping[Team, frozenset[Team]] = {
    Team.INTAKE: frozenset({Team.MANAGEMENT}),
    Team.MANAGEMENT: frozenset(),
    Team.REVIEW: frozenset(),
    Team.OUTSIDE: frozenset(),
}
"""Teams whose members open another team's key as well: case managers see complaints before they are assessed, too."""

TEAM_PURPOSES = frozenset(team.value for team in Team)
KEY_ROLES = CASE_ROLES | {Role.OVERSEER}
"""Roles whose holders are granted keys, so that the installation vouches for theirs."""
JOINT, PIECE = "oversight", "oversight-piece"
"""Purposes of the key that overseers open two together, and of each one's piece of it."""
TELLING = frozenset({Team.INTAKE, Team.MANAGEMENT, Team.OUTSIDE})
"""Teams that deal with complainants, and so may know who they are."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Teams, and people (staff references) beside them, to whom a key is granted."""

    teams: frozenset[Team]
    people: frozenset[str]
    overseers: bool = False
    """Whether the key that overseers open together holds it, too."""


def members(team: Team, people: Mapping[str, Person], today: date) -> frozenset[str]:
    """Everyone who belongs to the team on that day."""
    return frozenset(ref for ref, person in people.items() if seeing_roles(person, today) & TEAM_ROLES[team])


def holders_of_words(state: ComplaintState, people: Mapping[str, Person], today: date) -> Holders:
    """Who holds the complaint itself and its cases: overseers always, though any one of them opens nothing (DESIGN 5.14)."""
    held = _holders(state, people, today, frozenset(Team), lambda _person: True)
    return replace(held, overseers=True)


def holders_of_identity(state: ComplaintState, people: Mapping[str, Person], today: date) -> Holders:
    """Who holds what says who the complainant is."""
    return _holders(state, people, today, TELLING, lambda person: may_be_told_who(state, person, today))


def may_be_told_who(state: ComplaintState, person: Person, today: date) -> bool:
    """Whether the person may know who the complainant is: those who deal with complainants, never who decides or reviews."""
    deals = deals_with_complainants(person, today, apart=state.apart)
    decides = any(case.decision_maker == person.ref for case in state.cases)
    return deals and not decides and not state.hands.get(person.ref, frozenset()) & {Duty.DECIDE, Duty.REVIEW}


def readers(holders: Holders, people: Mapping[str, Person], today: date) -> frozenset[str]:
    """Everyone who opens, with their own key, what is granted to these. Overseers do so two together, and are not among them."""
    return holders.people.union(*(_reach(team, people, today) for team in holders.teams))


def _holders(
    state: ComplaintState,
    people: Mapping[str, Person],
    today: date,
    teams: frozenset[Team],
    allowed: Callable[[Person], bool],
) -> Holders:
    seen = summary(state)
    reads = {ref for ref, one in people.items() if sees(one, seen, today) is Sight.WORDS and allowed(one)}
    reach = {team: _reach(team, people, today) for team in teams}
    hold = frozenset(team for team in teams if _for_all(team, seen) and reach[team] <= reads)
    return Holders(hold, frozenset(reads.difference(*(reach[team] for team in hold))))


def _for_all(team: Team, seen: Summary) -> bool:
    """Whether every role of the team reads it for what it is, and not only those of them who have a part in it."""
    rules = (rule for rule in VISIBILITY if rule.sight is Sight.WORDS and rule.apart == seen.apart)
    return TEAM_ROLES[team] <= {rule.role for rule in rules if CONDITIONS[rule.condition](seen, NOBODY)}


def _reach(team: Team, people: Mapping[str, Person], today: date) -> frozenset[str]:
    """Everyone who opens what is granted to the team."""
    return members(team, people, today).union(*(members(other, people, today) for other in HELD_BY[team]))
