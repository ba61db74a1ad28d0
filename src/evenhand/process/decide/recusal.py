"""Stepping down because of a conflict of interest: off the whole complaint at once, and somebody else is on it in the same act.

Nobody chooses their own successor. Where a duty passes on, it goes to whoever comes first in an order that depends on the complaint
alone; a decision maker who was drawn is followed by the next one drawn. B1, B4, H7, DOMAIN 5.2.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from evenhand.process.codes import WALLED_ROLES, CaseStage, ComplaintStage, Duty, Exclusion, RecusalGround, Role
from evenhand.process.commands import Recuse
from evenhand.process.conflicts import ROLE_OF, Answer, conflict, others
from evenhand.process.decide.asking import Ask, Facts, Refused, chosen, tied_to_party
from evenhand.process.decide.case import ROLE_FOR
from evenhand.process.decide.conflicted import has_conflict
from evenhand.process.decide.draw import replaced, take_place
from evenhand.process.facts import Fact
from evenhand.process.predicates import OUTSIDE, has_other_part, roles_on
from evenhand.process.rules import BEFORE_DECISION, NEW, UNDECIDED, deals_with_complainants
from evenhand.process.state import CLERK, CaseState, Person

DUTY_OF = {role: duty for duty, role in ROLE_OF.items()}
"""What whoever goes on in that role does; any other role manages."""


def recuse(ask: Ask[Recuse]) -> Facts:
    """The person is off the complaint for good. Refused where nobody could go on with it: then an outsider is appointed first."""
    ground = chosen(RecusalGround, ask.command.ground, "ground")
    _somebody_stays(ask)
    recused = ask.fact("recused", recusal=ground.value)
    passed_on = [fact for case in ask.state.cases for fact in _pass_on(ask, case)]
    return (recused, *map(_by_itself, (*passed_on, *_another_officer(ask))))


def _by_itself(fact: Fact) -> Fact:
    """Nobody chose who follows, least of all whoever steps down: the line of a timeline must not say so."""
    return replace(fact, data={**fact.data, "by": CLERK})


def _somebody_stays(ask: Ask[Recuse]) -> None:
    """Refuse where nobody else with the role could do what comes next."""
    needed = {Role.CASE_MANAGER}
    if ask.state.stage in NEW:
        needed |= {Role.TRIAGE_ASSESSOR}
    if ask.state.stage is ComplaintStage.RECEIVED:
        needed |= {Role.INTAKE_OFFICER}
    if any(case.stage is CaseStage.HELD for case in ask.state.cases):
        needed |= {Role.REVIEWER}
    for role in sorted(needed & _roles(ask, ask.person)):
        if not any(role in _roles(ask, one) and _could_act(ask, one, role) for one in _others(ask)):
            raise _nobody_left(ask, str(role))


def _could_act(ask: Ask[Recuse], one: Person, role: Role) -> bool:
    """Whether they could act in that role once whoever steps down is gone: nobody is left behind with a conflict of their own."""
    duty, around = DUTY_OF.get(role, Duty.MANAGE), ask.around
    stay = {ref: its for ref, its in others(ask.state, around, duty, None).items() if ref != ask.person.ref}
    verdict = conflict(one.ref, duty, stay, around.affiliations, around.people, around.today)
    return verdict.answer is not Answer.YES


def _roles(ask: Ask[Recuse], person: Person) -> frozenset[str]:
    return roles_on(person, ask.around.today, apart=ask.state.apart)


def _pass_on(ask: Ask[Recuse], case: CaseState) -> Iterator[Fact]:
    """The duties that the person has on a case and that are still to be done."""
    me = ask.person.ref
    if case.investigator == me and case.stage in UNDECIDED:
        yield _assign(ask, case, Duty.INVESTIGATE)
    if case.decision_maker != me or case.stage not in BEFORE_DECISION:
        return
    if case.draw is None:
        yield _assign(ask, case, Duty.DECIDE)
    else:
        yield replaced(ask, case.number, me, Exclusion.CONFLICT)
        yield from take_place(ask, case.number, case.draw.order[case.draw.order.index(me) + 1 :])


def _assign(ask: Ask[Recuse], case: CaseState, duty: Duty) -> Fact:
    role = ROLE_FOR[duty]

    def is_free(one: Person) -> bool:
        able = role in _roles(ask, one) and not has_other_part(one.ref, duty, ask.state, ask.around)
        return able and not has_conflict(ask, one.ref, duty, case.number)

    return ask.fact("assigned", case=case.number, duty=duty.value, person=_first(ask, is_free, role.value))


def _another_officer(ask: Ask[Recuse]) -> Iterator[Fact]:
    """Somebody else whom the complainant can ask, if it was this person."""
    if ask.state.named_officer == ask.person.ref:
        today, apart = ask.around.today, ask.state.apart
        what = "officer to name to the complainant"

        def is_fit(one: Person) -> bool:
            deals = deals_with_complainants(one, today, apart=apart)
            return deals and _could_act(ask, one, Role.CASE_MANAGER)

        officer = _first(ask, is_fit, what)
        yield ask.fact("officer-named", officer=officer)


def _first(ask: Ask[Recuse], is_fit: Callable[[Person], bool], what: str) -> str:
    """Whoever is fit and comes first in an order that nobody chooses."""
    fit = [one.ref for one in _others(ask) if is_fit(one)]
    if not fit:
        raise _nobody_left(ask, what)
    return min(fit, key=lambda ref: hashlib.sha256(f"{ask.state.index}/{what}/{ref}".encode()).digest())


def _others(ask: Ask[Recuse]) -> list[Person]:
    """Everybody else on the staff who may work on this complaint, and is tied to nobody in it."""
    out = ask.state.shut_out() | {ask.person.ref}
    people = [one for one in ask.around.people.values() if not tied_to_party(ask, one.ref)]
    return [one for one in people if one.ref not in out and not _roles(ask, one) & WALLED_ROLES]


def _nobody_left(ask: Ask[Recuse], what: str) -> Refused:
    what = Role.OUTSIDE_HANDLER.value.replace("-", " ") if ask.state.apart else what
    return Refused(
        "nobody-left",
        f"You cannot step down yet: there is no other {what} who could go on with this, and it must not stand still. {OUTSIDE} Do "
        "nothing on it until then.",
    )
