"""Projections of imported complaints: their own fold, the same tables (DESIGN 5.11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.process import imported_fold, projection
from evenhand.process.facts import Recorded
from evenhand.process.imported_fold import ImportedState
from evenhand.records.models import Allegation, Case, Complaint, Step
from evenhand.records.project import KEYS
from evenhand.records.sql import insert_rows, update

_MOVES = ("stage", "outcome", "closed_on", "last_index", "index")
"""The columns of a complaint that its cases change, and its key."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry just written, and the complaint's reference and state after it."""

    recorded: Recorded
    ref: str
    state: ImportedState


def project_imports(changes: Sequence[Change]) -> None:
    """Bring the rows of these complaints up to date and add the counted steps."""
    latest = {change.state.complaint.index: change for change in changes}
    new = {change.recorded.index for change in changes if change.recorded.act == "imported-complaint"}
    cases = [
        (change.state.complaint.index, change.recorded) for change in changes if change.recorded.index not in new
    ]
    insert_rows(Complaint, [_complaint(latest[index].ref, latest[index].state) for index in sorted(new)])
    update(Complaint, _MOVES, [_moves(latest[index].state) for index in sorted(latest.keys() - new)])
    insert_rows(Case, [imported_fold.case_row(complaint, case) for complaint, case in cases])
    rows = [row for complaint, case in cases for row in imported_fold.allegation_rows(complaint, case)]
    insert_rows(Allegation, rows)
    steps = [
        row
        for change in changes
        for row in _steps(change.state.complaint.index, imported_fold.steps(change.state, change.recorded))
    ]
    insert_rows(Step, steps)


def expected_import(history: Sequence[Recorded]) -> tuple[dict[str, list[projection.Row]], list[projection.Row]]:
    """Every row and step that the facts of one imported complaint fold to: what `doctor` compares."""
    state = imported_fold.fold_imported(history)
    rows: dict[str, list[projection.Row]] = {name: [] for name in KEYS}
    rows.update(imported_fold.rows(state))
    rows["complaint"] = [_complaint(str(history[0].data["complaint"]), state)]
    return rows, _steps(state.complaint.index, imported_fold.all_steps(state))


def _complaint(ref: str, state: ImportedState) -> projection.Row:
    return {**imported_fold.complaint_row(state), "ref": ref}


def _moves(state: ImportedState) -> tuple[Any, ...]:
    row = imported_fold.complaint_moves(state)
    return tuple(row[column] for column in _MOVES)


def _steps(complaint: int, steps: Iterable[projection.Step]) -> list[projection.Row]:
    """Steps as rows. `place` numbers the steps of one entry."""
    rows: list[projection.Row] = []
    for step in steps:
        place = sum(row["index"] == step.index for row in rows[-2:])
        rows.append(
            {
                "index": step.index,
                "place": place,
                "on": step.on,
                "complaint": complaint,
                "case": step.case,
                "code": step.code,
            }
        )
    return rows
