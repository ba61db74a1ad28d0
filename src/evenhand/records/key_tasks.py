"""Complaints whose keys somebody still lacks: noted with the act that made it so, and struck with the act that mends it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import batched

from django.db.models import Exists, OuterRef

from evenhand.process.facts import Into
from evenhand.records.models import Compartment, Grant, KeyTask


def note_key_task(complaint: int, now: datetime, *, waits: bool) -> None:
    """That somebody who may read the complaint waits for its key, or that nobody does any more."""
    if waits:
        KeyTask.objects.get_or_create(complaint=complaint, defaults={"since": now})
    else:
        KeyTask.objects.filter(complaint=complaint).delete()


def look_later(complaint: int, now: datetime) -> None:
    """Put it behind all others: those whom nobody here could help must not keep the rest from being looked at."""
    KeyTask.objects.filter(complaint=complaint).update(since=now)


def key_tasks(most: int) -> Sequence[int]:
    """The complaints that have waited longest since they were noted, or last looked at."""
    return tuple(KeyTask.objects.order_by("since", "complaint").values_list("complaint", flat=True)[:most])


def note_all_lacking(now: datetime, keys: Collection[str]) -> None:
    """That every complaint waits which none of these keys holds. Those of older records have no key of their own."""
    held = Grant.objects.filter(to__in=keys, ended_entry=None, compartment=OuterRef("id"))
    lacking = Compartment.objects.filter(~Exists(held), purpose=Into.COMPLAINT).exclude(complaint=None)
    found = lacking.order_by("complaint").values_list("complaint", flat=True)
    for some in batched(found.iterator(), 1_000):
        tasks = (KeyTask(complaint=complaint, since=now) for complaint in some if complaint is not None)
        KeyTask.objects.bulk_create(tasks, ignore_conflicts=True)
