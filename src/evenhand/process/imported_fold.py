"""Fold the facts of one imported complaint into rows, in the same table shapes as live ones, and counted steps.

Its own fold, so that the live process has no branch for old records (DESIGN 5.11). `rows` and `steps` stand beside
those of `projection`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.process.codes import BREACH_FINDINGS, CaseOutcome, CaseStage, ComplaintOutcome, ComplaintStage
from evenhand.process.facts import Recorded
from evenhand.process.fold import FoldError
from evenhand.process.numbers import number
from evenhand.process.projection import Row, Step

NOT_KNOWN = "not-known"
"""Stands where old records do not say: a channel, the outcome of a closed complaint."""


@dataclass(frozen=True, slots=True)
class ImportedState:
    """An imported complaint as far as its facts have been read: first the complaint's own, then its cases'."""

    complaint: Recorded
    cases: tuple[Recorded, ...] = ()

    @property
    def ended_on(self) -> date | None:
        """The day the last case (or, without any, the complaint) was over; None while one is open or to come."""
        own = self.complaint.data
        if len(self.cases) < own["cases"]:
            return None
        days = [case.data["ended_on"] for case in self.cases] or [own["ended_on"]]
        return None if None in days else date.fromisoformat(max(days))

    @property
    def closed_on(self) -> date | None:
        """The closing date that the source gives, perhaps before the receipt; None if it is open or not known."""
        if self.ended_on is None:
            return None
        days = [case.data["closed_on"] for case in self.cases] or [self.complaint.data["closed_on"]]
        return None if None in days else date.fromisoformat(max(days))

    @property
    def outcome(self) -> str:
        """How the complaint ended, from the findings on all its allegations as the map reads them."""
        findings = [allegation["finding_as"] for case in self.cases for allegation in case.data["allegations"]]
        proved = sum(finding in BREACH_FINDINGS for finding in findings)
        if proved == 0:
            return ComplaintOutcome.NOT_UPHELD.value if any(findings) else NOT_KNOWN
        return (ComplaintOutcome.UPHELD if proved == len(findings) else ComplaintOutcome.UPHELD_IN_PART).value

    @property
    def last_index(self) -> int:
        """The index of the newest entry."""
        return self.cases[-1].index if self.cases else self.complaint.index


def fold_imported(history: Iterable[Recorded]) -> ImportedState:
    """The state of one imported complaint from its facts, in the order of the register. Raises FoldError."""
    state: ImportedState | None = None
    for recorded in history:
        state = begin(recorded) if state is None else add_case(state, recorded)
    if state is None:
        raise FoldError("There is no imported complaint in an empty history.")
    return state


def begin(recorded: Recorded) -> ImportedState:
    """The state after the complaint's own fact. Raises FoldError if it is another act."""
    if recorded.act != "imported-complaint":
        raise FoldError(f"Entry {recorded.index} is {recorded.act} and does not begin an imported complaint.")
    return ImportedState(recorded)


def add_case(state: ImportedState, recorded: Recorded) -> ImportedState:
    """The state with one more case. Raises FoldError if it is not this complaint's, or stands there already."""
    own, data = state.complaint, recorded.data
    if recorded.act != "imported-case" or data.get("complaint") != own.data.get("complaint"):
        raise FoldError(f"Entry {recorded.index} is no imported case of the complaint at entry {own.index}.")
    if recorded.index <= state.last_index:
        raise FoldError(f"Entry {recorded.index} comes after entry {state.last_index} and must not.")
    if not 1 <= data["case"] <= own.data["cases"]:
        raise FoldError(f"Entry {recorded.index} is case {data['case']}, which the complaint does not have.")
    if any(case.data["case"] == data["case"] for case in state.cases):
        raise FoldError(f"Entry {recorded.index} gives case {data['case']} a second time.")
    return ImportedState(own, (*state.cases, recorded))


def rows(state: ImportedState) -> dict[str, list[Row]]:
    """The rows of one imported complaint, by table."""
    index = state.complaint.index
    return {
        "complaint": [complaint_row(state)],
        "case": [case_row(index, case) for case in state.cases],
        "allegation": [row for case in state.cases for row in allegation_rows(index, case)],
    }


