"""Plays every life in the order of its turns. Where a turn is taken is somebody else's business: see `stage`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import heappop, heappush
from typing import Protocol

from evenhand.demo.calendar import At, Calendar
from evenhand.demo.chance import Chance
from evenhand.demo.life import life
from evenhand.demo.plan import SEED, Plan
from evenhand.demo.scene import Ask, Beside, Commons, Life, Paper, Scene, Turn
from evenhand.demo.stories import Pen, day_words, place
from evenhand.process.commands import Command, Submit
from evenhand.process.facts import FileRef, Refusal
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import ComplaintState


class Stuck(Exception):
    """A turn that should have been possible was refused. The message is the sentence of the refusal, with who and what."""


class Stage(Protocol):
    """Where lives are played: the real office, or a pure one in tests. `refs` are staff references by sign-in name."""

    @property
    def refs(self) -> dict[str, str]:
        """Everybody on the staff."""
        ...

    def go_to(self, moment: datetime) -> None:
        """It is now that moment, or already a little later."""
        ...

    def begin_day(self, day: date) -> None:
        """What happens by itself at the beginning of a day."""
        ...

    def submit(self, who: str, command: Submit) -> ComplaintState | Refusal:
        """Make a complaint. Nonce and token are drawn afresh here."""
        ...

    def perform(self, who: str, index: int, command: Command) -> ComplaintState | Refusal:
        """Ask for something on a complaint."""
        ...

    def state(self, index: int) -> ComplaintState:
        """How a complaint stands."""
        ...

    def seal(self, paper: Paper) -> FileRef:
        """Take in a file."""
        ...


@dataclass(slots=True)
class _Strand:
    """One life on its way. `index` is its complaint's, once that is made."""

    life: Life
    chance: Chance
    plan: Plan
    index: int | None = None


@dataclass(slots=True)
class Player:
    """Plays plans on a stage until the calendar's last day is over. What would come later is left out."""

    stage: Stage
    calendar: Calendar
    rulebook: Rulebook
    say: Callable[[str], None]
    commons: Commons = field(default_factory=Commons)
    turns: int = 0
    _heap: list[tuple[At, int, _Strand, Turn]] = field(default_factory=list)
    _pushed: int = 0

    def play(self, plans: Iterable[Plan], first: date) -> None:
        """From the first day to the last. Raises Stuck."""
        plans = list(plans)
        self.commons.linked |= {plan.twin for plan in plans if plan.twin is not None}
        for plan in plans:
            strand = _Strand(life(self._scene(plan)), plan.chance("hours"), plan)
            self._begin(strand, At(self.calendar.day(plan.ago), plan.hour))
        for day in _days(first, self.calendar.last):
            self._day(day)

    def _scene(self, plan: Plan) -> Scene:
        chance = plan.chance("scene")
        incident = plan.incident
        slots = {
            "clauses": _clauses(incident.clauses) if incident else "",
            "day": day_words(self.calendar.day(plan.happened_ago)),
            "event": incident.event if incident else "",
            "matter": incident.matter if incident else "",
            "place": place(Chance(SEED, "place", plan.happened_ago, incident.event if incident else "")),
            "remedy": self.rulebook.external_remedy.name,
        }
        pen = Pen(chance.part("pen"), slots)
        return Scene(plan, chance, pen, self.rulebook, self.commons, self.stage.refs, self.calendar.last)

    def _day(self, day: date) -> None:
        """One day: what happens by itself, and then every turn that falls on it."""
        if day.day == 1:
            self.say(f"{day:%B %Y}: {len(self.commons.index)} complaints so far, {self.turns} turns taken.")
        self.stage.go_to(self.calendar.moment(At(day, 0)))
        self.stage.begin_day(day)
        while self._heap and self._heap[0][0].day <= day:
            at, _, strand, turn = heappop(self._heap)
            self.stage.go_to(self.calendar.moment(at))
            self._go_on(strand, at, self._take(strand, turn, day))

    def _begin(self, strand: _Strand, at: At) -> None:
        self._schedule(strand, at, next(strand.life, None))

    def _go_on(self, strand: _Strand, at: At, state: ComplaintState) -> None:
        try:
            move = strand.life.send(state)
            while isinstance(move, Beside):
                self._begin(replace(strand, life=move.life, chance=strand.chance.part(at.day)), at)
                move = strand.life.send(state)
        except StopIteration:
            return
        self._schedule(strand, at, move)

    def _schedule(self, strand: _Strand, at: At, move: Turn | Beside | None) -> None:
        if isinstance(move, Turn):
            self._pushed += 1
            heappush(self._heap, (self.calendar.after(at, move.wait, strand.chance), self._pushed, strand, move))

    def _take(self, strand: _Strand, turn: Turn, today: date) -> ComplaintState:
        """The first of those who may, with the first command that they may. Raises Stuck if nobody may."""
        if not turn.asks and strand.index is not None:
            return self.stage.state(strand.index)
        refusal: Refusal | None = None
        for ask in turn.asks:
            command = self._command(ask, turn, today)
            for who in turn.who:
                answer = self._ask(strand, who, command)
                if not isinstance(answer, Refusal):
                    strand.index = answer.index
                    self.turns += 1
                    return answer
                refusal = answer
        raise Stuck(f"Complaint {strand.plan.number} of the plan on {today}: {refusal} to {turn.asks} by {turn.who}.")

    def _command(self, ask: Ask, turn: Turn, today: date) -> Command:
        command = ask(today) if callable(ask) else ask
        if not turn.papers:
            return command
        return replace(command, files=tuple(self.stage.seal(paper) for paper in turn.papers))  # type: ignore[call-arg]  # only commands with files come with papers

    def _ask(self, strand: _Strand, who: str, command: Command) -> ComplaintState | Refusal:
        if isinstance(command, Submit):
            return self.stage.submit(who, command)
        if strand.index is None:
            raise LookupError("The complaint has not been made yet.")
        return self.stage.perform(who, strand.index, command)


def _days(first: date, last: date) -> Iterator[date]:
    yield from (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _clauses(clauses: tuple[str, ...]) -> str:
    return f"clause {clauses[0]}" if len(clauses) == 1 else f"clauses {' and '.join(clauses)}"
