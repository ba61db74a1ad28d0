"""Overseers look into how a complaint is handled: two together, for some days, seen by everybody concerned (DESIGN 5.14, K4).

They decide nothing about it. What they find is said once, and is nobody's to change.
"""

from datetime import timedelta

from evenhand.process.codes import OpeningReason, OversightResult
from evenhand.process.commands import CloseOpening, OpenToOverseers, RecordOversightFinding
from evenhand.process.conflicts import Answer
from evenhand.process.decide.asking import Ask, Facts, chosen, named_person, real_text, require
from evenhand.process.decide.conflicted import CANNOT_TELL, noted, own_words
from evenhand.process.facts import Refusal
from evenhand.process.own_conflict import mark_of, own_verdict
from evenhand.process.predicates import has_no_part, oversees_only
from evenhand.process.state import Around, ComplaintState, Person

OPEN_DAYS = 14
"""How long overseers read what they opened, after the day on which they did. Our own default."""


def open_to_overseers(ask: Ask[OpenToOverseers]) -> Facts:
    """As the second of two who have no other part in it, neither of whom asks and confirms."""
    asked = ask.command
    reason = chosen(OpeningReason, asked.reason, "reason")
    first = named_person(ask, asked.asked_by, "asked_by")
    require(
        first.ref != ask.person.ref,
        "same-person",
        "You asked for this yourself, and another overseer has to confirm it.",
        "asked_by",
    )
    require(
        oversees_only(first, ask.around.today) and has_no_part(first.ref, ask.state, ask.around),
        "only-oversees",
        "Whoever asked for this is no overseer any more, or has had a part in it. Ask for it anew.",
        "asked_by",
    )
    verdict = own_verdict(ask.state, OpenToOverseers, None, first, ask.around)
    require(
        verdict.answer is not Answer.YES,
        "conflict",
        "Whoever asked for this has a conflict of interest with it. Ask for it yourself, and have another overseer confirm it.",
        "asked_by",
    )
    unclear = verdict.answer is Answer.CANNOT_TELL
    require(
        not unclear or asked.asker_sure_of == mark_of(verdict),
        "ask-anew",
        f"{first.ref} {verdict.why}. They have not said of this that it does not matter here, and you cannot say it for them: "
        "have them take it back and ask for it anew.",
        "asked_by",
    )
    until = ask.around.today + timedelta(days=OPEN_DAYS)
    fact = ask.fact("oversight-opened", asked_by=first.ref, reason=reason.value, until=until.isoformat())
    return noted((fact,), unclear=unclear)


def asker_unsure(state: ComplaintState, person: Person, around: Around, sure_of: str) -> tuple[str, Refusal | None]:
    """The mark of what whoever asks confirms of themself, and the question where they have not confirmed it; empty and None
    where there is nothing to confirm.
    """
    verdict = own_verdict(state, OpenToOverseers, None, person, around)
    if verdict.answer is not Answer.CANNOT_TELL:
        return "", None
    mark = mark_of(verdict)
    return mark, None if sure_of == mark else Refusal(CANNOT_TELL, own_words(verdict), "sure")


def close_opening(ask: Ask[CloseOpening]) -> Facts:
    """Both have done with it, or its last day has passed."""
    return (ask.fact("oversight-closed"),)


def record_finding(ask: Ask[RecordOversightFinding]) -> Facts:
    """What they find about the handling, for whoever made the complaint and for everybody who works on it."""
    result = chosen(OversightResult, ask.command.result, "result")
    content = {"text": real_text(ask.command.text, "text", "Say what you found in words")}
    return (ask.fact("oversight-found", content, result=result.value),)
