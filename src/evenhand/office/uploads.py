"""Files on their way in: sealed piece by piece, so that nothing clear touches the disk (DESIGN 5.10).

A file that arrives belongs to nobody yet: it has a row that makes the clerk delete it, unless an act or a draft takes it up.
Attempts that fail are counted, because what could not be kept must at least show in a number.
"""

import weakref
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from evenhand.office.context import Office
from evenhand.process.facts import FileRef, Refusal
from evenhand.records.models import Attempt, DraftFile, Sealed
from evenhand.vault.keys import new_content_key
from evenhand.vault.stream import Sealer

UNCLAIMED = timedelta(days=1)
"""How long a file is kept that no act and no draft has taken up."""
SOON = timedelta(hours=1)
"""When a file that was taken back is deleted: later than any act that is being written at this moment."""

TAKEN = Refusal(
    "file-taken",
    "A file in this form was sent before, so nothing was done. Look first whether all is recorded already. "
    "To send the file once more, take it out here and choose it again.",
    "files",
)


class Incoming:
    """One file while it arrives, sealed under a fresh key of its own. Forgotten unless `finish` is reached."""

    def __init__(self, office: Office) -> None:
        """Raises OSError if the store cannot be written to."""
        self.size = 0
        self._office = office
        self._key = new_content_key(office.entropy)
        self._sealer = Sealer(self._key, office.entropy)
        self._writer = office.blobs.writer()
        self._forget = weakref.finalize(self, self._writer.abandon)

    def write(self, piece: bytes) -> None:
        """Seal and store the next bytes. Raises OSError."""
        self.size += len(piece)
        self._writer.write(self._sealer.update(piece))

    def finish(self, name: str, media_type: str) -> FileRef:
        """Note when the file is deleted if nothing takes it up, and make it durable. Raises OSError, DatabaseError."""
        try:
            self._writer.write(self._sealer.finish())
            address = self._writer.finish(self._note)
        except (OSError, DatabaseError):
            self.abandon()
            raise
        self._forget.detach()
        return FileRef(address, bytes(self._key), name, media_type, self.size)

    def abandon(self) -> None:
        """Forget what arrived. Twice is fine."""
        self._forget()

    def _note(self, address: str) -> None:
        expires = self._office.now() + UNCLAIMED
        DraftFile.objects.create(address=address, draft="", size=self.size, expires=expires)


def take_back(office: Office, addresses: Iterable[str]) -> None:
    """Leave files to the clerk, who deletes those that no act refers to."""
    DraftFile.objects.filter(address__in=list(addresses)).update(draft="", expires=office.now() + SOON)


def taken(files: Sequence[FileRef]) -> Refusal | None:
    """Why these files cannot go with an act: one stands in the register already, or is among them twice.

    Pages carry a file from one try to the next, and a browser sends the same form as often as its person likes.
    """
    addresses = [file.address for file in files]
    if len(set(addresses)) < len(addresses) or Sealed.objects.filter(address__in=addresses).exists():
        return TAKEN
    return None


def count_attempt(office: Office, door: str, reason: str) -> None:
    """Count an attempt that failed, by day, door and reason; nothing else of it is kept."""
    key = {"day": office.today(), "door": door, "reason": reason}
    with transaction.atomic():
        Attempt.objects.bulk_create([Attempt(**key)], ignore_conflicts=True)
        Attempt.objects.filter(**key).update(count=F("count") + 1)
