"""Examinations in the background: asked for at the desk or due, done by a process of the clerk's, shown at the desk."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from evenhand.office.context import Office
from evenhand.records.models import Examination

EVERY = timedelta(days=1)
"""How long after the end of one the next is due by itself."""


def ask_for_examination(office: Office) -> None:
    """Have everything examined soon. One that is asked for already, or under way, will do."""
    if not Examination.objects.filter(ended=None).exists():
        Examination.objects.create(asked=office.now())


def is_due(now: datetime, since: datetime) -> bool:
    """Whether one is to begin: it was asked for, or the last one ended a day ago. Where there was none, counts from `since`."""
    if Examination.objects.filter(ended=None).exists():
        return True
    last = Examination.objects.exclude(ended=None).order_by("-ended").values_list("ended", flat=True).first()
    return now - (last or since) >= EVERY


def begin(now: datetime) -> None:
    """Note that one begins."""
    waiting = Examination.objects.filter(ended=None).order_by("id").first() or Examination(asked=now)
    waiting.began = now
    waiting.save()


def break_off(now: datetime) -> int:
    """Note the end of each that began and will not end by itself: its process is gone. Returns how many there were."""
    return Examination.objects.filter(ended=None).exclude(began=None).update(ended=now)


def finish(now: datetime, entries: int, complaints: int, places: Iterable[str], meaning: Mapping[str, str]) -> None:
    """Keep what the one under way found: the place of each thing that is wrong. What earlier ones found is forgotten."""
    counted = Counter(places)
    found = [(place, count, meaning.get(place, "")) for place, count in sorted(counted.items())]
    running = Examination.objects.filter(ended=None).exclude(began=None).order_by("id").first()
    if running is None:
        running = Examination(asked=now, began=now)
    running.ended, running.entries, running.complaints, running.found = now, entries, complaints, found
    running.save()
    Examination.objects.exclude(ended=None).exclude(pk=running.pk).delete()
