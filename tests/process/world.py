"""A small organisation around the pure process: it keeps histories, finds what is around a complaint, and folds what is decided.

It does what `office` and `records` do with a database, in the same words, so that tests of the rules need none.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

from evenhand.process.affiliations import Affiliations, Declaration
from evenhand.process.codes import Assessment, CaseStage, ComplaintOutcome, Duty, Role
from evenhand.process.commands import Command, Submit
from evenhand.process.decide import decide
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.fold import fold
from evenhand.process.rulebook import Rulebook, parse
from evenhand.process.state import CLERK, COMPLAINANT, Appointment, Around, ComplaintState, Other, Person
from evenhand.process.ties import Tied

_TEXT = (Path(__file__).parents[2] / "rulebooks" / "membership-body.toml").read_text()
RULEBOOK = parse(_TEXT)
_CHANGES = {
    'version = "1"': 'version = "2"',
    "reply_days = 14": "reply_days = 20",
    "reply_floor_days = 7": "reply_floor_days = 10",
    "override_threshold = 2": "override_threshold = 1",
    "[clocks.acknowledge]\nlength = 2": "[clocks.acknowledge]\nlength = 6",
    "[clocks.assess]\nlength = 10": "[clocks.assess]\nlength = 5",
    "[clocks.conclude]\nlength = 6": "[clocks.conclude]\nlength = 2",
}
SECOND_RULEBOOK = parse(reduce(lambda text, change: text.replace(*change), _CHANGES.items(), _TEXT))
"""Another version, adopted while complaints are open: with longer and shorter times, and another threshold."""
START = date(2026, 3, 2)
SENDER, THE_CLERK = Person(COMPLAINANT), Person(CLERK)
REASONS = "Read with care against every clause that could apply."


def staff(ref: str, *roles: str, by: str = "appointer", since: date = START, until: date | None = None) -> Person:
    """A member of staff who holds those roles."""
    held = tuple(Appointment(f"{ref}-{role}", ref, role, by, since, until) for role in roles)
    return Person(ref, held)


TEAM = {
    person.ref: person
    for person in (
        staff("ines", Role.INTAKE_OFFICER),
        staff("tara", Role.TRIAGE_ASSESSOR),
        staff("mona", Role.CASE_MANAGER),
        staff("milo", Role.CASE_MANAGER),
        staff("ivan", Role.INVESTIGATOR),
        staff("irma", Role.INVESTIGATOR),
        staff("dora", Role.DECISION_MAKER),
        staff("dirk", Role.DECISION_MAKER),
        staff("rosa", Role.REVIEWER),
        staff("rolf", Role.REVIEWER),
        staff("otis", Role.OUTSIDE_HANDLER),
        staff("oona", Role.OUTSIDE_HANDLER),
        staff("orla", Role.OUTSIDE_HANDLER),
        staff("odin", Role.OUTSIDE_HANDLER),
        staff("olga", Role.OVERSEER),
        staff("lena", Role.LEADERSHIP),
        staff("adam", Role.ADMINISTRATOR),
    )
}


@dataclass
class World:
    """Complaints by index, each with its history; one register for all of them; a day that only goes forward."""

    people: dict[str, Person] = field(default_factory=lambda: dict(TEAM))
    today: date = START
    rulebook: Rulebook = RULEBOOK
    complaints: dict[int, ComplaintState] = field(default_factory=dict)
    histories: dict[int, list[Recorded]] = field(default_factory=dict)
    contents: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    gone: tuple[Person, ...] = ()
    """Those whose accounts have ended, with what they once held."""
    pinned: dict[int, Rulebook] = field(default_factory=dict)
    """By complaint: the rulebook that was in force when it came."""
    recorded_on: dict[int, date] = field(default_factory=dict)
    """By entry: the day on which it was written, whatever day it says that it happened."""
    ties: dict[str, Tied] = field(default_factory=dict)
    """Who of the staff is tied to a party of whatever complaint is asked about."""
    size: int = 0
    affiliations: Affiliations = field(default_factory=Affiliations)
    silent: bool = False
    """Nobody has ever declared anything."""

    def submit(self, command: Submit, person: Person = SENDER) -> int:
        """Make a complaint and give its index; it must be accepted."""
        index = self.size
        answer = self.answer(None, command, person)
        assert not isinstance(answer, Refusal), answer
        self.pinned[index] = self.rulebook
        return index

    def do(self, index: int, command: Command, who: str | Person) -> tuple[Fact, ...]:
        """Do something that must be accepted."""
        answer = self.answer(index, command, who)
        assert not isinstance(answer, Refusal), answer
        return answer

    def refused(self, index: int, command: Command, who: str | Person) -> str:
        """Try something that must be refused, and give the refusal's code."""
        before = dict(self.complaints)
        answer = self.answer(index, command, who)
        assert isinstance(answer, Refusal), answer
        assert answer.sentence.endswith("."), answer
        assert self.complaints == before
        return answer.code

    def answer(self, index: int | None, command: Command, who: str | Person) -> tuple[Fact, ...] | Refusal:
        """Ask `decide`, and write down what it answers with."""
        state = None if index is None else self.complaints[index]
        person = self.person(who)
        answer = decide(state, command, person, self.around(index), self.rulebook)
        if not isinstance(answer, Refusal):
            self._write(self.size if index is None else index, answer)
        return answer

    def _write(self, index: int, facts: tuple[Fact, ...]) -> None:
        for fact in facts:
            record = hashlib.sha256(f"{self.size}".encode()).digest()
            recorded = Recorded(self.size, {"act": fact.act, **fact.data}, record, fact.nonce)
            self.histories.setdefault(index, []).append(recorded)
            self.contents[self.size] = fact.content or {}
            self.recorded_on[self.size] = self.today
            self.complaints[index] = fold(self.complaints.get(index), recorded)
            self.size += 1

    def person(self, who: str | Person) -> Person:
        """A person by reference."""
        if isinstance(who, Person):
            return who
        return {COMPLAINANT: SENDER, CLERK: THE_CLERK}.get(who) or self.people[who]

    def around(self, index: int | None) -> Around:
        """What the rules need to know from outside that complaint."""
        linked = self.linked(index) if index is not None else set()
        others = {
            other: Other(
                self._hands({other} | self.linked(other)),
                state.assessment is Assessment.DUPLICATE,
                self._held({other} | self.linked(other)),
                state.apart,
            )
            for other, state in self.complaints.items()
            if other != index
        }
        return Around(
            self.today,
            self._hands(linked),
            self.people,
            others,
            self._held(linked),
            self.lead_outcome(index),
            self.contents,
            self.ties,
            self.declared_all(),
            self._appointers(),
            frozenset(each.data["by"] for one in linked for each in self.histories[one] if each.act == "recused"),
        )

    def _appointers(self) -> dict[str, frozenset[str]]:
        """Of everybody, those who are gone included."""
        return {
            one.ref: frozenset(held.by for held in one.appointments) for one in (*self.people.values(), *self.gone)
        }

    def declared_all(self) -> Affiliations:
        """The affiliations. Where a test says of nobody what they declared, everybody has declared that there is nothing."""
        if self.affiliations.declared or self.silent:
            return self.affiliations
        return replace(self.affiliations, declared={ref: Declaration(self.today) for ref in self.people})

    def lead_outcome(self, index: int | None) -> ComplaintOutcome | None:
        """How the complaint that this one follows was closed."""
        followed = self.complaints[index].duplicate_of if index is not None else None
        lead = self.complaints[followed] if followed is not None else None
        return (lead.lead_outcome or lead.outcome) if lead and lead.outcome else None

    def linked(self, index: int) -> set[int]:
        """Every complaint that links lead to from this one, in either direction."""
        found, new = {index}, [index]
        while new:
            one = new.pop()
            near = set(self.complaints[one].links)
            near |= {other for other, state in self.complaints.items() if one in state.links}
            new += near - found
            found |= near
        return found - {index}

    def _hands(self, indexes: set[int]) -> Mapping[str, frozenset[Duty]]:
        hands: dict[str, frozenset[Duty]] = {}
        for index in indexes:
            for ref, duties in self.complaints[index].hands.items():
                hands[ref] = hands.get(ref, frozenset()) | duties
        return hands

    def _held(self, indexes: set[int]) -> bool:
        return any(case.stage is CaseStage.HELD for index in indexes for case in self.complaints[index].cases)

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days)
