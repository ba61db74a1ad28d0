"""The facts of a complaint as a whole, each turned into the state that follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from evenhand.process.acts import CARRIED_OVER
from evenhand.process.codes import (
    TAINTING_GROUNDS,
    Assessment,
    Channel,
    ComplaintOutcome,
    LinkType,
    NonceBy,
    ReopenGround,
)
from evenhand.process.facts import Recorded
from evenhand.process.fold.case import send_back
from evenhand.process.shapes import COVER_ACTS
from evenhand.process.stages import COMPLAINT_MOVES, INSIDE_HANDS, after
from evenhand.process.state import CLERK, COMPLAINANT, ComplaintState


def begin(recorded: Recorded) -> ComplaintState:
    """`received`: the complaint exists, under the rulebook named, for as long as it lives."""
    data = recorded.data
    return ComplaintState(
        index=recorded.index,
        received_on=recorded.on,
        assess_from=recorded.on,
        channel=Channel(data["channel"]),
        category=str(data["category"]),
        anonymous=True,
        apart=bool(recorded.data.get("apart")),  # the first registers set nothing apart
        barred=_registered_by_staff(recorded),
        rulebook=str(data["rulebook"]),
        nonce=recorded.nonce,
        nonce_by=NonceBy(data["nonce_by"]),
        stage=after(COMPLAINT_MOVES, "received", None),
        stage_on=recorded.on,
    )


def _registered_by_staff(recorded: Recorded) -> frozenset[str]:
    """Whoever registered for its sender what is set apart: off it from that moment, for good."""
    by = str(recorded.data["by"])
    inside = recorded.data.get("apart") and by not in (COMPLAINANT, CLERK)
    return frozenset({by}) if inside else frozenset()


def _complainant_recorded(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(state, anonymous=bool(recorded.data["anonymous"]))


def _tokens_made(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(state, findable=state.findable | {party["case"] for party in recorded.data["parties"]})


def _acknowledged(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(
        state,
        stage=after(COMPLAINT_MOVES, "acknowledged", state.stage),
        stage_on=recorded.on,
        named_officer=_officer(recorded),
        acknowledged_on=recorded.on,
    )


def _officer(recorded: Recorded) -> str:
    """Whom the complainant was told to ask. The first registers call them `contact`, and entries never change."""
    return str(recorded.data.get("officer") or recorded.data["contact"])


def _officer_named(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(state, named_officer=_officer(recorded))


def _assessed(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    result = Assessment(recorded.data["result"])
    # The first registers told and closed a duplicate at once. One that follows another says so.
    declined = "a duplicate" if recorded.data.get("follows") else "out of scope"
    when = "accepted" if result is Assessment.ACCEPTED else declined
    return replace(
        state,
        stage=after(COMPLAINT_MOVES, "assessed", state.stage, when),
        stage_on=recorded.on,
        assessment=result,
        assessed_on=recorded.on,
        assessed_record=recorded.record,
        rule=recorded.data.get("rule"),
        duplicate_of=recorded.data.get("duplicate_of"),
    )


def _recused(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    """Off it for good. Whoever takes over a duty is named by an act of its own."""
    return replace(state, barred=state.barred | {str(recorded.data["by"])})


def _set_apart(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    """To people from outside. Whoever had a hand in it is off it for good, and what is not decided begins anew.

    The respondent's notice and reply stay. A decision that is held stays so: somebody from outside reviews it.
    """
    known = {recorded.data["by"], state.named_officer, *state.hands} - {None}
    inside = frozenset(map(str, known))
    return replace(
        state,
        apart=True,
        barred=state.barred | inside,
        cases=tuple(
            send_back(case, recorded, inside, ask_again=False) if case.stage in INSIDE_HANDS else case
            for case in state.cases
        ),
    )


def _lead_closed(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(
        state,
        stage=after(COMPLAINT_MOVES, "lead-closed", state.stage),
        stage_on=recorded.on,
        lead_closed_on=state.lead_closed_on or recorded.on,
        lead_outcome=ComplaintOutcome(recorded.data["outcome"]),
    )


def _linked(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(state, links={**state.links, int(recorded.data["other"]): LinkType(recorded.data["type"])})


def _message_sent(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    if recorded.data["by"] != COMPLAINANT:
        return replace(state, unanswered_since=None)
    return replace(state, unanswered_since=state.unanswered_since or recorded.on)


def _told(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(state, told=True, told_on=recorded.on)


def _closed(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    return replace(
        state,
        stage=after(COMPLAINT_MOVES, "complaint-closed", state.stage),
        stage_on=recorded.on,
        closed_on=recorded.on,
        outcome=ComplaintOutcome(recorded.data["outcome"]),
    )


def _reopened(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    """Back to where it can be put right. `received_on` stays, so the age goes on as if it had never been closed."""
    ground = ReopenGround(recorded.data["ground"])
    numbers = frozenset(recorded.data["cases"])
    tainted = frozenset(state.hands) if ground in TAINTING_GROUNDS else frozenset()
    # The first registers asked the respondent again on fresh evidence alone, and entries never change.
    ask_again = bool(recorded.data.get("heard_again", ground is ReopenGround.FRESH_EVIDENCE))
    when = "with the cases named" if numbers else "having been declined"
    state = replace(
        state,
        stage=after(COMPLAINT_MOVES, "reopened", state.stage, when),
        stage_on=recorded.on,
        cases=tuple(
            send_back(case, recorded, tainted, ask_again=ask_again) if case.number in numbers else case
            for case in state.cases
        ),
        told=False,
        told_on=None,
        closed_on=None,
        outcome=None,
        reopened=state.reopened + 1,
        reopened_on=recorded.on,
        barred=state.barred | tainted,
    )
    if numbers:
        return state
    return replace(
        state,
        assess_from=recorded.on,
        assessment=None,
        assessed_on=None,
        assessed_record=None,
        rule=None,
        duplicate_of=None,
        lead_closed_on=None,
        lead_outcome=None,
    )


def _opened_to_overseers(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    until = date.fromisoformat(recorded.data["until"])
    both = {str(recorded.data["asked_by"]): until, str(recorded.data["by"]): until}
    return replace(state, openings={**state.openings, **both})


def _opening_ended(state: ComplaintState, recorded: Recorded) -> ComplaintState:  # noqa: ARG001  # all are called alike
    return replace(state, openings=dict.fromkeys(state.openings))


def _unchanged(state: ComplaintState, recorded: Recorded) -> ComplaintState:  # noqa: ARG001  # all folds are called alike
    return state


FOLDS: dict[str, Callable[[ComplaintState, Recorded], ComplaintState]] = {
    "complainant-recorded": _complainant_recorded,
    "party-tokens-made": _tokens_made,
    "acknowledged": _acknowledged,
    "officer-named": _officer_named,
    "assessed": _assessed,
    "recused": _recused,
    "set-apart": _set_apart,
    "lead-closed": _lead_closed,
    "linked": _linked,
    "message-sent": _message_sent,
    "told": _told,
    "complaint-closed": _closed,
    "reopened": _reopened,
    "oversight-opened": _opened_to_overseers,
    "oversight-closed": _opening_ended,
    **dict.fromkeys((*COVER_ACTS, CARRIED_OVER, "access-settled", "oversight-found"), _unchanged),
}
"""Acts that name no case."""
