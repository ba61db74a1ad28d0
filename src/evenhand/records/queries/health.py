"""How the service is: what the doctor found last, whether somebody signs, what waits. Counts and sentences, nothing of a case."""

from dataclasses import dataclass
from datetime import datetime

from evenhand.records.log_folder import LogFolder
from evenhand.records.models import Examination, Lease
from evenhand.records.queries.register import size
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.note import parse
from evenhand_register.tiles import CHECKPOINT


@dataclass(frozen=True, slots=True)
class Found:
    """How many things are wrong in one place: a table, or a part of the files. `sentence` says what the place is for."""

    place: str
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Examined:
    """The examination that ended last. Without `entries` it broke off, and what it says of anything else is nothing."""

    began: datetime | None
    ended: datetime
    entries: int | None
    complaints: int | None
    found: tuple[Found, ...]

    @property
    def total(self) -> int:
        """How many things are wrong."""
        return sum(found.count for found in self.found)


@dataclass(frozen=True, slots=True)
class Service:
    """How many entries there are, how many of them the published head covers (None: it cannot be read), and the clerk's lease.

    `leads_until` is None where no clerk was ever at work, or where the last one stopped in good order.
    """

    entries: int
    signed: int | None
    leads_until: datetime | None

    @property
    def unsigned(self) -> int:
        """How many entries no signed head covers yet."""
        return max(0, self.entries - (self.signed or 0))


def last_examination() -> Examined | None:
    """The one that ended last, or None if none ever did."""
    row = Examination.objects.exclude(ended=None).order_by("-ended", "-id").first()
    if row is None or row.ended is None:
        return None
    found = tuple(Found(str(place), int(count), str(sentence)) for place, count, sentence in row.found)
    return Examined(row.began, row.ended, row.entries, row.complaints, found)


def examination_under_way() -> tuple[datetime, datetime | None] | None:
    """When the one that has not ended was asked for and began, or None if there is none."""
    return Examination.objects.filter(ended=None).order_by("id").values_list("asked", "began").first()


def service(log: LogFolder) -> Service:
    """The service at this moment."""
    signed = _signed(log)
    lease = Lease.objects.exclude(holder="").filter(name="clerk").values_list("until", flat=True).first()
    return Service(size(), signed, lease)


def _signed(log: LogFolder) -> int | None:
    checkpoint = log.read(CHECKPOINT)
    try:
        return Checkpoint.parse(parse(checkpoint).text).size if checkpoint else None
    except RegisterError:
        return None
