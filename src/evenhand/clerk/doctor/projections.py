"""Projections against the facts, folded again."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.rows import compare
from evenhand.process.facts import Recorded
from evenhand.process.fold import fold_all
from evenhand.records.load import as_recorded, rulebook
from evenhand.records.models import Allegation, Barred, Case, Complaint, Hand, Link, Record, Step
from evenhand.records.project import KEYS, projected_rows, projected_steps
from evenhand.records.project_import import expected_import

_CHUNK = 2000
_MODELS: dict[str, type[models.Model]] = {
    "case": Case,
    "allegation": Allegation,
    "hand": Hand,
    "barred": Barred,
    "link": Link,
}


def check_projections() -> Iterator[Trouble]:
    """Every projected row and column that differs from what the facts fold to."""
    seen: list[int] = []
    rows = (
        Record.objects.exclude(complaint=None)
        .order_by("complaint", "entry_id")
        .values_list("complaint", "entry_id", "facts", "entry__record")
    )
    for complaint, group in groupby(rows.iterator(_CHUNK), key=itemgetter(0)):
        facts = list(as_recorded((index, facts, record) for _, index, facts, record in group))
        seen.append(complaint)
        yield from _check_one(complaint, facts)
    yield from _unaccounted(set(seen))


def _check_one(complaint: int, facts: Sequence[Recorded]) -> Iterator[Trouble]:
    expected, steps = expected_rows(facts)
    found = Complaint.objects.filter(index=complaint).values()
    yield from compare("complaint", KEYS["complaint"][1], expected["complaint"], found)
    for table, model in _MODELS.items():
        manager: models.Manager[Any] = model._default_manager
        there = [_plain(row) for row in manager.filter(complaint=complaint).values()]
        yield from compare(table, KEYS[table][1], expected[table], there)
    yield from compare("step", ("index", "place"), steps, Step.objects.filter(complaint=complaint).values())


def expected_rows(facts: Sequence[Recorded]) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """The rows and the steps that the facts of one complaint fold to."""
    if facts[0].act == "imported-complaint":
        return expected_import(facts)
    state = fold_all(facts)
    rows = projected_rows(str(facts[0].data["complaint"]), state, rulebook(state.rulebook))
    return rows, projected_steps(facts, state.index)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"complaint" if name == "complaint_id" else name: value for name, value in row.items()}


def _unaccounted(seen: set[int]) -> Iterator[Trouble]:
    """Rows of complaints of which no fact speaks."""
    for index in Complaint.objects.values_list("index", flat=True).iterator(_CHUNK):
        if index not in seen:
            yield Trouble("complaint", str(index), "", "This row was added: no act accounts for it.")
    for index, complaint in Step.objects.values_list("index", "complaint").iterator(_CHUNK):
        if complaint not in seen:
            yield Trouble("step", str(index), "", "This row was added: no act accounts for it.")
