"""Room for what arrives: files stop before the disk is full, so that a complaint without files always finds its place.

While there is room enough, nobody is counted. When it becomes crowded, each network address may take a fair part and no more;
addresses are held in memory for an hour and written nowhere. No complaint is refused for want of room: only a file is, and a
draft that was left alone for longest makes way for one that is being written.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Lock

from django.db import transaction
from django.db.models import Count, Sum

from evenhand.office.context import Office
from evenhand.office.drafts import LASTS, MARGIN
from evenhand.office.limits import (
    CROWDED,
    FAIR_BYTES,
    FAIR_DRAFTS,
    FAIR_TIME,
    KEEP_FREE,
    KEEP_SHARE,
    LEFT_ALONE,
    MOST_DRAFTS,
    MOST_WAITING,
    MOST_WAITING_FILES,
)
from evenhand.office.sender import UNKNOWN
from evenhand.office.uploads import take_back
from evenhand.records.blobs import Disk
from evenhand.records.models import Draft, DraftFile

MAKES_WAY = 100
"""How many drafts go at once when there are too many."""


class Short(StrEnum):
    """Why there is no room for a file or a draft."""

    DISK = "no-room"
    SHARE = "too-much-from-one-network"


@dataclass(slots=True)
class Shares:
    """What each network address took within the present hour. In memory alone."""

    since: datetime | None = None
    taken: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def take(self, address: str, amount: int, now: datetime) -> int:
        """Add to what the address took; how much it has taken by now. 0 for an address that says nothing."""
        with self.lock:
            if self.since is None or not self.since <= now < self.since + FAIR_TIME:
                self.since = now
                self.taken.clear()
            if address == UNKNOWN:
                return 0
            self.taken[address] += amount
            return self.taken[address]


@dataclass(frozen=True, slots=True)
class Room:
    """The room of one organisation, as one process sees it. `disk`: the disk that files lie on. All methods raise OSError."""

    disk: Callable[[], Disk]
    files: Shares = field(default_factory=Shares)
    drafts: Shares = field(default_factory=Shares)

    def for_file(self, office: Office, address: str) -> Short | None:
        """Whether one more file may begin to arrive."""
        if self.disk_is_full():
            return Short.DISK
        waiting = DraftFile.objects.aggregate(count=Count("address"), bytes=Sum("size", default=0))
        filled = max(waiting["bytes"] / self._most_waiting(waiting["bytes"]), waiting["count"] / MOST_WAITING_FILES)
        taken = self.files.take(address, 0, office.now())
        if filled >= 1:
            return Short.DISK
        return Short.SHARE if filled >= CROWDED and taken >= FAIR_BYTES else None

    def for_piece(self, office: Office, address: str, size: int) -> Short | None:
        """Whether the next piece of a file may be written. Counts it for its sender."""
        self.files.take(address, size, office.now())
        return Short.DISK if self.disk_is_full() else None

    def for_draft(self, office: Office, address: str) -> Short | None:
        """Whether one more draft may begin; those that were left alone longest make way for it."""
        count = Draft.objects.count()
        taken = self.drafts.take(address, 1, office.now())
        if count >= MOST_DRAFTS * CROWDED and taken > FAIR_DRAFTS:
            return Short.SHARE
        return Short.DISK if count >= MOST_DRAFTS and not _make_way(office) else None

    def disk_is_full(self) -> bool:
        """Whether what is free on the disk is kept for complaints."""
        return self._for_files() <= 0

    def _for_files(self) -> int:
        """Bytes that files may still take."""
        disk = self.disk()
        return disk.free - min(KEEP_FREE, disk.size // KEEP_SHARE)

    def _most_waiting(self, waiting: int) -> int:
        """No more than half of what the disk has for files, so that waiting files leave room for those of complaints."""
        return max(1, min(MOST_WAITING, (self._for_files() + waiting) // 2))


def _make_way(office: Office) -> int:
    """Throw away drafts that were left alone longest; how many that were."""
    before = office.now() + LASTS + MARGIN - LEFT_ALONE
    names = list(
        Draft.objects.filter(expires__lt=before).order_by("expires").values_list("digest", flat=True)[:MAKES_WAY]
    )
    with transaction.atomic():
        take_back(office, DraftFile.objects.filter(draft__in=names).values_list("address", flat=True))
        Draft.objects.filter(digest__in=names).delete()
    return len(names)
