"""Samples that an overseer draws: from which complaints, by a random value of their own, in a way that anybody can repeat (K4).

    frame text = "evenhand.frame/v1" LF origin LF frame in words of this module LF size of the register LF
                 then the index of each complaint in ascending order, each followed by LF
    key of a complaint = SHA-256("evenhand.sample/v1" LF hex SHA-256 of the frame text LF value LF index LF)

The sample are the complaints with the smallest keys, in the order of their keys. All of it is plain text, so that `sha256sum` and
`sort` draw again (docs/overseer.md). Who holds the value before the frame is fixed gains nothing but this: they can try values in
private and log the one that pleases them. That is why the value is to come from something that others can see.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evenhand.process.codes import CaseStage, ComplaintOutcome, ComplaintStage, Role
from evenhand.process.facts import Fact, Refusal
from evenhand.process.state import ComplaintState, Person
from evenhand.process.visibility import seeing_roles

DRAWN = "sample-drawn"
MOST_DRAWN = 200
"""Complaints in one sample (our default): nobody looks into more than that with care."""
MOST_LISTED = 50_000
"""Complaints in one frame (our default): the list stands in the act."""
LEAST_VALUE, MOST_VALUE = 16, 200
"""Signs of a random value. Sixteen of a die's six faces are as many ways as forty tosses of a coin."""
_VALUE = re.compile(rf"[!-~]{{{LEAST_VALUE},{MOST_VALUE}}}", re.ASCII)


class FrameKind(StrEnum):
    """From which complaints a sample is drawn. The list is closed, so that nobody writes a frame round a complaint."""

    CLOSED = "closed"
    OPEN = "open"
    DECLINED = "declined"
    DEPARTED = "departed"
    CATEGORY = "category"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame with what it asks for beside: the category's code, or the first and last day on which something was closed."""

    kind: FrameKind
    category: str | None = None
    closed_from: date | None = None
    closed_to: date | None = None

    def spelt(self) -> str:
        """As the frame's text and its file name it."""
        return " ".join((self.kind.value, *(str(part) for part in self._own() if part is not None)))

    def as_facts(self) -> dict[str, str]:
        """As the act holds it."""
        names = ("category", "closed_from", "closed_to")
        asked = {name: str(part) for name, part in zip(names, self._own(), strict=True) if part is not None}
        return {"frame": self.kind.value, **asked}

    def _own(self) -> tuple[str | date | None, ...]:
        return self.category, self.closed_from, self.closed_to


@dataclass(frozen=True, slots=True)
class Register:
    """What a draw looks at: whose register, how many entries it has, the complaints of the frame, the values used before, and
    how many samples there are."""

    origin: str
    size: int
    listed: Sequence[int]
    used: Collection[str]
    samples: int


def frame_of(data: Mapping[str, Any]) -> Frame:
    """The frame that an act holds."""
    days = (date.fromisoformat(data[name]) if data.get(name) else None for name in ("closed_from", "closed_to"))
    return Frame(FrameKind(data["frame"]), data.get("category"), *days)


def frame_text(origin: str, frame: Frame, size: int, listed: Sequence[int]) -> str:
    """What is hashed before anything is drawn: the frame and its complaints, as the register stood with so many entries."""
    return "".join(f"{line}\n" for line in ("evenhand.frame/v1", origin, frame.spelt(), size, *sorted(listed)))


def frame_hash(text: str) -> str:
    """SHA-256 (hex) of a frame's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(frame: str, value: str, index: int) -> str:
    """The key (hex) by which a complaint is drawn or not; `frame` is the hash of the frame's text."""
    return hashlib.sha256(f"evenhand.sample/v1\n{frame}\n{value}\n{index}\n".encode()).hexdigest()


def drawn_from(frame: str, value: str, listed: Sequence[int], wanted: int) -> list[int]:
    """The complaints drawn, in the order in which they were."""
    return sorted(listed, key=lambda index: key_of(frame, value, index))[:wanted]


