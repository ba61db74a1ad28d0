"""How a second import of the same table is recognised: marks in facts, and what the register already holds (DESIGN 5.11).

A mark is a keyed hash, because numbers and rows of a table that others have too could be guessed and tried. It leaves
out where a row stood, so the same records in another order are still the same records.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from evenhand.process.imported import CELL, IMPORTED_ACTS, ImportedAct, ImportedComplaint, Kept, Source, in_order
from evenhand.records.models import Head, Record

_LABEL = b"evenhand.import/v1\0"
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class ComplaintMarks:
    """The marks of one complaint: of its number in the source, of all that the source says, and of each case."""

    complaint: str
    record: str
    cases: tuple[str, ...]


class Marks:
    """Makes marks with a secret key (32 bytes) that stays with the organisation."""

    def __init__(self, key: bytes, map_name: str, kept: Kept) -> None:
        self._key = key
        self.map = map_name
        self.kept = kept

    def of(self, complaint: ImportedComplaint) -> ComplaintMarks:
        """The marks of a complaint with its cases."""
        cases = tuple(self._mark("case", _cells(case.content["rows"])) for case in complaint.cases)
        own = [complaint.content["cells"], sorted(cases)]
        return ComplaintMarks(
            self._mark("number", [self.map, complaint.source_id]), self._mark("complaint", own), cases
        )

    def source(self, marks: ComplaintMarks, act: ImportedAct) -> Source:
        """What the fact of a complaint, or of one of its cases, says of its source."""
        if act.number is None:
            return Source(self.map, marks.complaint, marks.record, (self.own_cells(act.complaint),))
        cells = self.case_cells(act.complaint, act.number)
        return Source(self.map, marks.complaint, marks.cases[act.number - 1], cells)

    def own_cells(self, complaint: ImportedComplaint) -> str:
        """The marks of the cells of a complaint's own row, one after the other."""
        key = self._row_key(complaint.source_id, None)
        return _cell_marks(key, self.kept.complaints, complaint.content["cells"])

    def case_cells(self, complaint: ImportedComplaint, number: int) -> tuple[str, ...]:
        """The same for each row of one of its cases. Equal cells have equal marks in rows of one case, and nowhere else."""
        case = complaint.cases[number - 1]
        key = self._row_key(complaint.source_id, case.respondent_key or "")
        return tuple(_cell_marks(key, self.kept.cases, row["cells"]) for row in case.content["rows"])

    def _row_key(self, source_id: str, respondent: str | None) -> bytes:
        """A key for the cells of a complaint's own row (None), or for those of its rows about one respondent."""
        whose = "own" if respondent is None else f"about\0{respondent}"
        named = f"{self.map}\0{len(source_id)}\0{source_id}\0{whose}"
        return hashlib.blake2b(named.encode(), key=self._key, person=b"evenhand.cells").digest()

    def _mark(self, what: str, value: Any) -> str:
        return hmac.digest(self._key, _LABEL + _spelt([what, value]), "sha256").hex()


@dataclass(slots=True)
class Known:
    """A complaint that an earlier import wrote: its index, map and record mark, and its cases' marks by number."""

    index: int
    map: str
    record: str
    cases: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One entry that is still to be written. `known` is the complaint's index if it is in the register already."""

    act: ImportedAct
    marks: ComplaintMarks
    known: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would add, in order; `already` complaints are there as they are; `changed` ones are there otherwise.

    A changed one stands with its index in the register. `absent` is how many complaints earlier imports by this map
    wrote that are not among those read now.
    """

    entries: tuple[Planned, ...]
    already: int
    changed: tuple[tuple[ImportedComplaint, int], ...]
    absent: int


def plan_import(complaints: Sequence[ImportedComplaint], marks: Marks, known: Mapping[str, Known]) -> Plan:
    """Compare what was read with what earlier imports wrote. An import that broke off is gone on with."""
    made = {complaint.source_id: marks.of(complaint) for complaint in complaints}
    there = {complaint.source_id: known.get(made[complaint.source_id].complaint) for complaint in complaints}
    changed = []
    for one in complaints:
        earlier = there[one.source_id]
        if earlier is not None and _differs(earlier, made[one.source_id]):
            changed.append((one, earlier.index))
    left_out = {one.source_id for one, _ in changed}
    entries = tuple(
        _missing((one for one in in_order(complaints) if one.complaint.source_id not in left_out), made, known)
    )
    touched = {entry.act.complaint.source_id for entry in entries}
    of_this_map = sum(one.map == marks.map for one in known.values())
    found = sum(earlier is not None and earlier.map == marks.map for earlier in there.values())
    return Plan(entries, len(complaints) - len(changed) - len(touched), tuple(changed), of_this_map - found)


def known_imports() -> dict[str, Known]:
    """Every imported complaint in the register by the mark of its number.

    What a killed import had asked the database to commit may still be under way there; that is waited for.
    """
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
    rows = Record.objects.filter(act__in=IMPORTED_ACTS).order_by("entry_id")
    found: dict[str, Known] = {}
    for index, facts in rows.values_list("entry_id", "facts").iterator(chunk_size=5000):
        data: Mapping[str, Any] = json.loads(bytes(facts))["data"]
        source = data["source"]
        if data["act"] == "imported-complaint":
            found[source["complaint"]] = Known(index, data["map"], source["record"])
        else:
            found[source["complaint"]].cases[data["case"]] = source["record"]
    return found


def _differs(known: Known, marks: ComplaintMarks) -> bool:
    if known.record != marks.record:
        return True
    complete = len(known.cases) == len(marks.cases)
    return not complete and any(marks.cases[number - 1] != mark for number, mark in known.cases.items())


def _missing(
    acts: Iterator[ImportedAct], made: Mapping[str, ComplaintMarks], known: Mapping[str, Known]
) -> Iterator[Planned]:
    for act in acts:
        marks = made[act.complaint.source_id]
        there = known.get(marks.complaint)
        if there is None:
            yield Planned(act, marks, None)
        elif act.number is not None and len(there.cases) < len(marks.cases) and act.number not in there.cases:
            yield Planned(act, marks, there.index)


def _cell_marks(key: bytes, columns: tuple[str, ...], cells: Mapping[str, str]) -> str:
    keyed = hashlib.blake2b(digest_size=CELL // 2, key=key)
    marks = []
    for column in columns:
        mark = keyed.copy()
        mark.update(f"{column}\0{cells.get(column, '')}".encode())
        marks.append(mark.hexdigest())
    return "".join(marks)


def _cells(rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    cells = [row["cells"] for row in rows]
    return cells if len(cells) == 1 else sorted(cells, key=_spelt)


def _spelt(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()
