"""The rows that figures are made from, as at a date and as known at a point of the register (A3, DESIGN 5.2).

As known at index `edge`: only what entries 0..edge-1 say. As at a date: only what had happened by then. Complaints that are
wholly past come from the projections; those still moving at that date or edge are folded again from their facts, cut there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile
from operator import itemgetter

from django.db.models import Q

from evenhand.figures.model import AllegationCount, ComplaintSpan, OverrideRow
from evenhand.process.facts import Recorded
from evenhand.process.fold import fold_all
from evenhand.process.state import CaseState, ComplaintState
from evenhand.records.load import as_recorded
from evenhand.records.models import Allegation, Case, Complaint, Entry, Record, Step
from evenhand.records.queries.register import size

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class FigureRows:
    """Everything `figures.summary.summarise` asks for."""

    spans: list[ComplaintSpan]
    allegations: list[AllegationCount]
    overrides: list[OverrideRow]


def edge_known_on(day: date) -> int:
    """The first index that was not yet known at the end of a UTC day."""
    after = Entry.objects.filter(day__gt=day.isoformat()).order_by("index").values_list("index", flat=True).first()
    return size() if after is None else int(after)


def figure_rows(as_at: date, edge: int) -> FigureRows:
    """The rows as at a date, as known at an index."""
    moving = _moving(as_at, edge)
    past = [state for state in _folded(moving, as_at, edge) if state is not None]
    return FigureRows(
        spans=list(_spans(as_at, edge)),
        allegations=[*_settled_allegations(as_at, edge, moving), *_allegations_of(past)],
        overrides=[*_settled_overrides(as_at, edge, moving), *_overrides_of(past)],
    )


def _spans(as_at: date, edge: int) -> Iterator[ComplaintSpan]:
    """One row per complaint, from the steps that open and close it."""
    steps = (
        Step.objects.filter(index__lt=edge, on__lte=as_at, case=None)
        .order_by("complaint", "index", "place")
        .values_list("complaint", "on", "code")
        .iterator(chunk_size=_CHUNK)
    )
    for complaint, group in groupby(steps, key=itemgetter(0)):
        span = _span(complaint, group)
        if span is not None:
            yield span


def _span(complaint: int, steps: Iterable[tuple[int, date, str]]) -> ComplaintSpan | None:
    received = closed = outcome = None
    category, imported = "", False
    for _, on, code in steps:
        what = code.split("/")
        if what[0] == "before":
            imported = True
            what = what[1:]
        if what[0] == "received":
            received, category = on, what[1]
        elif what[0] == "closed":
            closed, outcome = on, what[1]
        elif what[0] == "reopened":
            closed = outcome = None
    return None if received is None else ComplaintSpan(complaint, received, closed, category, outcome, imported)


def _moving(as_at: date, edge: int) -> set[int]:
    """Live complaints about which something was recorded at or after `edge`, or which were not closed by the date."""
    later = Q(last_index__gte=edge) | Q(closed_on=None) | Q(closed_on__gt=as_at) | Q(reopened__gt=0)
    return set(Complaint.objects.filter(later, imported=False).values_list("index", flat=True))


def _folded(complaints: set[int], as_at: date, edge: int) -> Iterator[ComplaintState | None]:
    """Those complaints folded from what was known and had happened. An act dated later ends the history."""
    rows = (
        Record.objects.filter(complaint__in=complaints, entry_id__lt=edge)
        .order_by("complaint", "entry_id")
        .values_list("complaint", "entry_id", "facts", "entry__record")
    )
    for _, group in groupby(rows.iterator(chunk_size=_CHUNK), key=itemgetter(0)):
        facts = as_recorded((index, facts, record) for _, index, facts, record in group)
        known: list[Recorded] = list(takewhile(lambda one: one.on <= as_at, facts))
        yield fold_all(known) if known else None


def _settled_allegations(as_at: date, edge: int, moving: set[int]) -> Iterator[AllegationCount]:
    rows = (
        Allegation.objects.filter(complaint__last_index__lt=edge, complaint__received_on__lte=as_at)
        .order_by("complaint_id", "case", "number")
        .values_list("complaint_id", "finding", "clause")
    )
    for row in rows.iterator(chunk_size=_CHUNK):
        if row[0] not in moving:
            yield AllegationCount._make(row)


def _allegations_of(states: Iterable[ComplaintState]) -> Iterator[AllegationCount]:
    for state in states:
        for case in state.cases:
            for allegation in case.allegations:
                finding = str(allegation.finding) if _effective(case) and allegation.finding else None
                yield AllegationCount(state.index, finding, allegation.clause)


def _settled_overrides(as_at: date, edge: int, moving: set[int]) -> Iterator[OverrideRow]:
    rows = (
        Case.objects.filter(complaint__last_index__lt=edge, complaint__received_on__lte=as_at)
        .order_by("complaint_id", "number")
        .values_list("complaint_id", "recommended_sanction", "sanction", "decided_on", "complaint__received_on")
    )
    for complaint, recommended, final, decided, received in rows.iterator(chunk_size=_CHUNK):
        if complaint not in moving:
            yield OverrideRow(recommended, final, decided or received, None)


def _overrides_of(states: Iterable[ComplaintState]) -> Iterator[OverrideRow]:
    for state in states:
        for case in state.cases:
            if case.decided_on is not None:
                final = case.sanction if _effective(case) else None
                yield OverrideRow(case.recommended_sanction, final, case.decided_on, None)


def _effective(case: CaseState) -> bool:
    """A decision counts once it has effect: not while an override is held (invariant 8)."""
    return case.outcome is not None
