"""Samples that overseers drew, as the acts say; the complaints of a frame; and what became of those that were drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from evenhand.process.codes import ComplaintOutcome, ComplaintStage
from evenhand.process.facts import Recorded
from evenhand.process.sampling import DRAWN, Frame, FrameKind, drawn_from, frame_hash, frame_of, frame_text
from evenhand.process.state import Person
from evenhand.records.load import as_recorded
from evenhand.records.models import Record
from evenhand.records.queries.visibility import has_case, visible

LOOKED_INTO = ("oversight-opened", "oversight-found")
"""Acts on a complaint by which overseers look into it."""
_COLUMNS = ("entry_id", "facts", "entry__record")


@dataclass(frozen=True, slots=True)
class Sample:
    """One draw. `size`: how many entries the register had; `listed` are the complaints of the frame, `chosen` those drawn."""

    number: int
    entry: int
    on: date
    by: str
    frame: Frame
    size: int
    listed: tuple[int, ...]
    frame_hash: str
    value: str
    wanted: int
    chosen: tuple[int, ...]

    def text(self, origin: str) -> str:
        """What was hashed."""
        return frame_text(origin, self.frame, self.size, self.listed)

    def agrees(self, origin: str) -> bool:
        """Whether list, hash, value and sample fit each other: they do unless somebody wrote an act behind the office's back."""
        again = drawn_from(self.frame_hash, self.value, self.listed, self.wanted)
        return frame_hash(self.text(origin)) == self.frame_hash and tuple(again) == self.chosen


@dataclass(frozen=True, slots=True)
class Drawn:
    """One complaint of a sample, as it stands today. `acts` are those by which overseers have looked into it since."""

    index: int
    number: str
    stage: str
    category: str
    received_on: date
    closed_on: date | None
    acts: frozenset[str]


def samples(most: int | None = None) -> list[Sample]:
    """Every sample that was ever drawn, newest first, or as many."""
    rows = Record.objects.filter(act=DRAWN).order_by("-entry_id").values_list(*_COLUMNS)
    return [_sample(recorded) for recorded in as_recorded(rows[:most] if most else rows)]


def sample(number: int) -> Sample | None:
    """One sample."""
    return next((one for one in samples() if one.number == number), None)


def in_frame(person: Person, frame: Frame, today: date) -> list[int]:
    """The indexes of a frame's complaints that this overseer sees, which are all, in ascending order."""
    seen = visible(person, today).filter(_FRAMES[frame.kind](frame))
    return list(seen.order_by("index").values_list("index", flat=True))


def drawn(one: Sample, person: Person, today: date) -> list[Drawn]:
    """The complaints of a sample in the order in which they were drawn. Two queries."""
    seen = visible(person, today).filter(index__in=one.chosen)
    acts = _looked_into(one.chosen, one.entry)
    columns = ("index", "number", "stage", "category", "received_on", "closed_on")
    rows = {row["index"]: row for row in seen.values(*columns)}
    return [Drawn(**rows[index], acts=acts.get(index, frozenset())) for index in one.chosen if index in rows]


def looked_into(many: Iterable[Sample]) -> Mapping[int, int]:
    """By the number of a sample, how many of its complaints overseers have looked into since it was drawn."""
    return {one.number: len(_looked_into(one.chosen, one.entry)) for one in many}


def _looked_into(complaints: Sequence[int], since: int) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    rows = Record.objects.filter(complaint__in=complaints, act__in=LOOKED_INTO, entry_id__gt=since)
    for complaint, act in _pairs(rows):
        found[complaint] = found.get(complaint, frozenset()) | {act}
    return found


def _pairs(rows: QuerySet[Record]) -> Iterable[tuple[int, str]]:
    return ((int(complaint), act) for complaint, act in rows.values_list("complaint", "act") if complaint is not None)


def _closed(frame: Frame) -> Q:
    return Q(closed_on__gte=frame.closed_from, closed_on__lte=frame.closed_to)


def _declined(_frame: Frame) -> Q:
    """Not taken up at assessment, and not reopened since. What follows another complaint is none of these."""
    followed = Q(index__in=Record.objects.filter(act="lead-closed").values("complaint"))
    return Q(stage=ComplaintStage.DECLINED) & ~followed | Q(outcome=ComplaintOutcome.OUT_OF_SCOPE)


_FRAMES: Mapping[FrameKind, Callable[[Frame], Q]] = {
    FrameKind.CLOSED: _closed,
    FrameKind.OPEN: lambda _: ~Q(stage=ComplaintStage.CLOSED),
    FrameKind.DECLINED: _declined,
    FrameKind.DEPARTED: lambda _: has_case(held=True) | has_case(override_direction__isnull=False),
    FrameKind.CATEGORY: lambda frame: Q(category=frame.category),
    FrameKind.APART: lambda _: Q(apart=True),
}


def _sample(recorded: Recorded) -> Sample:
    data = recorded.data
    return Sample(
        number=data["sample"],
        entry=recorded.index,
        on=recorded.on,
        by=data["by"],
        frame=frame_of(data),
        size=data["size"],
        listed=tuple(data["listed"]),
        frame_hash=data["frame_hash"],
        value=data["value"],
        wanted=data["wanted"],
        chosen=tuple(data["chosen"]),
    )
