"""Complaints whose keys somebody still lacks: noted with the act that made it so, and struck with the act that mends it."""

from collections.abc import Sequence
from datetime import datetime

from evenhand.records.models import KeyTask


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
