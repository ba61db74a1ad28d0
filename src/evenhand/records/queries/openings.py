"""Complaints that are open to overseers at this moment (DESIGN 5.14)."""

from dataclasses import dataclass
from datetime import date

from evenhand.records.models import Opening


@dataclass(frozen=True, slots=True)
class OpenNow:
    """A complaint, the overseers to whom it is open (staff references), and the last day of it."""

    complaint: int
    people: tuple[str, ...]
    until: date


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
