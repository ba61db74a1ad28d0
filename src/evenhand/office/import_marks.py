"""How a second import of the same table is recognised: marks in facts, and what the register already holds (DESIGN 5.11).

A mark is a keyed hash, because numbers and rows of a table that others have too could be guessed and tried. It leaves
out where a row stood, so the same records in another order are still the same records.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.process.imported import IMPORTED_ACTS, ImportedAct, ImportedComplaint, Source, in_order
from evenhand.records.models import Record

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

    def __init__(self, key: bytes, map_name: str) -> None:
        self._key = key
        self._map = map_name

    def of(self, complaint: ImportedComplaint) -> ComplaintMarks:
        """The marks of a complaint with its cases."""
        cases = tuple(self._mark("case", _cells(case.content["rows"])) for case in complaint.cases)
        own = [complaint.content["cells"], sorted(cases)]
        return ComplaintMarks(
            self._mark("number", [self._map, complaint.source_id]), self._mark("complaint", own), cases
        )

    def source(self, marks: ComplaintMarks, number: int | None) -> Source:
        """What the fact of a complaint, or of its case with that number, says of its source."""
        record = marks.record if number is None else marks.cases[number - 1]
        return Source(self._map, marks.complaint, record)

    def _mark(self, what: str, value: Any) -> str:
        return hmac.digest(self._key, _LABEL + _spelt([what, value]), "sha256").hex()


@dataclass(slots=True)
class Known:
    """A complaint that an earlier import wrote: its index and record mark, and its cases' marks by number."""

    index: int
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
    """What an import would add, in order; `already` complaints are there as they are; `changed` ones are there otherwise."""

    entries: tuple[Planned, ...]
    already: int
    changed: tuple[ImportedComplaint, ...]


def plan_import(complaints: Sequence[ImportedComplaint], marks: Marks, known: Mapping[str, Known]) -> Plan:
    """Compare what was read with what earlier imports wrote. An import that broke off is gone on with."""
    made = {complaint.source_id: marks.of(complaint) for complaint in complaints}
    changed = [one for one in complaints if _differs(known.get(made[one.source_id].complaint), made[one.source_id])]
    left_out = {one.source_id for one in changed}
    entries = tuple(
        _missing((one for one in in_order(complaints) if one.complaint.source_id not in left_out), made, known)
    )
    touched = {entry.act.complaint.source_id for entry in entries}
    return Plan(entries, len(complaints) - len(changed) - len(touched), tuple(changed))


def known_imports() -> dict[str, Known]:
    """Every imported complaint in the register by the mark of its number."""
    rows = Record.objects.filter(act__in=IMPORTED_ACTS).order_by("entry_id")
    found: dict[str, Known] = {}
    for index, facts in rows.values_list("entry_id", "facts").iterator(chunk_size=5000):
        data: Mapping[str, Any] = json.loads(bytes(facts))["data"]
        source = data["source"]
        if data["act"] == "imported-complaint":
            found[source["complaint"]] = Known(index, source["record"])
        else:
            found[source["complaint"]].cases[data["case"]] = source["record"]
    return found


def _differs(known: Known | None, marks: ComplaintMarks) -> bool:
    if known is None:
        return False
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


def _cells(rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    cells = [row["cells"] for row in rows]
    return cells if len(cells) == 1 else sorted(cells, key=_spelt)


def _spelt(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()
