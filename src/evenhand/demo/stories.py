"""Reads `script/`, and puts words into it: who complains of what, and what everybody writes."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from evenhand.demo.chance import Chance
from evenhand.process.codes import Capacity

SCRIPT = Path(__file__).parent / "script"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that may be complained of. `rung` is what is usually recommended; the rest as in incidents.toml."""

    category: str
    who: str
    clauses: tuple[str, ...]
    rung: int
    event: str
    matter: str
    story: str
    say: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """A complaint that is out of scope, with the rule that says so and the reasons given."""

    rule: str
    category: str
    about: str
    story: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who may be complained about."""

    name: str
    role: str
    group: str
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class Evidence:
    """A thing that an investigator gathers, with a small file."""

    what: str
    source: str
    file: str
    short: str
    text: str
    fits: tuple[str, ...]

    def suits(self, category: str) -> bool:
        """Whether such evidence turns up in complaints of that category."""
        return not self.fits or category in self.fits


@dataclass(frozen=True, slots=True)
class Departure:
    """Why a decision departs from the recommendation: the way it goes, the reason's code, the words, the power.

    `alone` is what only the respondent reads of it.
    """

    way: str
    reason: str
    text: str
    power: str
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Reopening:
    """Why a closed complaint comes back: the ground's code and the overseer's words."""

    ground: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What a complainant may ask on the way, and what is answered to each."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """An invented complainant."""

    name: str
    reach: str


@cache
def incidents() -> tuple[Incident, ...]:
    """Everything that may be complained of."""
    return tuple(Incident(**_frozen(table)) for table in _load("incidents")["incident"])


@cache
def outsides() -> tuple[Outside, ...]:
    """Everything that is complained of and out of scope."""
    return tuple(Outside(**table) for table in _load("outside")["outside"])


@cache
def respondents() -> tuple[Respondent, ...]:
    """Everyone who may be complained about."""
    return tuple(
        Respondent(name, table["role"], table["group"], Capacity(table["capacity"]))
        for table in _load("people")["respondent"]
        for name in table["names"]
    )


@cache
def evidence() -> tuple[Evidence, ...]:
    """Everything that may be gathered."""
    return tuple(Evidence(**_frozen(table)) for table in _load("letters")["evidence"])


@cache
def departures() -> tuple[Departure, ...]:
    """Every reason for which a decision departs."""
    return tuple(Departure(**table) for table in _load("letters")["departure"])


@cache
def reopenings() -> tuple[Reopening, ...]:
    """Every reason for which a complaint comes back."""
    return tuple(Reopening(**table) for table in _load("letters")["reopening"])


@cache
def talks() -> tuple[Talk, ...]:
    """Everything that is asked and answered on the way."""
    return tuple(Talk(**_frozen(table)) for table in _load("letters")["talk"])


def sender(chance: Chance) -> Sender:
    """Somebody who complains."""
    people = _load("people")
    first, last = chance.choice(people["first_names"]), chance.choice(people["last_names"])
    return Sender(f"{first} {last}", f"{first}.{last}@mail.invalid".lower())


def place(chance: Chance) -> str:
    """Somewhere."""
    return str(chance.choice(_load("people")["places"]))


def day_words(day: date) -> str:
    """A day as people write it: 3 May 2026."""
    return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes what a letter of one kind says. `slots` are the words for the braces in it."""

    chance: Chance
    slots: Mapping[str, str] = field(default_factory=dict)

    def write(self, *path: str, **more: str) -> str:
        """One of the texts at that place of letters.toml, with every brace filled."""
        texts: Any = _load("letters")
        for key in path:
            texts = texts[key]
        return self.fill(self.chance.choice(texts), **more)

    def both(self, first: str, then: str) -> str:
        """One of the texts at the first place, and after it one of those at the second."""
        return f"{self.write(*first.split('.'))} {self.write(*then.split('.'))}"

    def fill(self, text: str, **more: str) -> str:
        """The text with every brace filled. A sentence that now begins with a small letter gets a capital."""
        filled = text.format_map({**self.slots, **more})
        return filled[:1].upper() + filled[1:]


def all_texts() -> Iterator[str]:
    """Every text of the script, for whoever checks it for words that must not be there."""
    stack: list[Any] = [_load(path.stem) for path in sorted(SCRIPT.glob("*.toml"))]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            stack += one.values() if isinstance(one, dict) else one


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((SCRIPT / f"{name}.toml").read_text(encoding="utf-8"))


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its arrays as tuples, as frozen values want them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
