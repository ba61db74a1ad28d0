"""What the lives of complaints are made of: turns that somebody takes after some days, and what all lives share."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date

from evenhand.demo.cast import in_role
from evenhand.demo.chance import Chance
from evenhand.demo.plan import Plan
from evenhand.demo.stories import Pen, Respondent
from evenhand.process.codes import INSIDE_ROLES, Role
from evenhand.process.commands import Command
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import CaseState, ComplaintState

type Ask = Command | Callable[[date], Command]
"""A command, or how to make it on the day it is given: a notice names a date to reply by that depends on it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until the next turn. 0 is later on the same day. Staff count working days, and take turns in office hours."""

    days: int
    working: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that somebody adds."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """After the wait, the first of `who` who may ask for the first of `asks` that is allowed. Without any, time only passes."""

    wait: Wait
    who: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Another life on the same complaint, which goes on beside this one."""

    life: "Life"


type Life = Generator[Turn | Beside, ComplaintState, None]
"""Gives turns and is told how the complaint stands after each."""
type Step = Generator[Turn | Beside, ComplaintState, ComplaintState]
"""A part of a life, which ends with how the complaint stands."""


@dataclass(slots=True)
class Commons:
    """What lives know of each other: complaints by the number of their plan, and by respondent; and which are linked."""

    index: dict[int, int] = field(default_factory=dict)
    about: dict[str, list[int]] = field(default_factory=dict)
    linked: set[int] = field(default_factory=set)


PACE: dict[str, tuple[int, int, int, int, int]] = {
    "acknowledge": (0, 2, 10, 3, 5),
    "assess": (2, 7, 12, 10, 18),
    "open": (1, 4, 10, 6, 10),
    "assign": (0, 2, 7, 6, 9),
    "start": (0, 2, 5, 4, 6),
    "evidence": (0, 2, 6, 4, 8),
    "notice": (0, 2, 8, 6, 12),
    "record-reply": (0, 1, 0, 0, 0),
    "recommend": (6, 19, 18, 21, 42),
    "decide": (2, 9, 12, 11, 19),
    "review": (2, 9, 15, 11, 14),
    "tell": (0, 0, 14, 1, 3),
    "close": (1, 4, 8, 6, 9),
    "answer": (0, 4, 12, 6, 9),
}
"""Working days that a step takes: from, to; how often in a hundred it takes longer; and then from, to."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One complaint while it is played. `last` is the last day of the demonstration; `refs` are staff by sign-in name."""

    plan: Plan
    chance: Chance
    pen: Pen
    rulebook: Rulebook
    commons: Commons
    refs: dict[str, str]
    last: date

    def pace(self, step: str) -> Wait:
        """How long that step takes now."""
        low, high, percent, late_low, late_high = PACE[step]
        if self.plan.brisk:
            return Wait(max(low, min(1, high)))
        if self.chance.happens(percent):
            return Wait(self.chance.between(late_low, late_high))
        return Wait(self.chance.between(low, high))

    def staff(self, role: Role) -> tuple[str, ...]:
        """Everyone in that role, in an order that is this complaint's own and always the same; of one set apart, from outside."""
        held = Role.OUTSIDE_HANDLER if self.plan.apart and role in INSIDE_ROLES else role
        order = self.chance.part("order", role).shuffled([member.login for member in in_role(held)])
        return tuple(self.refs[login] for login in order)

    def write(self, *path: str, **more: str) -> str:
        """A text of that kind."""
        return self.pen.write(*path, **more)

    def respondent(self, number: int) -> Respondent:
        """Who answers in the case of that number."""
        return self.plan.respondents[number - 1]

    def case(self, state: ComplaintState, number: int) -> CaseState:
        """The case of that number, which its own life has seen opened."""
        return next(case for case in state.cases if case.number == number)
