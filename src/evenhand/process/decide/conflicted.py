"""Conflicts of interest where somebody acts or is assigned: a conflict refuses it, and what nobody can tell has to be confirmed.

Whoever acts confirms it for themself once on each complaint; whoever assigns confirms it each time. Stepping down is never refused
for it, and no setting turns any of this off (B4, B5; 5.2).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evenhand.process import commands as c
from evenhand.process.codes import Duty
from evenhand.process.conflicts import Answer, conflict_here, refusal_words
from evenhand.process.decide.asking import Ask, Facts, require

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
CANNOT_TELL = "cannot-tell"
"""The code of a refusal that the same command with `sure` answers."""


def own_conflict(ask: Ask[Any]) -> bool:
    """Refuse where whoever acts has a conflict with the duty that the act is a part of.

    Returns whether nobody can tell, and they confirm it with this act.
    """
    if ask.before is None:
        return False
    verdicts = [conflict_here(ask.person.ref, duty, ask.state, ask.around) for duty in set(_duties(ask))]
    for verdict in verdicts:
        instead = "Step down from it, or have a case manager give it to somebody else."
        sentence = refusal_words("You", verdict, instead)
        require(verdict.answer is not Answer.YES, "conflict", sentence)
    unclear = [verdict for verdict in verdicts if verdict.answer is Answer.CANNOT_TELL]
    if not unclear or ask.person.ref in ask.state.sure:
        return False
    instead = (
        "Declare them under \u201cYour affiliations\u201d first, or confirm that you know of none that matters here."
    )
    require(ask.command.sure, CANNOT_TELL, f"You {unclear[0].why}. {instead}", "sure")
    return True


def other_conflict(ask: Ask[Any], ref: str, duty: Duty, case: int) -> bool:
    """Refuse to give a duty to somebody who has a conflict with it. Returns whether nobody can tell, and that is confirmed."""
    verdict = conflict_here(ref, duty, ask.state, ask.around, instead_on=case)
    sentence = refusal_words(ref, verdict, "Choose someone else.")
    require(verdict.answer is not Answer.YES, "conflict", sentence, "person")
    if verdict.answer is Answer.NO:
        return False
    instead = "Have them declare their affiliations first, or confirm that you know of none that matters here."
    require(ask.command.sure, CANNOT_TELL, f"{ref} {verdict.why}. {instead}", "sure")
    return True


def has_conflict(ask: Ask[Any], ref: str, duty: Duty, case: int) -> bool:
    """Whether somebody who was drawn, or whom nobody chooses, cannot take up the duty."""
    return conflict_here(ref, duty, ask.state, ask.around, instead_on=case).answer is Answer.YES


def noted(facts: Facts, *, unclear: bool) -> Facts:
    """The facts, the first of which says that nobody could tell of a conflict and whoever acted went on."""
    if not unclear:
        return facts
    first, *rest = facts
    return (replace(first, data={**first.data, "unclear": True}), *rest)


def _duties(ask: Ask[Any]) -> Iterator[Duty]:
    """The separated duties that this act of this person is a part of."""
    match ask.command:
        case c.Assess():
            yield Duty.TRIAGE
        case c.Decide():
            yield Duty.DECIDE
        case c.ReviewOverride():
            yield Duty.REVIEW
        case _ if isinstance(ask.command, INVESTIGATING):
            case = getattr(ask.command, "case", None)
            on = [each for each in ask.state.cases if case in (None, each.number)]
            if any(each.investigator == ask.person.ref for each in on):
                yield Duty.INVESTIGATE
