"""Whether somebody has a conflict of interest with a duty on a case: yes, no, or nobody can tell (DOMAIN B4, B5, H7; 5.2).

Pure, and the one place where it is answered: for whoever is to be assigned, for whoever acts, also where the act only manages, and
for a list of what to look at again. Parties are not looked at here: ties to them are compared by tokens (`ties`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evenhand.process.affiliations import LEADERSHIP, Affiliations
from evenhand.process.codes import SEPARATED_DUTIES, Duty, Role
from evenhand.process.predicates import OUTSIDE
from evenhand.process.provenance import OF_LEADERSHIP
from evenhand.process.state import Around, ComplaintState, Person

KEPT_OUT_OF_LINE = frozenset({Duty.INVESTIGATE, Duty.DECIDE, Duty.REVIEW})
"""Duties that no two people of one line of management have on a case or on linked ones."""
ROLE_OF = {
    Duty.TRIAGE: Role.TRIAGE_ASSESSOR,
    Duty.INVESTIGATE: Role.INVESTIGATOR,
    Duty.DECIDE: Role.DECISION_MAKER,
    Duty.REVIEW: Role.REVIEWER,
}
"""The role that each separated duty takes; what only manages is measured as a case manager's."""


class Answer(StrEnum):
    """Whether there is a conflict of interest."""

    NO = "no"
    YES = "yes"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer; unless it is no, why, as the middle of a sentence that begins with who it is about."""

    answer: Answer
    why: str = ""


NONE = Verdict(Answer.NO)
LINE = Verdict(Answer.YES, "and somebody who investigates, decides or reviews here are in one line of management")
TIED = Verdict(
    Answer.YES, "and somebody who assesses, investigates, decides or reviews here have a declared affiliation"
)
LED = Verdict(Answer.YES, "and the leadership have a declared affiliation, which holds or ended not long ago")
SILENT = Verdict(
    Answer.CANNOT_TELL, "declared no affiliations within a year, so nobody can tell of a conflict of interest"
)
TAKEN_BACK = Verdict(
    Answer.CANNOT_TELL,
    "and somebody on this, or the leadership, had an affiliation that was declared and taken back, so nobody can tell",
)
NAMED_BY_ANOTHER = Verdict(
    Answer.CANNOT_TELL,
    "and somebody who assesses, investigates, decides or reviews here have an affiliation that only the other declared, so nobody "
    "can tell",
)
"""For whoever only manages. No yes: else one person could stop a case for good by declaring a friendship with all who manage."""
NAMED_BY_LEADER = Verdict(
    Answer.CANNOT_TELL,
    "and somebody of the leadership have an affiliation that only the other declared, so nobody can tell",
)
"""No yes: else a leader could put anybody off a case by declaring a friendship with them."""

type Hands = Mapping[str, frozenset[Duty]]
"""Who has which separated duties, by staff reference."""


def conflict(
    ref: str, duty: Duty, others: Hands, affiliations: Affiliations, people: Mapping[str, Person], today: date
) -> Verdict:
    """Whether the person has a conflict with that duty beside these others.

    An affiliation counts whoever of the two declared it, but for whoever only manages. Of somebody who never declared, or not
    within a year, nobody can tell; nor of two between whom one was declared and taken back, for else it could be taken back just
    for the act.
    """
    beside = {other: duties for other, duties in others.items() if other != ref}
    if duty in KEPT_OUT_OF_LINE:
        near = (other for other, duties in beside.items() if duties & KEPT_OUT_OF_LINE)
        if any(affiliations.in_line(ref, other) for other in near):
            return LINE
    named = any(ref in _affiliated(other, duty, affiliations, today) for other in beside)
    if beside.keys() & _affiliated(ref, duty, affiliations, today) or (named and duty is not Duty.MANAGE):
        return TIED
    leaders = {LEADERSHIP, *(one.ref for one in people.values() if one.roles(today) & OF_LEADERSHIP)}
    if leaders.intersection(_affiliated(ref, duty, affiliations, today)):
        return LED
    if named:
        return NAMED_BY_ANOTHER
    if any(affiliations.took_back(ref, other) or affiliations.took_back(other, ref) for other in beside):
        return TAKEN_BACK
    if any(affiliations.took_back(ref, leader) for leader in leaders):
        return TAKEN_BACK
    if any(ref in _affiliated(leader, duty, affiliations, today) for leader in leaders):
        return NAMED_BY_LEADER
    declaration = affiliations.declared.get(ref)
    return NONE if declaration and declaration.is_current(today) else SILENT


def conflict_here(
    ref: str, duty: Duty, state: ComplaintState, around: Around, instead_on: int | None = None
) -> Verdict:
    """Whether the person has a conflict with that duty on this complaint, beside everybody on it and on what is linked with it.

    `instead_on` is the number of a case on which they would take the place of whoever has that duty now.
    """
    return conflict(
        ref, duty, others(state, around, duty, instead_on), around.affiliations, around.people, around.today
    )


def others(state: ComplaintState, around: Around, duty: Duty, instead_on: int | None) -> Hands:
    """Who has a separated duty on the complaint now, or has recommended or decided on it; and who had one on what is linked."""
    found: dict[str, frozenset[Duty]] = {}
    for ref, its in _duties(state, duty, instead_on):
        found[ref] = found.get(ref, frozenset()) | {its}
    for ref, duties in around.linked_hands.items():
        if duties & SEPARATED_DUTIES:
            found[ref] = found.get(ref, frozenset()) | (duties & SEPARATED_DUTIES)
    return found


def refusal_words(who: str, verdict: Verdict, instead: str) -> str:
    """The sentence for a conflict. `who` is "You" or a reference, `instead` what to do."""
    return f"{who} {verdict.why}. {instead} {OUTSIDE}"


def _affiliated(ref: str, duty: Duty, affiliations: Affiliations, today: date) -> frozenset[str]:
    """Whom that person declared an affiliation with that counts for somebody with that duty."""
    declaration = affiliations.declared.get(ref)
    role = ROLE_OF.get(duty, Role.CASE_MANAGER)
    return (
        frozenset(affiliation.other for affiliation in declaration.affiliations if affiliation.counts(role, today))
        if declaration
        else frozenset()
    )


def _duties(state: ComplaintState, duty: Duty, instead_on: int | None) -> Iterator[tuple[str, Duty]]:
    for ref, duties in state.hands.items():
        if Duty.TRIAGE in duties:
            yield ref, Duty.TRIAGE
    for case in state.cases:
        replaced = duty if case.number == instead_on else None
        here = {
            (case.investigator if replaced is not Duty.INVESTIGATE else None, Duty.INVESTIGATE),
            (case.decision_maker if replaced is not Duty.DECIDE else None, Duty.DECIDE),
            (case.recommended_by, Duty.INVESTIGATE),
            (case.decided_by, Duty.DECIDE),
            (case.reviewer, Duty.REVIEW),
        }
        yield from ((ref, its) for ref, its in here if ref is not None)