def is_in(frame: Frame, state: ComplaintState, *, followed: bool) -> bool:
    """Whether a complaint in this state is one of the frame; `followed`: it was ever told that what it follows is closed.

    `records.queries.samples` asks the same of many at once.
    """
    match frame.kind:
        case FrameKind.CLOSED:
            first, last, closed = frame.closed_from, frame.closed_to, state.closed_on
            return first is not None and last is not None and closed is not None and first <= closed <= last
        case FrameKind.OPEN:
            return state.stage is not ComplaintStage.CLOSED
        case FrameKind.DECLINED:
            declined = state.stage is ComplaintStage.DECLINED and not followed
            return declined or state.outcome is ComplaintOutcome.OUT_OF_SCOPE
        case FrameKind.DEPARTED:
            return any(case.stage is CaseStage.HELD or case.override is not None for case in state.cases)
        case FrameKind.CATEGORY:
            return state.category == frame.category
        case FrameKind.APART:
            return state.apart


def frame_fault(frame: Frame, today: date) -> Refusal | None:
    """Why nothing can be drawn from a frame that is asked for so."""
    if frame.kind is FrameKind.CATEGORY and not frame.category:
        return Refusal("category", "Choose the category from which the sample is to be drawn.", "category")
    if frame.kind is not FrameKind.CLOSED:
        return None
    if frame.closed_from is None or frame.closed_to is None:
        missing = "closed_from" if frame.closed_from is None else "closed_to"
        return Refusal("period", "Give the first and the last day of the period in which they were closed.", missing)
    if not frame.closed_from <= frame.closed_to <= today:
        return Refusal(
            "period", "The period ends today or earlier, and not before it begins. Check the days.", "closed_to"
        )
    return None


def draw_sample(
    frame: Frame, wanted: int, value: str, by: str, people: Mapping[str, Person], register: Register, today: date
) -> Fact | Refusal:
    """The fact of a sample, or why none is drawn. Spaces in the value do not count: dice are noted down in many ways."""
    person, plain = people.get(by), "".join(value.split())
    if person is None or seeing_roles(person, today) != {Role.OVERSEER}:
        return Refusal("overseers-only", "Only an overseer draws a sample.")
    fault = frame_fault(frame, today) or _value_fault(plain, register.used) or _size_fault(wanted, register.listed)
    if fault is not None:
        return fault
    listed = sorted(register.listed)
    digest = frame_hash(frame_text(register.origin, frame, register.size, listed))
    return Fact(
        DRAWN,
        {
            "by": by,
            "sample": register.samples + 1,
            **frame.as_facts(),
            "size": register.size,
            "listed": listed,
            "frame_hash": digest,
            "value": plain,
            "wanted": wanted,
            "chosen": drawn_from(digest, plain, listed, wanted),
        },
    )


def _value_fault(value: str, used: Collection[str]) -> Refusal | None:
    if not _VALUE.fullmatch(value):
        return Refusal(
            "value",
            f"A random value has {LEAST_VALUE} to {MOST_VALUE} plain letters, digits and signs. Throw a die twenty times, toss a "
            "coin, or copy a value that a public source has announced.",
            "value",
        )
    if value in used:
        return Refusal(
            "value-used",
            "This value has drawn a sample before, so others knew it while this frame was chosen. Take another.",
            "value",
        )
    return None


def _size_fault(wanted: int, listed: Sequence[int]) -> Refusal | None:
    if not 1 <= wanted <= MOST_DRAWN:
        return Refusal("wanted", f"A sample has 1 to {MOST_DRAWN} complaints.", "wanted")
    if not listed:
        return Refusal(
            "empty-frame", "No complaint is like that at present, so there is nothing to draw from.", "frame"
        )
    if len(listed) > MOST_LISTED:
        return Refusal(
            "large-frame",
            f"That is more than {MOST_LISTED:,} complaints, more than one act lists. Choose a shorter period or one category.",
            "frame",
        )
    return None
