"""Complaints and cases from before this register was begun: what an import found, as facts (DESIGN 5.11).

An imported complaint becomes one `imported-complaint` fact and one `imported-case` fact for each respondent, with
what was recommended, what was decided and when it was closed. Nothing is repaired: gaps and contradictions of old
records stand as flags. The live process never sees these acts, so it needs no switch for skipping its guards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from evenhand.process.codes import Direction, Finding
from evenhand.process.facts import Fact, Into

IMPORTED_ACTS = ("imported-complaint", "imported-case")
CELL = 8
"""Hex digits of the mark of one cell."""


class Flag(StrEnum):
    """What is missing or odd in an old record. Flags stand in facts and are counted; none keeps a row out."""

    BARE_NUMBER_OUTCOME = "bare-number-outcome"
    BARE_NUMBER_RECOMMENDED = "bare-number-recommended"
    BLANK_FINDING = "blank-finding"
    CASE_ROWS_REJECTED = "case-rows-rejected"
    CLOSED_AFTER_SNAPSHOT = "closed-after-snapshot"
    CLOSED_BEFORE_RECEIVED = "closed-before-received"
    CLOSING_DATE_NOT_KNOWN = "closing-date-not-known"
    DATE_UNREADABLE = "date-unreadable"
    DUPLICATE_ROW = "duplicate-row"
    FINDING_WITHOUT_CLOSING_DATE = "finding-without-closing-date"
    INCIDENT_AFTER_COMPLAINT = "incident-after-complaint"
    NO_CASE_ROWS = "no-case-rows"
    PENALTY_WITHOUT_PROOF = "penalty-without-proof"
    PROVED_WITHOUT_PENALTY = "proved-without-penalty"
    RESPONDENT_NOT_IDENTIFIED = "respondent-not-identified"
    ROWS_DISAGREE = "rows-disagree"
    SPREADSHEET_ERROR = "spreadsheet-error"
    UNEXPECTED_FORM = "unexpected-form"
    UNKNOWN_CODE = "unknown-code"


@dataclass(frozen=True, slots=True)
class ImportedAllegation:
    """One row about one respondent. Findings stand as the source's own code and, where the map says so, as ours.

    `recommended_outcome` and `outcome` are the source's outcome texts as codes. None is a blank.
    """

    row: int
    clause: str
    recommended: str | None = None
    recommended_as: Finding | None = None
    finding: str | None = None
    finding_as: Finding | None = None
    recommended_outcome: str | None = None
    outcome: str | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """All rows of one complaint about one respondent. Where rows differ in rung, the case has the highest.

    `respondent_key` is the source's own key for the respondent and goes into sealed content only; None if not
    identified. `ended` is the day by which the case is known to be over: its closing date, or the table's own date
    where it has none but says that the case is over. `distance` is in rungs of the map's ladder; None if a rung is
    missing.
    """

    respondent_key: str | None = field(repr=False)
    capacity: str
    allegations: tuple[ImportedAllegation, ...]
    recommended_rung: int | None = None
    final_rung: int | None = None
    distance: int | None = None
    ended: date | None = None
    closed: date | None = None
    flags: tuple[Flag, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def direction(self) -> Direction | None:
        """Which way the decision departs from the recommendation; None if it does not, or cannot be compared."""
        if self.recommended_rung is None or self.final_rung is None or self.recommended_rung == self.final_rung:
            return None
        return Direction.UP if self.final_rung > self.recommended_rung else Direction.DOWN


@dataclass(frozen=True, slots=True)
class ImportedComplaint:
    """One complaint of an older record with its cases, numbered from 1 in this order.

    `ended` and `closed` are as in a case, and count only for a complaint that has no case.
    """

    source_id: str = field(repr=False)
    row: int
    received: date
    category: str
    ended: date | None = None
    closed: date | None = None
    flags: tuple[Flag, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)
    cases: tuple[ImportedCase, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedAct:
    """One entry to be: a complaint, or (with its number) one of its cases. `on` is its place in time."""

    on: date
    complaint: ImportedComplaint
    number: int | None = None

    @property
    def case(self) -> ImportedCase | None:
        """The case, if the act is about one."""
        return None if self.number is None else self.complaint.cases[self.number - 1]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record comes from, as marks that tell a second import of the same and tell nobody else anything.

    `map` is the map's name. Each mark is the hex of a keyed hash, since case numbers and rows can be guessed.
    `record` is that of the record's own rows; `complaint` that of the source's case number. `cells` has for each of its
    rows the short marks of its cells, so that a later import can say which of them has changed.
    """

    map: str
    complaint: str
    record: str
    cells: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What a fact says of its source, beside the map."""
        return {"cells": list(self.cells), "complaint": self.complaint, "record": self.record}


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns that a map takes from the rows of complaints and of cases, each in order of its name."""

    complaints: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


