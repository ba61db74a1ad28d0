"""The rows that figures are made from, as at a date and as known at a point of the register (A3, DESIGN 5.2).

As known at index `edge`: only what entries 0..edge-1 say. As at a date: only what had happened by then. Complaints about
which nothing lies beyond date and edge come from the projections, which is all of them for the figures of today; the
others are read again from their facts, cut there.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import batched, groupby
from operator import itemgetter

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast

from evenhand.figures.model import AllegationCount, ComplaintSpan, Move, Moved, OverrideRow
from evenhand.figures.summary import RecordedLater
from evenhand.office.figure_history import ACTS_READ, IMPORTED_ACTS, read_history, read_imported
from evenhand.process.codes import CaseStage
from evenhand.process.facts import Recorded
from evenhand.process.projection import OPENED
from evenhand.records.load import as_recorded
from evenhand.records.models import Allegation, Case, Complaint, Record, Step

BEFORE = "before/"
ENDED = "before/ended/"
"""How older records are counted; the second where they do not say since when it is over (`process.imported_fold.steps`)."""
_KINDS: Mapping[str, Moved] = {"received": "received", "closed": "closed", "ended": "closed", "reopened": "reopened"}
_CHUNK = 5000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the register is cut. `today` is the organisation's day: nothing can have happened after it.

    `touched_since`: only the complaints about which something was recorded at this index or after it.
    """

    as_at: date
    edge: int
    today: date
    touched_since: int = 0

    def of(self, name: str) -> Q:
        """The rows of the complaints that are asked for, where `name` is the column with a complaint's index."""
        if not self.touched_since:
            return Q()
        touched = Record.objects.filter(entry_id__gte=self.touched_since).exclude(complaint=None)
        return Q(**{f"{name}__in": touched.values("complaint")})

    @property
    def beyond(self) -> Q:
        """Complaints known by then about which something that figures count may lie beyond the date or the edge."""
        later = Q(last_index__gte=self.edge)
        if self.as_at < self.today:
            later |= Q(imported=False) & (Q(closed_on=None) | Q(closed_on__gt=self.as_at))
        return Q(index__lt=self.edge, received_on__lte=self.as_at) & later & self.of("index")


@dataclass(frozen=True, slots=True)
class FigureRows:
    """Everything `figures.cells.count` asks for."""

    spans: list[ComplaintSpan]
    moves: list[Move]
    allegations: list[AllegationCount]
    overrides: list[OverrideRow]


def figure_rows(cut: Cut) -> FigureRows:
    """The rows as at a date, as known at an index."""
    beyond = dict(Complaint.objects.filter(cut.beyond).values_list("index", "imported"))
    spans, moves = _spans_and_moves(cut)
    found = FigureRows(
        spans=spans,
        moves=moves,
        allegations=list(_settled_allegations(cut, beyond.keys())),
        overrides=list(_settled_overrides(cut, beyond.keys())),
    )
    for complaint, history in _histories(cut.edge, sorted(beyond), ACTS_READ | IMPORTED_ACTS):
        read = read_imported if beyond[complaint] else read_history
        allegations, overrides = read(complaint, history, cut.as_at)
        found.allegations.extend(allegations)
        found.overrides.extend(overrides)
    return found


def recorded_later(cut: Cut) -> RecordedLater:
    """What had happened by the date and was recorded at the edge or after it."""
    steps = Step.objects.filter(index__gte=cut.edge, on__lte=cut.as_at, case=None).exclude(code=OPENED)
    found: Counter[str] = Counter()
    for code, n in steps.values_list("code").annotate(n=Count("index")):
        found[_kind(code)] += n
    return RecordedLater(found["received"], found["closed"], found["reopened"])


def _spans_and_moves(cut: Cut) -> tuple[list[ComplaintSpan], list[Move]]:
    """One span per complaint, and the steps that open and close it. Days travel as text: Django is slow at dates."""
    steps = (
        Step.objects.filter(cut.of("complaint"), index__lt=cut.edge, on__lte=cut.as_at, case=None)
        .exclude(code=OPENED)
        .annotate(day=Cast("on", CharField()))
        .order_by("complaint", "index", "place")
        .values_list("complaint", "day", "code")
        .iterator(chunk_size=_CHUNK)
    )
    spans: list[ComplaintSpan] = []
    moves: list[Move] = []
    for complaint, group in groupby(steps, key=itemgetter(0)):
        span, taken = _life(complaint, group)
        if span is not None:
            spans.append(span)
            moves += taken
    return spans, moves


