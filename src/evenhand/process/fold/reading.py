"""What the folds share: putting one case back into its complaint, and noting whose hands an act was in."""

from collections.abc import Mapping
from dataclasses import replace

from evenhand.process.codes import Duty
from evenhand.process.facts import Recorded
from evenhand.process.shapes import COVER_ACTS
from evenhand.process.state import CLERK, COMPLAINANT, CaseState, ComplaintState

DUTIES = {
    "assessed": Duty.TRIAGE,
    "investigation-started": Duty.INVESTIGATE,
    "notice-given": Duty.INVESTIGATE,
    "recommended": Duty.INVESTIGATE,
    "decision-made": Duty.DECIDE,
    "overridden": Duty.DECIDE,
    "override-verified": Duty.REVIEW,
    "override-vetoed": Duty.REVIEW,
}
"""Which duty an act is a part of. Every other act of a member of staff is a part of managing."""

NO_HAND = (
    frozenset(
        {
            "access-settled",
            "case-decided",
            "oversight-closed",
            "oversight-found",
            "oversight-opened",
            "party-tokens-made",
            "recused",
            "reopened",
        }
    )
    | COVER_ACTS
)
"""Some follow from an act that noted its author. To step down, to reopen, to oversee, to pass a key on or to make parties findable
handles nothing."""


def with_case(state: ComplaintState, case: CaseState) -> ComplaintState:
    """The complaint with that case in place of its earlier self."""
    return replace(state, cases=tuple(case if old.number == case.number else old for old in state.cases))


def with_hands(hands: Mapping[str, frozenset[Duty]], recorded: Recorded) -> Mapping[str, frozenset[Duty]]:
    """The hands after the act. To be assigned a duty counts as having had it."""
    by = str(recorded.data["by"])
    if by not in (COMPLAINANT, CLERK) and recorded.act not in NO_HAND:
        hands = _with(hands, by, DUTIES.get(recorded.act, Duty.MANAGE))
    if recorded.act == "assigned":
        hands = _with(hands, str(recorded.data["person"]), Duty(recorded.data["duty"]))
    return hands


def with_sure(sure: frozenset[str], recorded: Recorded) -> frozenset[str]:
    """Who has confirmed, where nobody can tell, that they know of no conflict of their own.

    Who assigns confirms it for another; of two overseers who open it may be either, and both are asked each time.
    """
    own = recorded.data.get("unclear") and recorded.act not in ("assigned", "oversight-opened")
    return sure | {str(recorded.data["by"])} if own else sure


def _with(hands: Mapping[str, frozenset[Duty]], ref: str, duty: Duty) -> Mapping[str, frozenset[Duty]]:
    return {**hands, ref: hands.get(ref, frozenset()) | {duty}}
