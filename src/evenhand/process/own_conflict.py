"""Whether whoever acts has a conflict of interest with the act: with what the act is a part of, or with a party (B4, B5; 5.2).

Pure, and asked of the kind of act alone, so that a page can leave out what would be refused. Stepping down is never measured, nor
is having done with an opening: they are the ways out.
"""

import hashlib
from collections.abc import Iterator

from evenhand.process import commands as c
from evenhand.process.codes import Duty
from evenhand.process.conflicts import NONE, Answer, Verdict, conflict_here, refusal_words
from evenhand.process.facts import Refusal
from evenhand.process.predicates import from_outside
from evenhand.process.state import CLERK, COMPLAINANT, Around, ComplaintState, Person
from evenhand.process.ties import Tied

CONFLICT = "conflict"
"""The code of a refusal that nothing answers but stepping down."""
INVESTIGATING = (
    c.FrameAllegation,
    c.AddEvidence,
    c.StartInvestigation,
    c.GiveNotice,
    c.RecordReply,
    c.Recommend,
    c.TypeValue,
    c.SendMessage,
)
"""What an investigator does as such."""
TO_A_PARTY = Verdict(Answer.YES, "declared a tie to somebody who is a party here")
PERHAPS_TO_A_PARTY = Verdict(
    Answer.CANNOT_TELL,
    "declared a tie, and from codes it cannot be told whether it is to a party here: a similar name, a tie that was taken back, or "
    "a party who is not findable yet",
)
INSTEAD = (
    "Do nothing more on it but step down: in the same act it passes to somebody else. What waits to be assigned, another case "
    "manager assigns."
)
ANOTHER = "Leave it to another overseer."
"""For overseers, who have no part to step down from."""
OVERSEERS = (c.Reopen, c.OpenToOverseers, c.RecordOversightFinding)


def own_verdict(
    state: ComplaintState, command: type[c.Command], case: int | None, person: Person, around: Around
) -> Verdict:
    """The answer for whoever acts. A yes of any kind comes first, then what nobody can tell."""
    if command in (c.Recuse, c.CloseOpening) or person.ref in (COMPLAINANT, CLERK):
        return NONE
    found = [_tie(around.ties.get(person.ref, Tied.NO))]
    found += [conflict_here(person.ref, duty, state, around) for duty in set(_duties(state, command, case, person))]
    of = {verdict.answer: verdict for verdict in reversed(found)}
    return of.get(Answer.YES) or of.get(Answer.CANNOT_TELL) or NONE


def own_refusal(
    state: ComplaintState, command: type[c.Command], case: int | None, person: Person, around: Around
) -> Refusal | None:
    """Why whoever acts may not because of a conflict of interest, and what to do; None where there is none that is known."""
    verdict = own_verdict(state, command, case, person, around)
    if verdict.answer is not Answer.YES:
        return None
    instead = ANOTHER if command in OVERSEERS else INSTEAD
    return from_outside(Refusal(CONFLICT, refusal_words("You", verdict, instead)), state)


def mark_of(verdict: Verdict) -> str:
    """By which it is told what somebody confirmed: the sentence that was shown, and so whatever else is said in the same words."""
    return hashlib.sha256(verdict.why.encode()).hexdigest()[:16]


def _tie(answer: Tied) -> Verdict:
    return {Tied.YES: TO_A_PARTY, Tied.CANNOT_TELL: PERHAPS_TO_A_PARTY}.get(answer, NONE)


def _duties(state: ComplaintState, command: type[c.Command], case: int | None, person: Person) -> Iterator[Duty]:
    """What the act of this person is a part of. What is no part of a separated duty is a part of managing."""
    if command is c.Assess:
        yield Duty.TRIAGE
    elif command is c.Decide:
        yield Duty.DECIDE
    elif command is c.ReviewOverride:
        yield Duty.REVIEW
    elif command in INVESTIGATING and any(
        each.investigator == person.ref for each in state.cases if case in (None, each.number)
    ):
        yield Duty.INVESTIGATE
    else:
        yield Duty.MANAGE
