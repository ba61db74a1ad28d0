"""Samples that overseers drew, drawn again: the list from the facts as they stood, and the lot from list and value (ADR 0028).

An act that was changed is named where its fingerprint is looked at. What is looked for here is an act that never was as it says:
written behind the office's back, with a list that leaves something out, or with other complaints than the value draws.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from evenhand.clerk.doctor.finding import Trouble
from evenhand.process.facts import Recorded
from evenhand.process.fold import FoldError, fold
from evenhand.process.sampling import Frame, drawn_from, frame_hash, frame_of, frame_text, is_in
from evenhand.process.state import ComplaintState

TABLE = "sample"
NUMBER = "It is sample {count} of those that were drawn, and calls itself another."
SIZE = (
    "Its list is said to be of a register with {size} entries, and it was written after {entry}: it was not fixed as the register "
    "stood."
)
HASH = "The hash of its list is not that of the frame and the list beside it. One of them is not what was drawn from."
VALUE = "Its value drew sample {before} before, so it was known while this list was chosen."
CHOSEN = "Drawn again from its list and its value it holds other complaints: {again}, and not {chosen}."
LEFT_OUT = "Its list leaves out what was in its frame as the register stood: {which}."
PUT_IN = "Its list holds what was not in its frame as the register stood: {which}."
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A sample of which every part could be read."""

    act: Recorded
    frame: Frame
    listed: frozenset[int]


@dataclass(slots=True)
class Draws:
    """Every sample in the order in which they were drawn, and of each the complaints of its frame, as these are folded."""

    origin: str | None = None
    samples: list[_Drawn] = field(default_factory=list)
    found: dict[int, set[int]] = field(default_factory=dict)
    """By the entry of a sample, the complaints of its frame."""
    unknown: set[int] = field(default_factory=set)
    """Complaints of which nobody can tell, because an act of theirs cannot be believed."""
    _number: int = 0
    _values: dict[str, int] = field(default_factory=dict)

    def hear(self, recorded: Recorded, damaged: Collection[int] = ()) -> Iterator[Trouble]:
        """Take in one draw, and name what does not follow from the rest of it.

        `damaged` are acts that are not believed, of which some may have been draws. Raises one of `read.FAULTS` for a draw that
        none of ours wrote; then nothing is taken in, so it stops nothing else from being named.
        """
        data = recorded.data
        drawn = _Drawn(recorded, frame_of(data), frozenset(map(int, data["listed"])))
        text = frame_text(self.origin or "", drawn.frame, data["size"], data["listed"])
        again = drawn_from(data["frame_hash"], data["value"], data["listed"], data["wanted"])
        number, size, chosen, value = int(data["sample"]), int(data["size"]), list(data["chosen"]), str(data["value"])
        count, unsure = self._number + 1, any(self._last < entry < recorded.index for entry in damaged)
        self.samples.append(drawn)
        self.found[recorded.index] = set()
        self._number = max(number, count) if unsure else count
        if number != self._number:
            yield self._trouble(recorded, "sample", NUMBER.format(count=count))
        if size != recorded.index:
            yield self._trouble(recorded, "size", SIZE.format(size=size, entry=recorded.index))
        if self.origin is not None and frame_hash(text) != data["frame_hash"]:
            yield self._trouble(recorded, "frame_hash", HASH)
        if again != chosen:
            yield self._trouble(recorded, "chosen", CHOSEN.format(again=_named(again), chosen=_named(chosen)))
        before = self._values.setdefault(value, count)
        if before != count:
            yield self._trouble(recorded, "value", VALUE.format(before=before))

    def fold(self, facts: Sequence[Recorded]) -> ComplaintState:
        """The state after all facts of a complaint, noting on the way of which frames it was. Raises FoldError."""
        state: ComplaintState | None = None
        followed, waiting = False, list(reversed(self.samples))
        for recorded in facts:
            while waiting and waiting[-1].act.index <= recorded.index:
                self._note(waiting.pop(), state, followed=followed)
            state = fold(state, recorded)
            followed = followed or recorded.act == "lead-closed"
        for sample in waiting:
            self._note(sample, state, followed=followed)
        if state is None:
            raise FoldError("There is no complaint in an empty history.")
        return state

    def rest(self) -> Iterator[Trouble]:
        """Lists that are not what was in their frame, once every complaint was folded."""
        for drawn in self.samples:
            found = self.found[drawn.act.index]
            for sentence, which in ((LEFT_OUT, found - drawn.listed), (PUT_IN, drawn.listed - found)):
                if which - self.unknown:
                    which_ones = _named(sorted(which - self.unknown))
                    yield self._trouble(drawn.act, "listed", sentence.format(which=which_ones))

    @property
    def _last(self) -> int:
        return self.samples[-1].act.index if self.samples else -1

    def _note(self, drawn: _Drawn, state: ComplaintState | None, *, followed: bool) -> None:
        if state is not None and is_in(drawn.frame, state, followed=followed):
            self.found[drawn.act.index].add(state.index)

    @staticmethod
    def _trouble(sample: Recorded, column: str, sentence: str) -> Trouble:
        return Trouble(TABLE, str(sample.data["sample"]), column, sentence, sample.index)


def _named(complaints: Collection[int]) -> str:
    """Some of them, by their indexes."""
    first = ", ".join(map(str, list(complaints)[:_NAMED])) or "none"
    return first if len(complaints) <= _NAMED else f"{first} and {len(complaints) - _NAMED} more"