def _life(complaint: int, steps: Iterable[tuple[int, str, str]]) -> tuple[ComplaintSpan | None, list[Move]]:
    """From when to when a complaint lasted, or None if its receipt is not among the steps; and each of them."""
    received = closed = outcome = None
    category, imported, dated = "", False, True
    moves: list[Move] = []
    for _, day, code in steps:
        (what, last, imported, known), on = _read_code(code), _read_day(day)
        moves.append(Move(complaint, on, what))
        if what == "received":
            received, category = on, last
        elif what == "closed":
            closed, outcome, dated = on, last, known
        else:
            closed = outcome = None
    if received is None:
        return None, moves
    return ComplaintSpan(complaint, received, closed, category, outcome, imported, dated), moves


@lru_cache(maxsize=1024)
def _read_code(code: str) -> tuple[Moved, str, bool, bool]:
    """What a step of a complaint as a whole did, the last word of its code, whether it was imported, whether its day is known."""
    return _kind(code), code.rpartition("/")[2], code.startswith(BEFORE), not code.startswith(ENDED)


_read_day = lru_cache(maxsize=100_000)(date.fromisoformat)
"""There are few days, and each has many steps."""


def _kind(code: str) -> Moved:
    return _KINDS[code.removeprefix(BEFORE).partition("/")[0]]


def _settled_allegations(cut: Cut, beyond: Iterable[int]) -> Iterator[AllegationCount]:
    aside, unfinished = set(beyond), _unfinished(cut)
    found = (
        Allegation.objects.filter(
            cut.of("complaint_id"), complaint__index__lt=cut.edge, complaint__received_on__lte=cut.as_at
        )
        .values_list("complaint_id", "case", "finding", "clause")
        .iterator(chunk_size=_CHUNK)
    )
    for complaint, case, finding, clause in found:
        if complaint not in aside:
            yield AllegationCount(complaint, None if (complaint, case) in unfinished else finding, clause)


def _settled_overrides(cut: Cut, beyond: Iterable[int]) -> Iterator[OverrideRow]:
    """Decisions in effect, decisions held, and every case of older records, which do not say when it was decided."""
    aside, unfinished = set(beyond), _unfinished(cut)
    found = (
        Case.objects.filter(
            cut.of("complaint_id"), complaint__index__lt=cut.edge, complaint__received_on__lte=cut.as_at
        )
        .filter(Q(held=True) | Q(complaint__imported=True) | ~Q(decided_on=None))
        .values_list("complaint_id", "number", "recommended_sanction", "sanction", "decided_on", "held")
        .iterator(chunk_size=_CHUNK)
    )
    for complaint, number, recommended, final, decided, held in found:
        if complaint not in aside and (complaint, number) not in unfinished:
            yield OverrideRow(recommended, final, decided or cut.as_at, held)


def _unfinished(cut: Cut) -> set[tuple[int, int]]:
    """Cases of older records that were not over yet on the date, as (complaint, number): their findings came later."""
    if cut.as_at >= cut.today:
        return set()
    ended = Step.objects.filter(code__startswith=ENDED, on__gt=cut.as_at).values("complaint")
    undated = Q(closed_on=None, stage=CaseStage.CLOSED, complaint__in=ended)
    later = Case.objects.filter(Q(closed_on__gt=cut.as_at) | undated, complaint__imported=True)
    return set(later.values_list("complaint_id", "number"))


def _histories(
    edge: int, complaints: Sequence[int], acts: Collection[str]
) -> Iterator[tuple[int, Iterator[Recorded]]]:
    """What was recorded of some complaints before the edge, by complaint.

    The acts are hidden from SQLite's planner, which would rather read every act of these kinds than these complaints.
    """
    for some in batched(complaints, _AT_ONCE):
        found = (
            Record.objects.annotate(kind=Cast("act", CharField()))
            .filter(complaint__in=some, entry_id__lt=edge, kind__in=acts)
            .order_by("complaint", "entry_id")
            .values_list("complaint", "entry_id", "facts", "entry__record")
        )
        for complaint, group in groupby(found, key=itemgetter(0)):
            yield complaint, as_recorded((index, facts, record) for _, index, facts, record in group)