def complaint_row(state: ImportedState) -> Row:
    """The complaint's columns. It counts as anonymous, since nobody's particulars are held for it."""
    data = state.complaint.data
    return {
        **complaint_moves(state),
        "number": number(state.complaint.index),
        "received_on": state.complaint.on,
        "channel": NOT_KNOWN,
        "category": data["category"],
        "anonymous": True,
        "named_officer": None,
        "apart": False,
        "reopened": 0,
        "rulebook": f"map/{data['map']}",
        "unanswered_since": None,
        "next_due_on": None,
        "imported": True,
        "findable": True,
    }


def complaint_moves(state: ImportedState) -> Row:
    """Those of the complaint's columns that its cases change, and its index."""
    ended = state.ended_on is not None
    return {
        "index": state.complaint.index,
        "stage": (ComplaintStage.CLOSED if ended else ComplaintStage.RECEIVED).value,
        "outcome": state.outcome if ended else None,
        "closed_on": state.closed_on,
        "last_index": state.last_index,
    }


def case_row(complaint: int, recorded: Recorded) -> Row:
    """A case's columns. Old records do not say who investigated, who decided, or when."""
    data = recorded.data
    return {
        "complaint": complaint,
        "number": data["case"],
        "stage": (CaseStage.CLOSED if data["ended_on"] else CaseStage.OPENED).value,
        "capacity": data["capacity"],
        "investigator": None,
        "decision_maker": None,
        "held": False,
        "recommended_sanction": data["recommended"],
        "sanction": data["final"],
        "decided_on": None,
        "override_direction": data["direction"],
        "override_distance": data["distance"] or None,
        "outcome": _case_outcome(data) if data["ended_on"] else None,
        "closed_on": date.fromisoformat(data["closed_on"]) if data["closed_on"] else None,
        "allegations": len(data["allegations"]),
    }


def allegation_rows(complaint: int, recorded: Recorded) -> list[Row]:
    """The columns of a case's allegations. Findings are the source's own codes, so that figures equal the source's."""
    return [
        {
            "complaint": complaint,
            "case": recorded.data["case"],
            "number": allegation["number"],
            "clause": allegation["clause"],
            "recommended": allegation["recommended"],
            "finding": allegation["finding"],
        }
        for allegation in recorded.data["allegations"]
    ]


def steps(state: ImportedState, recorded: Recorded) -> list[Step]:
    """The counted steps of the entry with which `state` ends.

    `before/received/<category>`; `before/override/<up, down or same>` where rungs can be compared; and with the entry
    that completes a complaint which is over, `before/closed/<outcome>` on its closing date (which may lie before the
    receipt), or `before/ended/<outcome>` where that date is not known, on the day by which it was over.
    """
    data, ref = recorded.data, str(recorded.data.get("complaint", ""))
    counted: list[Step] = []
    if recorded.act == "imported-complaint":
        counted.append(Step(recorded.index, recorded.on, ref, None, f"before/received/{data['category']}"))
    elif data["distance"] is not None:
        code = f"before/override/{data['direction'] or 'same'}"
        counted.append(Step(recorded.index, recorded.on, ref, data["case"], code))
    if state.closed_on is not None:
        counted.append(Step(recorded.index, state.closed_on, ref, None, f"before/closed/{state.outcome}"))
    elif state.ended_on is not None:
        counted.append(Step(recorded.index, state.ended_on, ref, None, f"before/ended/{state.outcome}"))
    return counted


def all_steps(state: ImportedState) -> list[Step]:
    """The counted steps of a whole history."""
    growing = ImportedState(state.complaint)
    found = steps(growing, state.complaint)
    for case in state.cases:
        growing = add_case(growing, case)
        found += steps(growing, case)
    return found


def _case_outcome(data: Mapping[str, Any]) -> str | None:
    findings = {allegation["finding_as"] for allegation in data["allegations"]} - {None}
    if not findings:
        return None
    if not findings & BREACH_FINDINGS:
        return CaseOutcome.NO_BREACH.value
    if data["final"] is None:
        return None
    return (CaseOutcome.BREACH_SANCTION if data["final"] > 0 else CaseOutcome.BREACH_NO_SANCTION).value
