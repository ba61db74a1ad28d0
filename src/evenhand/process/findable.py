"""Whose tokens somebody may make: of parties that they may know (DESIGN 5.7). And who may look for a party at all."""

from datetime import date

from evenhand.process.codes import Role
from evenhand.process.rules import HANDLERS
from evenhand.process.state import ComplaintState, Person
from evenhand.process.teams import may_be_told_who
from evenhand.process.visibility import Sight, seeing_roles


def may_look_for_parties(roles: frozenset[str]) -> bool:
    """Whether somebody who looks under these roles may look for a party: whoever makes tokens can test names."""
    return bool(roles.intersection((*HANDLERS, Role.OUTSIDE_HANDLER)))


def parties_to_make_findable(
    state: ComplaintState, person: Person, today: date, sight: Sight
) -> tuple[int | None, ...]:
    """Parties without tokens whom this person may know: respondents by the number of their case, for None the complainant."""
    if sight is not Sight.WORDS or not may_look_for_parties(seeing_roles(person, today)):
        return ()
    knows = may_be_told_who(state, person, today)
    return tuple(party for party in state.to_make_findable() if party is not None or knows)
