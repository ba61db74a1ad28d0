"""What the database keeps of a complaint: rows folded from its facts, and the counted steps that figures add up.

Rows are plain values by table and column, as the tables of `records` name them. Codes are texts, days are dates. What
has no effect yet stays empty: a decision held for the reviewer is in no row and no figure as final (C2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.process.clocks import next_due
from evenhand.process.codes import CaseOutcome, CaseStage, ComplaintOutcome, Direction
from evenhand.process.facts import Recorded
from evenhand.process.numbers import number
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import Allegation, CaseState, ComplaintState

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One counted step. `complaint` is the reference that the office put into the facts, empty if it put none."""

    index: int
    on: date
    complaint: str
    case: int | None
    code: str


def rows(state: ComplaintState, rulebook: Rulebook) -> dict[str, list[Row]]:
    """The rows of one complaint, by table."""
    return {
        "complaint": [_complaint_row(state, rulebook)],
        "case": [_case_row(state, case) for case in state.cases],
        "allegation": [_allegation_row(state, case, each) for case in state.cases for each in case.allegations],
        "opening": _opening_rows(state),
    }


def _complaint_row(state: ComplaintState, rulebook: Rulebook) -> Row:
    return {
        "index": state.index,
        "number": number(state.index),
        "received_on": state.received_on,
        "channel": state.channel.value,
        "category": state.category,
        "anonymous": state.anonymous,
        "stage": state.stage.value,
        "named_officer": state.named_officer,
        "apart": state.apart,
        "outcome": state.outcome.value if state.outcome else None,
        "closed_on": state.closed_on,
        "reopened": state.reopened,
        "rulebook": state.rulebook,
        "last_index": state.last_index,
        "unanswered_since": state.unanswered_since,
        "next_due_on": next_due(state, rulebook),
        "imported": False,
        "findable": not state.to_make_findable(),
    }


def _opening_rows(state: ComplaintState) -> list[Row]:
    return [
        {"complaint": state.index, "person": person, "until": until}
        for person, until in sorted(state.openings.items())
    ]


def _case_row(state: ComplaintState, case: CaseState) -> Row:
    effective = case.effective_on is not None
    return {
        "complaint": state.index,
        "number": case.number,
        "stage": case.stage.value,
        "capacity": case.capacity.value,
        "investigator": case.investigator,
        "decision_maker": case.decision_maker,
        "held": case.stage is CaseStage.HELD,
        "recommended_sanction": case.recommended_sanction,
        "sanction": case.sanction if effective else None,
        "decided_on": case.effective_on,
        "override_direction": case.override.direction.value if case.override else None,
        "override_distance": case.override.distance if case.override else None,
        "outcome": case.outcome.value if case.outcome else None,
        "closed_on": case.closed_on,
        "allegations": len(case.allegations),
    }


def _allegation_row(state: ComplaintState, case: CaseState, allegation: Allegation) -> Row:
    finding = allegation.finding if case.effective_on else None
    return {
        "complaint": state.index,
        "case": case.number,
        "number": allegation.number,
        "clause": allegation.clause,
        "recommended": allegation.recommended.value if allegation.recommended else None,
        "finding": finding.value if finding else None,
    }


OPENED = "oversight/opened"
STEPS: dict[str, Callable[[Recorded], str]] = {
    "received": lambda recorded: f"received/{recorded.data['category']}",
    "complaint-closed": lambda recorded: f"closed/{ComplaintOutcome(recorded.data['outcome']).value}",
    "reopened": lambda recorded: "reopened",  # noqa: ARG005  # all are called alike
    "case-decided": lambda recorded: f"decided/{CaseOutcome(recorded.data['outcome']).value}",
    "overridden": lambda recorded: f"override/{Direction(recorded.data['direction']).value}",
    "override-verified": lambda recorded: "override/verified",  # noqa: ARG005
    "override-vetoed": lambda recorded: "override/vetoed",  # noqa: ARG005
    "oversight-opened": lambda recorded: OPENED,  # noqa: ARG005
}
"""Which acts are counted, and as what. Every other act counts nothing."""


def steps(recorded: Recorded) -> list[Step]:
    """The counted steps of one fact: one, or none."""
    code = STEPS.get(recorded.act)
    if code is None:
        return []
    data = recorded.data
    return [Step(recorded.index, recorded.on, str(data.get("complaint", "")), data.get("case"), code(recorded))]


def step_codes(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """Every code that a step can have under that rulebook, by the kind of its act, in a fixed order."""
    return {
        "intake": tuple(f"received/{category}" for category in rulebook.categories),
        "outcome": (
            *(f"closed/{outcome.value}" for outcome in ComplaintOutcome),
            *(f"decided/{outcome.value}" for outcome in CaseOutcome),
            "reopened",
        ),
        "review": (*(f"override/{way.value}" for way in Direction), "override/verified", "override/vetoed", OPENED),
    }
