"""Conflicts of interest where somebody is assigned, and what nobody can tell: that has to be confirmed.

That somebody with a conflict of their own may not act stands beside the permission table (`own_conflict`, `permissions.may`).

Whoever acts confirms it for themself once on each complaint; whoever assigns, and each of two overseers who open it, each time.
Stepping down is never refused for it, and no setting turns any of this off (B4, B5; 5.2).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evenhand.process import commands as c
from evenhand.process.codes import Duty
from evenhand.process.conflicts import TAKEN_BACK, TIED, Answer, Verdict, conflict, conflict_here, refusal_words
from evenhand.process.decide.asking import Ask, Facts, case_number, require
from evenhand.process.own_conflict import mark_of, own_verdict

CANNOT_TELL = "cannot-tell"
"""The code of a refusal that the same command with `sure` answers."""
DECLARE_OR_CONFIRM = (
    "Declare first, under \u201cYour affiliations\u201d or \u201cPeople you are tied to\u201d, or confirm that you know of "
    "none that matters here."
)
CHOSEN_BY = Verdict(Answer.YES, "and whoever would choose them have a declared affiliation")


def own_conflict(ask: Ask[Any]) -> bool:
    """Refuse where whoever acts has not confirmed that nobody can tell. What is known was refused before (`permissions.may`).

    Returns whether they confirm it with this act. Whoever assigns is told of both at once: one mark answers nothing that was not
    shown.
    """
    if ask.before is None:
        return False
    verdict = own_verdict(ask.before, type(ask.command), case_number(ask.command), ask.person, ask.around)
    opens = isinstance(ask.command, c.OpenToOverseers)
    if verdict.answer is not Answer.CANNOT_TELL or (
        ask.person.ref in ask.state.sure and verdict is not TAKEN_BACK and not opens
    ):
        return False  # what was taken back is asked each time: else whoever confirmed once could take back what came since
    confirmed = ask.command.sure_of == mark_of(verdict) if opens else ask.command.sure
    require(confirmed, CANNOT_TELL, " ".join((own_words(verdict), *_of_the_other(ask))), "sure")
    return True


def own_words(verdict: Verdict) -> str:
    """What whoever acts is asked, where nobody can tell."""
    return f"You {verdict.why}. {DECLARE_OR_CONFIRM}"


def other_conflict(ask: Ask[Any], ref: str, duty: Duty, case: int) -> bool:
    """Refuse to give a duty to somebody who has a conflict with it. Returns whether nobody can tell, and that is confirmed."""
    verdict = _of(ask, ref, duty, case)
    sentence = refusal_words(ref, verdict, "Choose someone else.")
    require(verdict.answer is not Answer.YES, "conflict", sentence, "person")
    if verdict.answer is Answer.NO:
        return False
    require(ask.command.sure, CANNOT_TELL, _unclear(ref, verdict), "sure")
    return True


def _of(ask: Ask[Any], ref: str, duty: Duty, case: int) -> Verdict:
    """The answer for somebody who is to be assigned. Nobody chooses somebody whom they are affiliated to."""
    verdict = conflict_here(ref, duty, ask.state, ask.around, instead_on=case)
    if verdict.answer is Answer.YES:
        return verdict
    around, chooser = ask.around, {ask.person.ref: frozenset({Duty.MANAGE})}
    beside = conflict(ref, duty, chooser, around.affiliations, around.people, around.today)
    return CHOSEN_BY if beside is TIED else verdict if verdict.answer is not Answer.NO else beside


def _of_the_other(ask: Ask[Any]) -> Iterator[str]:
    """What nobody can tell of whoever is to be assigned, if that is what is asked for."""
    command = ask.command
    if isinstance(command, c.Assign) and command.duty in set(Duty):
        verdict = _of(ask, command.person, Duty(command.duty), command.case)
        if verdict.answer is Answer.CANNOT_TELL:
            yield _unclear(command.person, verdict)


def _unclear(ref: str, verdict: Verdict) -> str:
    instead = "Have them declare their affiliations first, or confirm that you know of none that matters here."
    return f"{ref} {verdict.why}. {instead}"


def has_conflict(ask: Ask[Any], ref: str, duty: Duty, case: int) -> bool:
    """Whether somebody who was drawn, or whom nobody chooses, cannot take up the duty."""
    return conflict_here(ref, duty, ask.state, ask.around, instead_on=case).answer is Answer.YES


def noted(facts: Facts, *, unclear: bool) -> Facts:
    """The facts, the first of which says that nobody could tell of a conflict and whoever acted went on."""
    if not unclear:
        return facts
    first, *rest = facts
    return (replace(first, data={**first.data, "unclear": True}), *rest)
