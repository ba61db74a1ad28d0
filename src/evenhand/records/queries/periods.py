"""Closed periods, what was counted in them, and what the clerk still has to close or seal."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

from evenhand.records.models import Look, Period, Record, Step

MONTH = 7
"""The length of a month's label, such as 2026-03. Imported years have shorter labels."""


def periods() -> list[Period]:
    """Every closed period, oldest first."""
    return list(Period.objects.order_by("first"))


def last_month_closed() -> str | None:
    """The label of the newest calendar month that was closed, or None."""
    labels = [
        label for label in Period.objects.values_list("label", flat=True) if len(label) == MONTH and label[4] == "-"
    ]
    return max(labels, default=None)


def steps_counted(first: int, end: int) -> Iterator[tuple[str, date]]:
    """(code, day it happened) of every counted step recorded in [first, end)."""
    rows = Step.objects.filter(index__gte=first, index__lt=end).order_by("index", "place")
    yield from rows.values_list("code", "on").iterator(chunk_size=5000)


def counts(first: int, end: int) -> Counter[str]:
    """How often each code was counted in [first, end)."""
    return Counter(code for code, _ in steps_counted(first, end))


def looks_to_seal(today: date) -> list[date]:
    """UTC days before today with looks that no act has sealed yet, oldest first."""
    days = set(Look.objects.filter(day__lt=today).values_list("day", flat=True).distinct())
    return sorted(days - _sealed_days())


def _sealed_days() -> set[date]:
    facts = Record.objects.filter(act="looks-sealed").values_list("facts", flat=True)
    return {date.fromisoformat(json.loads(bytes(one))["data"]["day"]) for one in facts}
