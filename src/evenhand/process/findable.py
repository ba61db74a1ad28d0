"""Whose tokens somebody may make: of parties that they may know (DESIGN 5.7). And who may look for a party at all."""

from evenhand.process.codes import Duty
from evenhand.process.permissions import HANDLERS
from evenhand.process.state import ComplaintState, Person
from evenhand.process.visibility import Sight


def may_be_told_who(state: ComplaintState, person: Person, roles: frozenset[str]) -> bool:
    """Whether the person may look at who the complainant is: those who deal with complainants, never who decides or reviews."""
    deals = bool(roles.intersection(HANDLERS))
    decides = any(case.decision_maker == person.ref for case in state.cases)
    return deals and not decides and not state.hands.get(person.ref, frozenset()) & {Duty.DECIDE, Duty.REVIEW}


def may_look_for_parties(roles: frozenset[str]) -> bool:
    """Whether somebody who looks under these roles may look for a party: whoever makes tokens can test names."""
    return bool(roles.intersection(HANDLERS))


def parties_to_make_findable(
    state: ComplaintState, person: Person, roles: frozenset[str], sight: Sight
) -> tuple[int | None, ...]:
    """Parties without tokens whom this person may know: respondents by the number of their case, for None the complainant."""
    if sight is not Sight.WORDS or not may_look_for_parties(roles):
        return ()
    knows = may_be_told_who(state, person, roles)
    return tuple(party for party in state.to_make_findable() if party is not None or knows)
