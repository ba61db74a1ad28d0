"""The rulebook: what may be complained of, under which clauses, how far sanctions go, and by when each step is due.

A rulebook is data: written in TOML, checked here with a sentence for each fault, published, and pinned by its hash to
every complaint received under it (invariant 7). The hash is over the canonical JSON of the parsed document, so white
space and comments do not matter and every other change does. The format is described in docs/reference/process.md.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evenhand.process.codes import ClockCode, Unit
from evenhand.process.reading import Table, is_day
from evenhand.process.working_days import WEEK, WorkingDays
from evenhand_register.canonical import dumps

FORMAT = "evenhand.rulebook/v1"
MOST_CATEGORIES = 14
"""With "carried over" and "in error" the public kind `intake` then has 16 templates (DESIGN 5.1)."""
REPLY_LATEST_DAYS = 60
"""The most time to reply under a rulebook that does not say, as the first ones did not."""
_LONGEST = 3660
_NEVER_HELD = (
    "override_threshold: no clause allows a rung above {longest}, so no decision departs by {threshold} rungs and none would "
    "ever be held for independent review: write a whole number from 1 to {longest}."
)


class RulebookError(ValueError):
    """The text is no rulebook. `sentences` name each place and what to do there."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("The rulebook cannot be used. " + " ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule that can be breached. `lowest` is the usual least rung; nothing above `highest` is lawful."""

    code: str
    text: str
    elements: tuple[str, ...]
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the sanction ladder. Rung 0 is no sanction."""

    rung: int
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Clock:
    """How long one step may take, and the authority relied on."""

    code: ClockCode
    length: int
    unit: Unit
    source: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where a party can go outside the organisation, and within how many days of being told."""

    name: str
    days: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A rulebook that has passed every check. Maps keep the order in which they were written."""

    name: str
    version: str
    hash: str
    valid_from: date
    words: str
    categories: Mapping[str, str]
    labels: Mapping[str, str]
    clauses: Mapping[str, Clause]
    triage_rules: Mapping[str, str]
    ladder: tuple[Rung, ...]
    override_threshold: int
    clocks: Mapping[ClockCode, Clock]
    reply_days: int
    reply_floor_days: int
    reply_latest_days: int
    late_after_days: int
    external_remedy: Remedy
    working_days: WorkingDays

    @property
    def top_rung(self) -> int:
        """The heaviest sanction there is."""
        return len(self.ladder) - 1

    @property
    def longest_departure(self) -> int:
        """The most rungs that can lie between recommendation and decision: from rung 0 to the heaviest that a clause allows."""
        return max((clause.highest for clause in self.clauses.values()), default=0)


def parse(text: str) -> Rulebook:
    """The rulebook in that TOML text. Raises RulebookError with a sentence for every fault found."""
    document = _document(text)
    problems: list[str] = []
    rulebook = _read(Table(document, "", problems))
    if problems:
        raise RulebookError(tuple(problems))
    return replace(rulebook, hash=fingerprint(document))


def parse_new(text: str) -> Rulebook:
    """The same of one that is to be adopted: also what those in force from before may say is a fault here. Raises RulebookError."""
    rulebook = parse(text)
    if rulebook.override_threshold > rulebook.longest_departure:
        raise RulebookError(
            (_NEVER_HELD.format(threshold=rulebook.override_threshold, longest=rulebook.longest_departure),)
        )
    return rulebook


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the document's canonical JSON, dates being written as texts."""
    return hashlib.sha256(dumps(_plain(document))).hexdigest()


