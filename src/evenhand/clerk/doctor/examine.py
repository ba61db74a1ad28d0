"""The whole examination."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.committed import check_committed
from evenhand.clerk.doctor.entries import check_entries, check_log
from evenhand.clerk.doctor.envelope import check_envelope
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.projections import check_projections
from evenhand.clerk.log_files import LogFiles
from evenhand.records.blobs import BlobStore
from evenhand.records.models import Complaint, Entry


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at and what was found."""

    entries: int
    complaints: int
    troubles: tuple[Trouble, ...]

    @property
    def clean(self) -> bool:
        """Nothing is wrong."""
        return not self.troubles


def examine(log: LogFiles, guard: Path, blobs: BlobStore) -> Examined:
    """Look at everything; changes nothing."""
    return Examined(Entry.objects.count(), Complaint.objects.count(), tuple(_all(log, guard, blobs)))


def _all(log: LogFiles, guard: Path, blobs: BlobStore) -> Iterator[Trouble]:
    claims = Claims()
    yield from check_entries(claims)
    yield from check_log(log, guard)
    yield from check_projections()
    yield from check_committed(claims)
    yield from check_envelope(claims, blobs)
