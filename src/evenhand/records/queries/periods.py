"""Closed periods, what was counted in them, and what the clerk still has to close or seal."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from evenhand.process.rulebook import Rulebook
from evenhand.records.load import rulebook
from evenhand.records.models import Entry, Look, Period, Record, RulebookText, Step

MONTH = 7
"""The length of a month such as 2026-03, at the head of a day."""


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """The index range [first, end) whose totals may be published; the act that says so is entry `entry`.

    `record` is that entry's record hash, which is random: it names this period among those of all registers.
    """

    label: str
    first: int
    end: int
    entry: int
    record: bytes


def closed_periods() -> list[ClosedPeriod]:
    """Every closed period, oldest first."""
    rows = Period.objects.order_by("first").values_list("label", "first", "end", "entry")
    records = dict(Entry.objects.filter(index__in=[row[3] for row in rows]).values_list("index", "record"))
    return [ClosedPeriod(*row, record=bytes(records[row[3]])) for row in rows]


def open_month() -> str | None:
    """The UTC month (2026-03) of the first entry that is in no closed period, or None if there is no such entry."""
    last = Period.objects.order_by("-end").values_list("end", flat=True).first() or 0
    day = Entry.objects.filter(index=last).values_list("day", flat=True).first()
    return None if day is None else day[:MONTH]


def lost_ranges() -> list[range]:
    """The entries of each restore that came back without their records."""
    rows = Record.objects.filter(act="restored").order_by("entry_id").values_list("facts", flat=True)
    found = (json.loads(bytes(facts))["data"] for facts in rows)
    return [range(data["first"], data["end"]) for data in found]


def counted_under_proof(end: int) -> bool:
    """Whether the entries before `end` are counted under a scheme that hides small numbers in statements."""
    newest = (
        Record.objects.filter(act="scheme", entry_id__lt=end).order_by("-entry_id").values_list("facts", flat=True)[0]
    )
    return bool(json.loads(bytes(newest))["data"]["complement"])


def steps_counted(first: int, end: int) -> Counter[tuple[str, date]]:
    """How often each (code, day it happened) was counted by the entries [first, end)."""
    rows = Step.objects.filter(index__gte=first, index__lt=end).values_list(F("code"), F("on"))
    return Counter({(code, on): n for code, on, n in rows.annotate(n=Count("index")).order_by()})


def kinds_counted(first: int, end: int) -> dict[str, int]:
    """How many of the entries [first, end) there are of each kind."""
    found = Entry.objects.filter(index__gte=first, index__lt=end).values_list("kind").annotate(n=Count("index"))
    return dict(found.order_by())


def rulebooks_until(end: int) -> list[Rulebook]:
    """Every rulebook adopted before entry `end`, the newest first."""
    hashes = RulebookText.objects.filter(entry__lt=end).order_by("-entry").values_list("hash", flat=True)
    return [rulebook(hash_) for hash_ in hashes]


def looks_to_seal(today: date) -> list[date]:
    """UTC days before today with looks that no act has sealed yet, oldest first."""
    days = set(Look.objects.filter(day__lt=today).values_list("day", flat=True).distinct())
    return sorted(days - sealed_days())


def sealed_days() -> set[date]:
    """UTC days whose looks an act has sealed."""
    facts = Record.objects.filter(act="looks-sealed").values_list("facts", flat=True)
    return {date.fromisoformat(json.loads(bytes(one))["data"]["day"]) for one in facts}
