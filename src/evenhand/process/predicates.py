"""The small questions that the permission table asks of a person and a complaint. Each has a sentence for whoever is
refused.

None of them looks at a command: what a command says is checked in `decide`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from evenhand.process.codes import CASE_ROLES, INSIDE_ROLES, SEPARATED_DUTIES, WALLED_ROLES, Assessment, Duty, Role
from evenhand.process.facts import Refusal
from evenhand.process.state import CLERK, COMPLAINANT, RESPONDENT, Around, CaseState, ComplaintState, Person

OUTSIDE = "If nobody is left in the organisation, a person from outside has to be appointed for this."
"""What a body too small for the separation of duties is told."""
ANOTHER_FROM_OUTSIDE = "If no outside handler is left, another person from outside has to be appointed for this."
"""The same of a complaint that is set apart, where everybody is from outside already."""


@dataclass(frozen=True, slots=True)
class View:
    """What a predicate sees. `case` is None for acts on the complaint as a whole."""

    state: ComplaintState
    case: CaseState | None
    person: Person
    around: Around

    def the_case(self) -> CaseState:
        """The case; the table asks about it only in rows for acts on a case."""
        if self.case is None:
            raise LookupError("This question is about a case, and none was named.")
        return self.case


@dataclass(frozen=True, slots=True)
class Predicate:
    """One question. `name` is the refusal's code, `words` are for an auditor, `sentence` for a refused person."""

    name: str
    words: str
    sentence: str
    holds: Callable[[View], bool]


def roles_of(person: Person, today: date) -> frozenset[str]:
    """The roles under which a person acts. The complainant and the clerk have no appointment and no other role."""
    if person.ref in (COMPLAINANT, CLERK):
        return frozenset({person.ref})
    return person.roles(today)


def roles_on(person: Person, today: date, *, apart: bool) -> frozenset[str]:
    """The roles under which a person acts on a complaint that is set apart, or on one that is not.

    On one set apart no case role of the office counts, and an outside handler has them all. On any other an outside handler has
    none. Whoever holds another role beside it is not from outside (B9).
    """
    roles = roles_of(person, today)
    if not apart:
        return roles - {Role.OUTSIDE_HANDLER}
    return frozenset(INSIDE_ROLES) if roles == {Role.OUTSIDE_HANDLER} else roles - CASE_ROLES


def from_outside(refusal: Refusal, state: ComplaintState | None) -> Refusal:
    """The refusal as it reads on that complaint: on one that is set apart it is another outsider who is missing."""
    if state is None or not state.apart:
        return refusal
    return replace(refusal, sentence=refusal.sentence.replace(OUTSIDE, ANOTHER_FROM_OUTSIDE))


def duties_held(ref: str, *hands: Mapping[str, frozenset[Duty]]) -> frozenset[Duty]:
    """The separated duties that the person has in any of these."""
    return frozenset().union(*(one.get(ref, frozenset()) for one in hands)) & SEPARATED_DUTIES


def has_other_part(ref: str, duty: Duty, state: ComplaintState, around: Around) -> bool:
    """Whether taking up `duty` would give the person two separated duties, here and on linked complaints (invariant 2).

    Where it is set apart, whoever decides has done nothing else on it: the few from outside may all do everything (B9).
    """
    held = duties_held(ref, state.hands, around.linked_hands)
    if state.apart and duty is Duty.DECIDE:
        held |= state.hands.get(ref, frozenset())
    return bool(held - {duty})


def has_no_part(ref: str, state: ComplaintState, around: Around) -> bool:
    """Whether the person has done nothing at all on the complaint or on linked ones, not even step down from one of these."""
    return not (state.hands.get(ref) or around.linked_hands.get(ref) or ref in around.linked_left)


def oversees_only(person: Person, today: date) -> bool:
    """Whether the person is an overseer and nothing else."""
    return roles_of(person, today) == {Role.OVERSEER}


def _untouched(view: View) -> bool:
    return has_no_part(view.person.ref, view.state, view.around)


