"""The whole examination."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, transaction

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.committed import check_committed
from evenhand.clerk.doctor.entries import Register, check_entries, restored_lines
from evenhand.clerk.doctor.envelope import check_files, orphans
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.generations import check_generations
from evenhand.clerk.doctor.keys import check_keys
from evenhand.clerk.doctor.log import Found, Signed, check_log, read_signed
from evenhand.clerk.doctor.places import check_places
from evenhand.clerk.doctor.projections import check_projections
from evenhand.clerk.doctor.roots import Roots
from evenhand.clerk.doctor.safeguards import check_safeguards
from evenhand.clerk.doctor.sums import check_sums, check_sums_are_there
from evenhand.records.blobs import BlobStore
from evenhand.records.log_folder import LogFolder
from evenhand.records.models import Complaint, Entry
from evenhand.records.snapshot import snapshot

NO_DATABASE = "The database does not answer as a database does: it is away, not yet made, or damaged on the disk."


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at and what was found. `notes` are worth knowing and nothing is wrong because of them."""

    entries: int
    complaints: int
    troubles: tuple[Trouble, ...]
    notes: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Nothing is wrong."""
        return not self.troubles


def examine(log: LogFolder, guard: Path, blobs: BlobStore, vkeys: str | None, *, backup: bool = False) -> Examined:
    """Look at everything as it stood at one moment, while others go on writing; changes nothing.

    `vkeys` are the register's verifier keys, current and retired, a line each; None if they are not to be had. `backup`: these are
    a backup's rows, without working tables.
    """
    stored = list(blobs.addresses())
    signed = read_signed(log, guard, vkeys)
    register = Register(Claims(), Roots({head.size for head in signed.heads}))
    troubles: list[Trouble] = []
    try:
        with snapshot():
            for trouble in _all(log, signed, blobs, register, vkeys):
                troubles.append(trouble)  # noqa: PERF402  (one by one: what was found stays found)
            if not backup:
                troubles += part("the sums that are kept", check_sums_are_there())
            counts = Entry.objects.count(), Complaint.objects.count()
            notes = (*restored_lines(register), *orphans(blobs, stored))
            return Examined(*counts, tuple(troubles), notes)
    except DatabaseError as error:
        troubles.append(Trouble("the database", "", "", f"{NO_DATABASE} ({error})"))
        return Examined(0, 0, tuple(troubles))


def _all(
    log: LogFolder, signed: Signed, blobs: BlobStore, register: Register, vkeys: str | None
) -> Iterator[Trouble]:
    yield from part("the register", check_entries(register))
    found = Found(register.size, register.roots.at, register.whole, register.published)
    yield from part("the published files", check_log(log, signed, found))
    yield from part("the keys", check_keys(vkeys, signed))
    yield from part("the safeguards", check_safeguards())
    yield from part("the sums of what is counted", check_sums())
    yield from part("the sealed files", check_files(blobs))
    if register.finished:
        yield from part("the tables of complaints", check_projections(register.tainted, register.claims.draws))
        yield from part("the tables of the office", check_committed(register.claims))
        yield from part("whose key is whose", check_places())
        yield from part("which key is the newest", check_generations())


def part(what: str, troubles: Iterator[Trouble]) -> Iterator[Trouble]:
    """One part of the examination. Whatever stops it is told, with what it had found, and the others go on."""
    try:
        with transaction.atomic():  # so that a query which fails ends this part and not the whole
            yield from troubles
    except Exception as error:  # noqa: BLE001  (what was tampered with may fail in any way, and that is a finding)
        sentence = (
            f"This could not be examined to its end, which never happens unless something was damaged ({error!r})."
        )
        yield Trouble(what, "", "", sentence)
