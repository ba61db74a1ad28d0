"""Complaints that are open to overseers at this moment, and how often one ever was (DESIGN 5.14)."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from evenhand.records.load import as_recorded
from evenhand.records.models import Opening, Record

OPENED = "oversight-opened"


@dataclass(frozen=True, slots=True)
class OpenNow:
    """A complaint, the overseers to whom it is open (staff references), and the last day of it."""

    complaint: int
    people: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening there ever was: who asked and who confirmed (staff references), on which day, until when, and why (a code)."""

    on: date
    asked_by: str
    by: str
    reason: str
    until: date


def openings_of(complaint: int) -> list[Opened]:
    """Every time that overseers opened it, newest first."""
    rows = Record.objects.filter(complaint=complaint, act=OPENED).order_by("-entry_id")
    return [
        Opened(
            recorded.on,
            recorded.data["asked_by"],
            recorded.data["by"],
            recorded.data["reason"],
            date.fromisoformat(recorded.data["until"]),
        )
        for recorded in as_recorded(rows.values_list("entry_id", "facts", "entry__record"))
    ]


def times_opened(complaints: Collection[int]) -> Mapping[int, int]:
    """How often overseers ever opened each of these; those that they never did are left out."""
    rows = Record.objects.filter(complaint__in=complaints, act=OPENED)
    return Counter(complaint for complaint in rows.values_list("complaint", flat=True) if complaint is not None)


def openings_now() -> list[OpenNow]:
    """All of them, those first that end first."""
    found: dict[int, OpenNow] = {}
    rows = Opening.objects.exclude(until=None).order_by("until", "complaint", "person")
    for row in rows.values_list("complaint_id", "person", "until"):
        complaint, person, until = row
        if until is not None:
            earlier = found.get(complaint, OpenNow(complaint, (), until))
            found[complaint] = OpenNow(complaint, (*earlier.people, person), until)
    return list(found.values())
