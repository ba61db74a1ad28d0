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


def key_tasks(most: int) -> Sequence[int]:
    """The complaints that have waited longest."""
    return tuple(KeyTask.objects.order_by("since", "complaint").values_list("complaint", flat=True)[:most])
