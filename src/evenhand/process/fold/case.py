"""The facts of one case, each turned into the state that follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from evenhand.process.codes import (
    Capacity,
    CaseOutcome,
    Direction,
    Duty,
    Finding,
    OverrideReason,
    Reply,
)
from evenhand.process.facts import Recorded
from evenhand.process.stages import CASE_MOVES, after
from evenhand.process.state import Allegation, CaseState, Override


def begin(recorded: Recorded) -> CaseState:
    """`case-opened`."""
    data = recorded.data
    return CaseState(
        number=int(data["case"]),
        respondent=str(data["respondent"]),
        capacity=Capacity(data["capacity"]),
        opened_on=recorded.on,
        stage=after(CASE_MOVES, "case-opened", None),
        stage_on=recorded.on,
    )


def _framed(case: CaseState, recorded: Recorded) -> CaseState:
    number = int(recorded.data["allegation"])
    if number != len(case.allegations) + 1:
        raise ValueError(f"Allegation {number} of case {case.number} is out of order.")
    return replace(case, allegations=(*case.allegations, Allegation(number, str(recorded.data["clause"]))))


def _assigned(case: CaseState, recorded: Recorded) -> CaseState:
    person = str(recorded.data["person"])
    if Duty(recorded.data["duty"]) is Duty.DECIDE:
        return replace(case, decision_maker=person)
    case = replace(case, investigator=person)
    if case.assigned_on is not None:
        return case
    return replace(_moved(case, recorded), assigned_on=recorded.on)


def _started(case: CaseState, recorded: Recorded) -> CaseState:
    when = "anew, the respondent having had the chance to reply" if case.reply else ""
    return replace(_moved(case, recorded, when), started_on=recorded.on)


def _notice_given(case: CaseState, recorded: Recorded) -> CaseState:
    reply_by = date.fromisoformat(recorded.data["reply_by"])
    return replace(_moved(case, recorded), notice_on=recorded.on, reply_by=reply_by)


def _replied(case: CaseState, recorded: Recorded) -> CaseState:
    how = {"reply-recorded": Reply.RECORDED, "reply-window-passed": Reply.WINDOW_PASSED, "reply-waived": Reply.WAIVED}
    return replace(_moved(case, recorded), reply=how[recorded.act], reply_on=recorded.on)


def _recommended(case: CaseState, recorded: Recorded) -> CaseState:
    findings = _findings(case, recorded)
    return replace(
        _moved(case, recorded),
        allegations=tuple(replace(each, recommended=findings[each.number]) for each in case.allegations),
        recommended_by=str(recorded.data["by"]),
        recommended_on=recorded.on,
        recommended_sanction=int(recorded.data["sanction"]),
    )


def _decision_made(case: CaseState, recorded: Recorded) -> CaseState:
    """What was decided is noted. It has effect only with `case-decided`."""
    findings = _findings(case, recorded)
    return replace(
        case,
        allegations=tuple(replace(each, finding=findings[each.number]) for each in case.allegations),
        decided_by=str(recorded.data["by"]),
        decided_on=recorded.on,
        sanction=int(recorded.data["sanction"]),
    )


def _findings(case: CaseState, recorded: Recorded) -> dict[int, Finding]:
    findings = {int(number): Finding(code) for number, code in recorded.data["findings"].items()}
    if findings.keys() != {each.number for each in case.allegations}:
        raise ValueError(f"The findings on case {case.number} are not one for each of its allegations.")
    return findings


def _overridden(case: CaseState, recorded: Recorded) -> CaseState:
    data = recorded.data
    override = Override(
        by=str(data["by"]),
        direction=Direction(data["direction"]),
        distance=int(data["distance"]),
        reason=OverrideReason(data["reason"]).value,
        index=recorded.index,
        held=bool(data["held"]),
    )
    case = replace(case, override=override)
    return _moved(case, recorded) if override.held else case


def _verified(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, reviewer=str(recorded.data["by"]))


def _vetoed(case: CaseState, recorded: Recorded) -> CaseState:
    """Back to people who have not touched it. Allegations and reply stay; findings and sanction go."""
    returned = send_back(case, recorded, frozenset(case.hands) | {str(recorded.data["by"])}, ask_again=False)
    return replace(returned, vetoes=case.vetoes + 1)


def _decided(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        _moved(case, recorded),
        outcome=CaseOutcome(recorded.data["outcome"]),
        effective_on=recorded.on,
        outcome_record=recorded.record,
        outcome_index=recorded.index,
    )


def _told(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, told=case.told | {str(recorded.data["to"])}, told_on=recorded.on)


def _closed(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(_moved(case, recorded), closed_on=recorded.on)


def _unchanged(case: CaseState, recorded: Recorded) -> CaseState:  # noqa: ARG001  # all folds are called alike
    return case


def _moved(case: CaseState, recorded: Recorded, when: str | None = None) -> CaseState:
    return replace(case, stage=after(CASE_MOVES, recorded.act, case.stage, when), stage_on=recorded.on)


def send_back(case: CaseState, recorded: Recorded, barred: frozenset[str], *, ask_again: bool) -> CaseState:
    """The case as it was opened, kept from those barred; with `ask_again` the respondent gets a new notice and a new
    reply.

    Who had which hand in it stays known.
    """
    returned = replace(
        CaseState(case.number, case.respondent, case.capacity, case.opened_on),
        stage=after(CASE_MOVES, recorded.act, case.stage),
        allegations=tuple(Allegation(each.number, each.clause) for each in case.allegations),
        stage_on=recorded.on,
        returned_on=recorded.on,
        vetoes=case.vetoes,
        hands=case.hands,
        barred=case.barred | barred,
    )
    if ask_again:
        return returned
    return replace(
        returned, notice_on=case.notice_on, reply_by=case.reply_by, reply=case.reply, reply_on=case.reply_on
    )


FOLDS: dict[str, Callable[[CaseState, Recorded], CaseState]] = {
    "allegation-framed": _framed,
    "evidence-added": _unchanged,
    "assigned": _assigned,
    "investigation-started": _started,
    "notice-given": _notice_given,
    "reply-recorded": _replied,
    "reply-window-passed": _replied,
    "reply-waived": _replied,
    "recommended": _recommended,
    "decision-made": _decision_made,
    "overridden": _overridden,
    "override-verified": _verified,
    "override-vetoed": _vetoed,
    "case-decided": _decided,
    "told": _told,
    "case-closed": _closed,
}
