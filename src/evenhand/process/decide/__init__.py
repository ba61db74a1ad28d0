"""Answering a command: the facts that follow from it, or a refusal. Pure: the same question has the same answer.

Order of checks: the rulebook pinned, the permission table, the date, conflicts of interest, then what the command says.
What follows is then given the shape that such acts have from outside.
"""

from collections.abc import Callable
from typing import Any

from evenhand.process import commands as c
from evenhand.process.decide import case, complaint, decision, draw, ending, oversight, recusal, reply, review
from evenhand.process.decide.asking import Ask, Facts, Refused, case_number, require
from evenhand.process.decide.conflicted import noted, own_conflict
from evenhand.process.decide.dates import check_date
from evenhand.process.facts import Refusal
from evenhand.process.permissions import may
from evenhand.process.predicates import from_outside
from evenhand.process.rulebook import Rulebook
from evenhand.process.shapes import covered
from evenhand.process.state import Around, ComplaintState, Person

ANSWERS: dict[type[c.Command], Callable[[Ask[Any]], Facts]] = {
    c.Submit: complaint.submit,
    c.Acknowledge: complaint.acknowledge,
    c.Assess: complaint.assess,
    c.Recuse: recusal.recuse,
    c.SetApart: complaint.set_apart,
    c.FollowLead: complaint.follow_lead,
    c.NameOfficer: complaint.name_officer,
    c.Link: complaint.link,
    c.SendMessage: complaint.send_message,
    c.OpenCase: case.open_case,
    c.FrameAllegation: case.frame_allegation,
    c.Assign: case.assign,
    c.FreezePool: draw.freeze_pool,
    c.TypeValue: draw.type_value,
    c.ReplaceDrawn: draw.replace_drawn,
    c.AddEvidence: case.add_evidence,
    c.StartInvestigation: case.start_investigation,
    c.GiveNotice: reply.give_notice,
    c.RecordReply: reply.record_reply,
    c.Recommend: decision.recommend,
    c.Decide: decision.decide_case,
    c.ReviewOverride: review.review_override,
    c.Notify: ending.notify,
    c.Close: ending.close,
    c.Reopen: ending.reopen,
    c.OpenToOverseers: oversight.open_to_overseers,
    c.CloseOpening: oversight.close_opening,
    c.RecordOversightFinding: oversight.record_finding,
}


def decide(
    state: ComplaintState | None, command: c.Command, person: Person, around: Around, rulebook: Rulebook
) -> Facts | Refusal:
    """The facts that follow if this person does this now, or why not. `state` is None for a complaint not yet made.

    `rulebook` is the one pinned to the complaint, or for a new one the one in force. Nothing is written either way.
    """
    ask = Ask(command, state, person, around, rulebook)
    try:
        _check_pin(ask)
        refusal = may(state, case_number(command), type(command), person, around)
        if refusal is not None:
            return refusal
        check_date(ask)
        unclear = own_conflict(ask)
        return covered(noted(ANSWERS[type(command)](ask), unclear=unclear), ask.fact)
    except Refused as refused:
        return from_outside(refused.refusal, state)


def _check_pin(ask: Ask[Any]) -> None:
    """Invariant 7: a complaint stays under the rulebook it was received under."""
    pinned = ask.before is None or ask.before.rulebook == ask.rulebook.hash
    require(
        pinned,
        "rulebook",
        "This complaint is handled under an earlier rulebook, and only that one may be used on it.",
    )
