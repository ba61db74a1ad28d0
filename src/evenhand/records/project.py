"""Projections: rows written from the folded state, inside the transaction that appends (DESIGN section 4)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from evenhand.process import projection
from evenhand.process.facts import Recorded
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import ComplaintState
from evenhand.records.models import Allegation, Barred, Case, Complaint, Hand, Link, Opening, Step
from evenhand.records.sql import insert_rows

type Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def project_complaint(
    ref: str, before: ComplaintState | None, after: ComplaintState, rulebook: Rulebook, news: Iterable[Recorded]
) -> None:
    """Write the rows of one complaint that `news` changed from `before` to `after`, and the steps that they count."""
    new = projected_rows(ref, after, rulebook)
    if before is None:
        for name, (model, _) in KEYS.items():
            insert_rows(model, new[name])
    else:
        old = projected_rows(ref, before, rulebook)
        write_rows({name: [row for row in rows if row not in old[name]] for name, rows in new.items()})
    insert_rows(Step, projected_steps(news, after.index))


def projected_rows(ref: str, state: ComplaintState, rulebook: Rulebook) -> dict[str, list[dict[str, Any]]]:
    """Every projected row of a complaint but its steps, by table: what `doctor` compares."""
    rows = {name: [dict(row) for row in found] for name, found in projection.rows(state, rulebook).items()}
    rows["complaint"][0]["ref"] = ref
    rows["hand"] = [
        {"complaint": state.index, "person": person, "duty": str(duty)}
        for person, duties in sorted(state.hands.items())
        for duty in sorted(duties)
    ]
    rows["barred"] = [{"complaint": state.index, "person": person} for person in sorted(state.shut_out())]
    rows["link"] = [
        {"complaint": state.index, "other": other, "type": str(kind)} for other, kind in sorted(state.links.items())
    ]
    return rows


def projected_steps(news: Iterable[Recorded], complaint: int) -> list[dict[str, Any]]:
    """The steps that facts are counted as. `place` numbers the steps of one entry."""
    found = []
    for recorded in news:
        for place, step in enumerate(projection.steps(recorded)):
            found.append(
                {
                    "index": recorded.index,
                    "place": place,
                    "on": step.on,
                    "complaint": complaint,
                    "case": step.case,
                    "code": step.code,
                }
            )
    return found


KEYS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "complaint": (Complaint, ("index",)),
    "case": (Case, ("complaint", "number")),
    "allegation": (Allegation, ("complaint", "case", "number")),
    "hand": (Hand, ("complaint", "person", "duty")),
    "barred": (Barred, ("complaint", "person")),
    "link": (Link, ("complaint", "other")),
    "opening": (Opening, ("complaint", "person")),
}
"""Each projected table and what identifies a row of it. The order is that of their foreign keys."""


def write_rows(rows: Rows) -> None:
    """Insert or update rows by their keys. Projected rows are never deleted: nothing that happened is unmade."""
    for name, (model, keys) in KEYS.items():
        if not rows.get(name):
            continue
        objects = [model(**_columns(row)) for row in rows[name]]
        values = sorted(set(rows[name][0]) - set(keys))
        if values:
            model._default_manager.bulk_create(
                objects, update_conflicts=True, unique_fields=list(keys), update_fields=values
            )
        else:
            model._default_manager.bulk_create(objects, ignore_conflicts=True)


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{key}_id" if key == "complaint" else key: value for key, value in row.items()}
