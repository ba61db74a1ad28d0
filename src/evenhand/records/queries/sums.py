"""The sums of what is counted and not stated yet, and how far they reach (see `models.Sum`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Min

from evenhand.records.models import Entry, Record, Sum

STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of `Sum`: what the counted entries from `first` to where the next stretch begins add up to."""

    first: int
    totals: Mapping[str, int] = field(repr=False)
    blinding: bytes = field(repr=False)


def stretches() -> list[Stretch]:
    """All of them, in order."""
    rows = Sum.objects.order_by("first").values_list("first", "totals", "blinding")
    return [Stretch(first, json.loads(totals), bytes(blinding)) for first, totals, blinding in rows]


def stated_until() -> int:
    """The end of the last period that was stated: how many entries have no further need of sums."""
    facts = Record.objects.filter(act=STATEMENT).order_by("-entry_id").values_list("facts", flat=True).first()
    return int(json.loads(bytes(facts))["data"]["claim"]["to"]["size"]) if facts is not None else 0


def counted(first: int, end: int) -> range:
    """From the first to the last counted entry of [first, end); empty if none of them counts."""
    found = Entry.objects.filter(index__gte=first, index__lt=end).exclude(tally=None)
    ends = found.aggregate(first=Min("index"), last=Max("index"))
    return range(0) if ends["first"] is None else range(ends["first"], ends["last"] + 1)


def without_sums(first: int, end: int, among: Sequence[Stretch]) -> range:
    """The counted entries of [first, end) that lie before all of these stretches: their sums are not here."""
    begins = min((stretch.first for stretch in among if stretch.first >= first), default=end)
    return counted(first, min(begins, end))