def _free_of_overrider(view: View) -> bool:
    override, ref = view.the_case().override, view.person.ref
    if any(appointment.by == ref for appointment in view.person.appointments):
        return False
    if override is None:
        return True
    line = view.around.affiliations.in_line(ref, override.by)
    return not line and override.by not in view.around.appointed_through(view.person)


def _date_passed(view: View) -> bool:
    reply_by = view.the_case().reply_by
    return reply_by is not None and reply_by < view.around.today


def _opening_over(view: View) -> bool:
    today = view.around.today
    for ref, until in view.state.openings.items():
        person = view.around.people.get(ref)
        oversees = person is not None and oversees_only(person, today)
        if until is not None and (until < today or not oversees):
            return True
    return False


def _no_other_duty(duty: Duty, more: str = "") -> Predicate:
    return Predicate(
        f"no-other-duty-than-{duty.value}",
        f"has done nothing but {duty.value} and manage, here and on linked complaints{more}",
        f"You have had another part in this complaint or in one linked with it, and nobody may {duty.value} as well. "
        f"Ask someone who has not. {OUTSIDE}",
        lambda view: not has_other_part(view.person.ref, duty, view.state, view.around),
    )


NOT_WALLED = Predicate(
    "walled",
    "no role kept away from cases",
    "You hold a role that is kept away from cases, so you cannot act on any of them, whatever else you are.",
    lambda view: not roles_of(view.person, view.around.today) & WALLED_ROLES,
)
NOT_BARRED = Predicate(
    "barred",
    "not taken off it",
    f"This was given to people who have not touched it, and you had. Leave it to them. {OUTSIDE}",
    lambda view: view.person.ref not in view.state.shut_out(),
)
NOT_APART = Predicate(
    "not-apart",
    "it is not set apart yet",
    "It is set apart already.",
    lambda view: not view.state.apart,
)
ONLY_OVERSEES = Predicate(
    "only-oversees",
    "holds no other role, and has done nothing at all on the complaint or on linked ones",
    "Only an overseer with no other role and no part in the complaint may do this. Ask one who has neither.",
    lambda view: oversees_only(view.person, view.around.today) and _untouched(view),
)
NOT_OPEN = Predicate(
    "not-open",
    "it is not open to overseers",
    "It is open to two overseers already. Wait until that has ended, or ask them.",
    lambda view: not view.state.opened_to(),
)
OPEN_TO_THEM = Predicate(
    "open-to-them",
    "it is open to them",
    "It is not open to you. Ask for it, and have another overseer confirm it.",
    lambda view: view.around.today <= (view.state.openings.get(view.person.ref) or date.min),
)
OPENING_OVER = Predicate(
    "opening-over",
    "the last day of it has passed, or one of the two oversees no longer",
    "It is open to two overseers until its last day has passed.",
    _opening_over,
)
IS_NAMED_OFFICER = Predicate(
    "is-named-officer",
    "is the complaint's named officer",
    "Only the officer named to the complainant, a case manager or the investigator writes to them. Ask one of these.",
    lambda view: view.state.named_officer == view.person.ref,
)
ON_A_CASE = Predicate(
    "on-a-case",
    "investigates one of its cases",
    "You are not assigned to this complaint. Ask the case manager.",
    lambda view: any(case.investigator == view.person.ref for case in view.state.cases),
)
INVESTIGATES = Predicate(
    "investigates",
    "is assigned to investigate the case",
    "Only the investigator assigned to this case may do this. Ask the case manager who that is.",
    lambda view: view.the_case().investigator == view.person.ref,
)
DECIDES = Predicate(
    "decides",
    "is assigned to decide the case",
    "Only the decision maker assigned to this case may do this. Ask the case manager who that is.",
    lambda view: view.the_case().decision_maker == view.person.ref,
)
NOBODY_DECIDES = Predicate(
    "nobody-decides",
    "nobody was assigned or drawn to decide the case",
    "Somebody was assigned or drawn to decide this case already, so there is nothing to draw.",
    lambda view: view.the_case().decision_maker is None,
)
PICKED_BY_HAND = Predicate(
    "picked-by-hand",
    "no pool was frozen for the case",
    "Who decides this case is drawn by lot, so nobody is picked by hand.",
    lambda view: not view.the_case().draws,
)
POOL_FROZEN = Predicate(
    "pool-frozen",
    "a pool was frozen, and nobody is drawn from it yet",
    "No pool waits for a random value here: freeze one first, or see on the case's page who was drawn.",
    lambda view: (draw := view.the_case().draw) is not None and draw.drawn is None,
)
NOT_IN_POOL = Predicate(
    "in-the-pool",
    "cannot be drawn themself",
    "You are in the pool yourself: leave it to two people who are not.",
    lambda view: (draw := view.the_case().draw) is None or view.person.ref not in draw.able,
)
DRAWN = Predicate(
    "drawn",
    "whoever decides the case was drawn",
    "Nobody was drawn to decide this case.",
    lambda view: (draw := view.the_case().draw) is not None and view.the_case().decision_maker in draw.order,
)
BEFORE_NOTICE = Predicate(
    "before-notice",
    "the respondent has not been given notice",
    "The respondent has had notice of what is alleged, so nothing can be added to it. Open another case instead.",
    lambda view: view.the_case().notice_on is None,
)
REPLY_DATE_PASSED = Predicate(
    "reply-date-passed",
    "the date to reply by has passed",
    "The respondent may still reply: wait until the date has passed.",
    _date_passed,
)
NOTICE_OWED = Predicate(
    "notice-owed",
    "evidence was added since the last notice, or that notice is from before a veto",
    "The respondent has had notice of everything. Give it again only when you have added evidence.",
    lambda view: view.the_case().unseen or view.the_case().inherited,
)
REPLY_SETTLED = Predicate(
    "reply-settled",
    "the respondent replied, let the time pass or waived the reply in writing",
    "The respondent has not had the chance to reply. Give notice and wait for the reply or the date.",
    lambda view: view.the_case().reply_on is not None,
)
NOTHING_UNSEEN = Predicate(
    "nothing-unseen",
    "no evidence was added since the last notice",
    "Evidence was added since the respondent had notice. Give notice again, so that they can answer it as well.",
    lambda view: not view.the_case().unseen,
)
LEAD_CLOSED = Predicate(
    "lead-closed",
    "the complaint that it follows is closed, and nobody has been told yet",
    "The complaint that this one follows is not closed, or that has been noted already.",
    lambda view: (
        view.state.assessment is Assessment.DUPLICATE
        and not view.state.told
        and view.around.lead_outcome not in (None, view.state.lead_outcome)
    ),
)
LEAD_STANDS = Predicate(
    "lead-stands",
    "if it follows another complaint, that one is closed as noted",
    "The complaint that this one follows has been opened again: wait until it is closed, and then tell how it ended.",
    lambda view: view.state.lead_outcome is None or view.state.lead_outcome is view.around.lead_outcome,
)
UNTOUCHED = Predicate(
    "untouched",
    "has done nothing at all on the complaint or on linked ones",
    f"You have acted on this complaint or on one linked with it, so you are not independent of it. {OUTSIDE}",
    _untouched,
)
FREE_OF_OVERRIDER = Predicate(
    "free-of-overrider",
    "was appointed neither by the person who departs from the recommendation, nor by anybody whom that person appointed, nor by "
    "themself, and is not in that person's line",
    "You were appointed by the person whose departure this is, or through somebody whom they appointed, or by yourself, or are in "
    f"one line of management with them: you are not independent. {OUTSIDE}",
    _free_of_overrider,
)
NOT_TOLD = Predicate(
    "not-told",
    "nobody has been told yet",
    "The notices have gone out already. Close it, or send a message.",
    lambda view: not (view.case.told if view.case else view.state.told),
)
ALL_TOLD = Predicate(
    "all-told",
    "everyone has been told the outcome",
    "Nobody may close what people have not been told of: send the notices first.",
    lambda view: view.case.told >= {COMPLAINANT, RESPONDENT} if view.case else view.state.told,
)
ONLY_TRIAGES = _no_other_duty(Duty.TRIAGE)
ONLY_INVESTIGATES = _no_other_duty(Duty.INVESTIGATE)
ONLY_DECIDES = _no_other_duty(Duty.DECIDE, "; on one that is set apart, nothing but decide")