def _document(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError((f"The text is not TOML: {error}.",)) from None


def _plain(value: Any) -> Any:
    """The value with dates as texts."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if is_day(value) else value


def _read(top: Table) -> Rulebook:
    top.choice("format", (FORMAT,))
    ladder = _ladder(top)
    rulebook = Rulebook(
        name=top.code("name"),
        version=top.text("version"),
        hash="",
        valid_from=top.day("valid_from"),
        words=top.text("words"),
        categories=_categories(top),
        labels=top.labels("labels"),
        clauses=_clauses(top, len(ladder) - 1),
        triage_rules=top.labels("triage_rules"),
        ladder=ladder,
        override_threshold=top.whole("override_threshold", 1, 64),
        clocks=_clocks(top.table("clocks")),
        reply_days=top.whole("reply_days", 1, _LONGEST),
        reply_floor_days=top.whole("reply_floor_days", 1, _LONGEST),
        reply_latest_days=top.whole("reply_latest_days", 1, _LONGEST, REPLY_LATEST_DAYS),
        late_after_days=top.whole("late_after_days", 0, _LONGEST),
        external_remedy=_remedy(top.table("external_remedy")),
        working_days=_working_days(top.table("working_days")),
    )
    if rulebook.reply_days < rulebook.reply_floor_days:
        top.complain("reply_days", "give at least as many days as reply_floor_days.")
    if rulebook.reply_latest_days < rulebook.reply_days:
        top.complain("reply_latest_days", "give at least as many days as reply_days.")
    top.done()
    return rulebook


def _categories(top: Table) -> dict[str, str]:
    categories = top.labels("categories")
    if not 1 <= len(categories) <= MOST_CATEGORIES:
        top.complain("categories", f"name 1 to {MOST_CATEGORIES} categories; finer ones can be labels.")
    return categories


def _ladder(top: Table) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for number, table in enumerate(top.tables("ladder")):
        rung = Rung(table.whole("rung", 0, 64), table.code("code"), table.text("label"))
        if rung.rung != number:
            table.complain("rung", f"rungs go up by one from 0: this one is {number}.")
        if rung.code in {other.code for other in rungs}:
            table.complain("code", "another rung has this code: choose a different one.")
        table.done()
        rungs.append(rung)
    if len(rungs) < 2:
        top.complain("ladder", "a ladder has at least rung 0, no sanction, and one more.")
    return tuple(rungs)


def _clauses(top: Table, top_rung: int) -> dict[str, Clause]:
    clauses: dict[str, Clause] = {}
    for table in top.tables("clauses"):
        clause = Clause(
            code=table.code("code"),
            text=table.text("text"),
            elements=table.texts("elements"),
            lowest=table.whole("lowest", 0, max(top_rung, 0)),
            highest=table.whole("highest", 0, max(top_rung, 0)),
        )
        if not clause.elements:
            table.complain("elements", "list what has to be proved.")
        if clause.lowest > clause.highest:
            table.complain("highest", "the highest rung is below the lowest: exchange them.")
        if clause.code in clauses:
            table.complain("code", "another clause has this code: choose a different one.")
        table.done()
        clauses[clause.code] = clause
    return clauses


def _clocks(table: Table) -> dict[ClockCode, Clock]:
    clocks = {code: _clock(code, table.table(code)) for code in ClockCode}
    table.done()
    return clocks


def _clock(code: ClockCode, table: Table) -> Clock:
    clock = Clock(
        code=code,
        length=table.whole("length", 0, _LONGEST),
        unit=Unit(table.choice("unit", tuple(unit.value for unit in Unit))),
        source=table.text("source"),
    )
    table.done()
    return clock


def _remedy(table: Table) -> Remedy:
    remedy = Remedy(table.text("name"), table.whole("days", 1, _LONGEST))
    table.done()
    return remedy


def _working_days(table: Table) -> WorkingDays:
    weekend = table.texts("weekend")
    if not set(weekend) <= set(WEEK) or len(set(weekend)) == len(WEEK):
        table.complain("weekend", f"name the days without work, not all of them: {', '.join(WEEK)}.")
    holidays = table.items("holidays")
    if not all(is_day(day) for day in holidays):
        table.complain("holidays", "every item must be a date like 2026-12-25, without quotes.")
    days = WorkingDays(
        region=table.text("region"),
        weekend=frozenset(WEEK.index(day) for day in weekend if day in WEEK),
        holidays=frozenset(day for day in holidays if is_day(day)),
    )
    table.done()
    return days
