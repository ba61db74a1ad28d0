"""Samples that overseers drew, drawn again: the list from the facts as they stood, and the lot from list and value (ADR 0028).

An act that was changed is named where its fingerprint is looked at. What is looked for here is an act that never was as it says:
written behind the office's back, with a list that leaves something out, or with other complaints than the value draws.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from evenhand.clerk.doctor.finding import Trouble
from evenhand.process.facts import Recorded
from evenhand.process.fold import FoldError, fold
from evenhand.process.sampling import drawn_from, frame_hash, frame_of, frame_text, is_in
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


@dataclass(slots=True)
class Draws:
    """Every sample in the order in which they were drawn, and of each the complaints of its frame, as these are folded."""

    origin: str | None = None
    samples: list[Recorded] = field(default_factory=list)
    found: dict[int, set[int]] = field(default_factory=dict)
    """By the entry of a sample, the complaints of its frame."""
    unknown: set[int] = field(default_factory=set)
    """Complaints of which nobody can tell, because an act of theirs cannot be believed."""
    _values: dict[str, int] = field(default_factory=dict)

    def hear(self, recorded: Recorded) -> Iterator[Trouble]:
        """Take in one draw, and name what does not follow from the rest of it."""
        data, count = recorded.data, len(self.samples) + 1
        self.samples.append(recorded)
        self.found[recorded.index] = set()
        if data["sample"] != count:
            yield self._trouble(recorded, "sample", NUMBER.format(count=count))
        if data["size"] != recorded.index:
            yield self._trouble(recorded, "size", SIZE.format(size=data["size"], entry=recorded.index))
        text = frame_text(self.origin or "", frame_of(data), data["size"], data["listed"])
        if self.origin is not None and frame_hash(text) != data["frame_hash"]:
            yield self._trouble(recorded, "frame_hash", HASH)
        again = drawn_from(data["frame_hash"], data["value"], data["listed"], data["wanted"])
        if again != data["chosen"]:
            yield self._trouble(recorded, "chosen", CHOSEN.format(again=_named(again), chosen=_named(data["chosen"])))
        before = self._values.setdefault(data["value"], count)
        if before != count:
            yield self._trouble(recorded, "value", VALUE.format(before=before))

    def fold(self, facts: Sequence[Recorded]) -> ComplaintState:
        """The state after all facts of a complaint, noting on the way of which frames it was. Raises FoldError."""
        state: ComplaintState | None = None
        followed, waiting = False, list(reversed(self.samples))
        for recorded in facts:
            while waiting and waiting[-1].index <= recorded.index:
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
        for sample in self.samples:
            listed, found = set(sample.data["listed"]), self.found[sample.index]
            for sentence, which in ((LEFT_OUT, found - listed), (PUT_IN, listed - found)):
                if which - self.unknown:
                    which_ones = _named(sorted(which - self.unknown))
                    yield self._trouble(sample, "listed", sentence.format(which=which_ones))

    def _note(self, sample: Recorded, state: ComplaintState | None, *, followed: bool) -> None:
        if state is not None and is_in(frame_of(sample.data), state, followed=followed):
            self.found[sample.index].add(state.index)

    @staticmethod
    def _trouble(sample: Recorded, column: str, sentence: str) -> Trouble:
        return Trouble(TABLE, str(sample.data["sample"]), column, sentence, sample.index)


def _named(complaints: Collection[int]) -> str:
    """Some of them, by their indexes."""
    first = ", ".join(map(str, list(complaints)[:_NAMED])) or "none"
    return first if len(complaints) <= _NAMED else f"{first} and {len(complaints) - _NAMED} more"
