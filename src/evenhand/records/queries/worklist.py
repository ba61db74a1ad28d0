"""The desk's list of complaints: filtered, sorted and paged by the database, from projected columns alone. Nothing is opened.

Every list costs the same number of queries however long it is: one for what was taken from the reader, one to count, two for a
page, one for the cases on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from evenhand.process.codes import ComplaintStage
from evenhand.process.state import Person
from evenhand.process.visibility import seeing_roles
from evenhand.records.models import Case, Complaint
from evenhand.records.queries.asked import Asked, conditions, order
from evenhand.records.queries.queues import reader_of
from evenhand.records.queries.slices import Slices
from evenhand.records.queries.visibility import PLACE, seen_by, sees_all, taken_from

FEW = 10_000
"""Up to so many are found first and put in order then; more are read along an index that has the order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint in the list. `named_officer` is a staff reference, `cases` are (number, stage); nothing due is None."""

    index: int
    number: str
    received_on: date
    category: str
    stage: str
    named_officer: str | None
    next_due_on: date | None
    unanswered_since: date | None
    cases: tuple[tuple[int, str], ...]


COLUMNS = tuple(field.name for field in fields(Line) if field.name != "cases")


@dataclass(frozen=True)
class Found(Slices[Line]):
    """The complaints asked for. The same ones three times: as they are counted, as few are found, and as many are.

    SQLite guesses which index serves best, and knows nothing of what is in them. Few among many are found by what is asked for, and
    then put in order; of many, the first fifty stand near the beginning of the index that has the order. We know which, having
    counted, and leave it no other way. PostgreSQL knows, and is asked plainly.
    """

    counted: QuerySet[Complaint]
    few: QuerySet[Complaint]
    many: QuerySet[Complaint]

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self.counted.count()

    def part(self, wanted: slice) -> list[Line]:
        """Some of the lines: one query for which they are, one for the complaints, one for their cases."""
        rows = self.few if self._count <= FEW else self.many
        places = list(rows.values_list("index", flat=True)[wanted])
        found = {row["index"]: row for row in Complaint.objects.filter(index__in=places).values(*COLUMNS)}
        cases = _cases(places)
        return [Line(**found[place], cases=tuple(cases.get(place, ()))) for place in places if place in found]


def worklist(person: Person, today: date, asked: Asked) -> Found:
    """The complaints that this person may see and asks for."""
    reader, roles = reader_of(person, today, [asked.queue]), seeing_roles(person, today)
    taken = taken_from(person.ref, roles)
    rows = seen_by(person.ref, roles, taken, key="index").filter(*conditions(reader, asked))
    # with every stage named, the index by stage counts what is not imported without a look at a row
    every = sees_all(roles) and not any(True for _ in conditions(reader, asked))
    counted = rows.filter(stage__in=tuple(ComplaintStage)) if every else rows
    if connection.vendor != "sqlite":
        ordered = rows.order_by(*order(asked.sort, along=True))
        return Found(counted, few=ordered, many=ordered)
    placed = seen_by(person.ref, roles, taken, key=PLACE).filter(*conditions(reader, asked, along=True))
    return Found(
        counted,
        few=Complaint.objects.filter(index__in=rows.values("index")).order_by(*order(asked.sort)),
        many=placed.order_by(*order(asked.sort, along=True)),
    )


def _cases(complaints: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Case.objects.filter(complaint__in=list(complaints)).order_by("complaint", "number")
    for complaint, number, stage in rows.values_list("complaint", "number", "stage"):
        found.setdefault(complaint, []).append((number, stage))
    return found
