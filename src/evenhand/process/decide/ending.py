"""The end and its undoing: people told, cases closed, complaints reopened. Invariants 4, 5 and 15, A4."""

import base64
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from evenhand.process.codes import (
    BREACH_FINDINGS,
    FULL_FINDINGS,
    CaseStage,
    ComplaintOutcome,
    ReopenGround,
)
from evenhand.process.commands import Close, Notify, Reopen
from evenhand.process.decide.asking import Ask, Facts, Refused, chosen, real_text, repeat, require, served, some_text
from evenhand.process.facts import Into
from evenhand.process.letters import lead_ended, outcome_for_complainant, outcome_for_respondent
from evenhand.process.state import COMPLAINANT, RESPONDENT, Allegation, ComplaintState


def notify(ask: Ask[Notify]) -> Facts:
    """Tell everyone concerned on the same day: one fact, with a receipt of its own, for each."""
    if ask.command.case is None:
        return _tell_declined(ask)
    return _tell_decided(ask)


def _tell_declined(ask: Ask[Notify]) -> Facts:
    state = ask.state
    result = state.assessment.value if state.assessment else ""
    letter = _letter(ask, ask.command.to_complainant, "to_complainant")
    lead = state.lead_outcome
    followed: dict[str, Any] = {"lead_outcome": lead.value} if lead else {}
    told = ask.fact(
        "told",
        {**letter, "added": lead_ended(lead)} if lead else letter,
        nonce=state.nonce,
        nonce_by=state.nonce_by.value,
        counted=_b64(state.assessed_record),
        outcome=result,
        remedy_by=_remedy_by(ask).isoformat(),
        to=COMPLAINANT,
        **followed,
    )
    return (told,)


def _tell_decided(ask: Ask[Notify]) -> Facts:
    case = ask.case
    data: dict[str, Any] = {
        "counted": _b64(case.outcome_record),
        "outcome": case.outcome.value if case.outcome else "",
        "remedy_by": _remedy_by(ask).isoformat(),
    }
    asked, quotes = ask.command, (case, ask.rulebook, ask.around.contents)
    mine = _letter(ask, asked.to_complainant, "to_complainant")
    theirs = {**_letter(ask, asked.to_respondent, "to_respondent"), "served": served(asked.served)}
    mine["added"] = repeat(outcome_for_complainant, *quotes)
    theirs["added"] = repeat(outcome_for_respondent, *quotes)
    drawn = {"nonce_by": ask.state.nonce_by.value}
    return (
        ask.on_case("told", mine, into=Into.COMPLAINT, nonce=ask.state.nonce, to=COMPLAINANT, **data | drawn),
        ask.on_case("told", theirs, into=Into.CASE, files=asked.files, to=RESPONDENT, **data),
    )


def _letter(ask: Ask[Notify], text: str, field: str) -> dict[str, str]:
    """A letter always says where else its reader can go, and by when (invariant 5)."""
    remedy = some_text(ask.command.remedy, "remedy", "Where they can go outside the organisation")
    return {"text": real_text(text, field, "Write the letter"), "remedy": remedy}


def _remedy_by(ask: Ask[Notify]) -> date:
    """Nobody's time to go elsewhere is cut short: it is at least what the rulebook gives, from the day of telling."""
    days = ask.rulebook.external_remedy.days
    least = ask.around.today + timedelta(days=days)
    by = ask.command.remedy_by or least
    sentence = f"They have at least {days} days to go to the outside remedy: give {least} or a later day."
    require(by >= least, "remedy-by", sentence, "remedy_by")
    return by


def _b64(record: bytes | None) -> str:
    return base64.b64encode(record or b"").decode()


def close(ask: Ask[Close]) -> Facts:
    """Close a case, and with the last one the complaint; or a complaint that was declined."""
    if ask.command.case is None:
        return (ask.fact("complaint-closed", outcome=_declined(ask.state).value),)
    case = ask.case
    if case.outcome is None:
        raise Refused("no-outcome", "The case has no outcome in effect, so it cannot be closed.")
    closed = ask.on_case("case-closed", outcome=case.outcome.value)
    rest = [other for other in ask.state.cases if other.number != case.number]
    if any(other.stage is not CaseStage.CLOSED for other in rest):
        return (closed,)
    return closed, ask.fact(
        "complaint-closed", outcome=upheld(each for one in ask.state.cases for each in one.allegations).value
    )


def _declined(state: ComplaintState) -> ComplaintOutcome:
    return ComplaintOutcome(state.assessment or "")


def upheld(allegations: Iterable[Allegation]) -> ComplaintOutcome:
    """Upheld if every allegation was found in full, in part if any was found at all."""
    findings = {allegation.finding for allegation in allegations}
    if findings <= FULL_FINDINGS:
        return ComplaintOutcome.UPHELD
    return ComplaintOutcome.UPHELD_IN_PART if findings & BREACH_FINDINGS else ComplaintOutcome.NOT_UPHELD


def reopen(ask: Ask[Reopen]) -> Facts:
    """Bring it back on a ground from the closed list. Its age goes on as if it had never been closed."""
    asked = ask.command
    ground = chosen(ReopenGround, asked.ground, "ground")
    numbers = sorted(set(asked.cases))
    closed = {case.number for case in ask.state.cases if case.stage is CaseStage.CLOSED}
    named = closed.issuperset(numbers) and bool(numbers) == bool(closed)
    require(named, "cases", "Name the closed cases to reopen; for a complaint that was declined, none.", "cases")
    content = {"text": real_text(asked.reasons, "reasons")}
    return (ask.fact("reopened", content, cases=numbers, ground=ground.value, heard_again=bool(numbers)),)
