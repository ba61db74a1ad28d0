"""The facts of one case, each turned into the state that follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from evenhand.process.codes import (
    Capacity,
    CaseOutcome,
    CaseStage,
    Direction,
    Duty,
    Exclusion,
    Finding,
    OverrideReason,
    Reply,
)
from evenhand.process.facts import Recorded
from evenhand.process.stages import CASE_MOVES, COMPLETE, HEARD_BEFORE, MORE_MAY_FOLLOW, after
from evenhand.process.state import Allegation, CaseState, Draw, Override, PoolMember


def begin(recorded: Recorded) -> CaseState:
    """`case-opened`."""
    data = recorded.data
    return CaseState(
        number=int(data["case"]),
        respondent=str(data["respondent"]),
        capacity=Capacity(data["capacity"]),
        opened_on=recorded.on,
        heard_from=recorded.on,
        stage=after(CASE_MOVES, "case-opened", None),
        stage_on=recorded.on,
    )


def _framed(case: CaseState, recorded: Recorded) -> CaseState:
    number = int(recorded.data["allegation"])
    if number != len(case.allegations) + 1:
        raise ValueError(f"Allegation {number} of case {case.number} is out of order.")
    framed = Allegation(number, str(recorded.data["clause"]), index=recorded.index)
    return replace(case, allegations=(*case.allegations, framed))


def _evidence_added(case: CaseState, recorded: Recorded) -> CaseState:  # noqa: ARG001  # all folds are called alike
    return replace(case, unseen=case.notice_on is not None)


def _assigned(case: CaseState, recorded: Recorded) -> CaseState:
    person = str(recorded.data["person"])
    if Duty(recorded.data["duty"]) is Duty.DECIDE:
        return replace(case, decision_maker=person)
    case = replace(case, investigator=person)
    if case.assigned_on is not None:
        return case
    return replace(_moved(case, recorded), assigned_on=recorded.on)


def _pool_frozen(case: CaseState, recorded: Recorded) -> CaseState:
    data = recorded.data
    members = (PoolMember(str(each["person"]), _exclusion(each["excluded"])) for each in data["members"])
    draw = Draw(
        ref=str(data["draw"]),
        members=tuple(members),
        not_before=int(data["not_before"]),
        frozen=recorded.index,
    )
    return replace(case, draw=draw, past_draws=case.draws)


def _exclusion(code: str | None) -> Exclusion | None:
    return None if code is None else Exclusion(code)


def _value_typed(case: CaseState, recorded: Recorded) -> CaseState:
    typed_by, typed = str(recorded.data["by"]), str(recorded.data["value"])
    return replace(case, draw=replace(_draw(case), typed_by=typed_by, typed=typed))


def _panel_drawn(case: CaseState, recorded: Recorded) -> CaseState:
    order = tuple(map(str, recorded.data["order"]))
    return replace(case, draw=replace(_draw(case), drawn=recorded.index, order=order))


def _drawn_replaced(case: CaseState, recorded: Recorded) -> CaseState:
    """Off the case. Whoever was drawn next is assigned by an act of its own, if anybody is left."""
    person, draw = str(recorded.data["person"]), _draw(case)
    replaced = {**draw.replaced, person: Exclusion(recorded.data["excluded"])}
    left = None if case.decision_maker == person else case.decision_maker
    return replace(case, draw=replace(draw, replaced=replaced), decision_maker=left)


def _draw(case: CaseState) -> Draw:
    if case.draw is None:
        raise ValueError(f"No pool was frozen for case {case.number}.")
    return case.draw


def _started(case: CaseState, recorded: Recorded) -> CaseState:
    when = HEARD_BEFORE if case.reply_on else ""
    return replace(_moved(case, recorded, when), started_on=recorded.on)


def _notice_given(case: CaseState, recorded: Recorded) -> CaseState:
    """Of what is alleged, or again of what was added since. What was replied before stays replied."""
    return replace(
        _moved(case, recorded),
        notice_on=case.notice_on or recorded.on,
        reply_by=date.fromisoformat(recorded.data["reply_by"]),
        reply=case.reply if case.reply is Reply.RECORDED else None,
        reply_on=None,
        unseen=False,
        inherited=False,
    )


def _replied(case: CaseState, recorded: Recorded) -> CaseState:
    """A first reply leaves the rest of the time to the respondent, unless they wrote that it is complete."""
    if case.stage is CaseStage.ANSWERED:
        after(CASE_MOVES, recorded.act, case.stage)
        return replace(case, reply=Reply.RECORDED)
    complete = bool(recorded.data.get("complete", True))
    if not complete:
        after(CASE_MOVES, recorded.act, case.stage, MORE_MAY_FOLLOW)
        return replace(case, reply=Reply.RECORDED)
    return replace(_heard(case, recorded, COMPLETE), reply=Reply.RECORDED)


def _window_passed(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(_heard(case, recorded), reply=case.reply or Reply.WINDOW_PASSED)


def _waived(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(_heard(case, recorded), reply=case.reply or Reply.WAIVED)


def _heard(case: CaseState, recorded: Recorded, when: str | None = None) -> CaseState:
    """The chance to answer is over."""
    answered_on = case.answered_on or recorded.on
    return replace(_moved(case, recorded, when), reply_on=recorded.on, answered_on=answered_on)


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
        decision_index=recorded.index,
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
        allegations=tuple(Allegation(each.number, each.clause, index=each.index) for each in case.allegations),
        stage_on=recorded.on,
        heard_from=recorded.on,
        returned_on=recorded.on,
        vetoes=case.vetoes,
        past_draws=case.draws,
        hands=case.hands,
        barred=case.barred | barred,
    )
    if ask_again:
        return returned
    return replace(
        returned,
        heard_from=case.heard_from,
        notice_on=case.notice_on,
        reply_by=case.reply_by,
        reply=case.reply,
        reply_on=case.reply_on,
        answered_on=case.answered_on,
        unseen=case.unseen,
        inherited=True,
    )


FOLDS: dict[str, Callable[[CaseState, Recorded], CaseState]] = {
    "allegation-framed": _framed,
    "evidence-added": _evidence_added,
    "assigned": _assigned,
    "pool-frozen": _pool_frozen,
    "value-typed": _value_typed,
    "panel-drawn": _panel_drawn,
    "drawn-replaced": _drawn_replaced,
    "investigation-started": _started,
    "notice-given": _notice_given,
    "reply-recorded": _replied,
    "reply-window-passed": _window_passed,
    "reply-waived": _waived,
    "recommended": _recommended,
    "decision-made": _decision_made,
    "overridden": _overridden,
    "override-verified": _verified,
    "override-vetoed": _vetoed,
    "case-decided": _decided,
    "told": _told,
    "case-closed": _closed,
}