def in_order(complaints: Sequence[ImportedComplaint]) -> list[ImportedAct]:
    """Every act in order of its date, a complaint always before its cases.

    A complaint's act is dated by its receipt; a case's by the day it was over, else by the receipt, and never
    before it.
    """
    acts = [ImportedAct(complaint.received, complaint) for complaint in complaints]
    for complaint in complaints:
        for number, case in enumerate(complaint.cases, 1):
            on = max(complaint.received, case.ended or complaint.received)
            acts.append(ImportedAct(on, complaint, number))
    acts.sort(key=lambda act: act.on)  # stable: on the same day complaints stay before cases
    return acts


def batches(acts: Sequence[ImportedAct], size: int) -> Iterator[tuple[int, list[ImportedAct]]]:
    """(year, acts) in order, at most `size` acts each; no batch holds acts of two years (DESIGN 5.2)."""
    for year, of_year in groupby(acts, key=lambda act: act.on.year):
        batch: list[ImportedAct] = []
        for act in of_year:
            batch.append(act)
            if len(batch) == size:
                yield year, batch
                batch = []
        if batch:
            yield year, batch


def complaint_fact(complaint: ImportedComplaint, source: Source) -> Fact:
    """The fact of an imported complaint. `on` is the day it was received."""
    data = {
        "act": "imported-complaint",
        "on": complaint.received.isoformat(),
        "cases": len(complaint.cases),
        "category": complaint.category,
        "closed_on": _iso(complaint.closed),
        "ended_on": _iso(complaint.ended),
        "flags": [flag.value for flag in complaint.flags],
        "map": source.map,
        "source": source.facts(),
    }
    return Fact("imported-complaint", data, complaint.content, Into.COMPLAINT)


def case_fact(act: ImportedAct, respondent: str, source: Source) -> Fact:
    """The fact of an imported case. `respondent` is a random reference, valid inside the case.

    Raises ValueError if the act is not about a case.
    """
    case, number = act.case, act.number
    if case is None or number is None:
        raise ValueError("This act is about a complaint and not about a case.")
    data = {
        "act": "imported-case",
        "on": act.on.isoformat(),
        "allegations": [_allegation(n, allegation) for n, allegation in enumerate(case.allegations, 1)],
        "capacity": case.capacity,
        "case": number,
        "closed_on": _iso(case.closed),
        "direction": case.direction.value if case.direction else None,
        "distance": case.distance,
        "ended_on": _iso(case.ended),
        "final": case.final_rung,
        "flags": [flag.value for flag in case.flags],
        "map": source.map,
        "recommended": case.recommended_rung,
        "respondent": respondent,
        "source": source.facts(),
    }
    return Fact("imported-case", data, case.content, Into.CASE)


def _allegation(number: int, allegation: ImportedAllegation) -> dict[str, Any]:
    return {
        "number": number,
        "clause": allegation.clause,
        "recommended": allegation.recommended,
        "recommended_as": _value(allegation.recommended_as),
        "finding": allegation.finding,
        "finding_as": _value(allegation.finding_as),
        "recommended_outcome": allegation.recommended_outcome,
        "outcome": allegation.outcome,
        "flags": [flag.value for flag in allegation.flags],
    }


def _value(finding: Finding | None) -> str | None:
    return None if finding is None else finding.value


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
