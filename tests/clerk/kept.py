"""An organisation with backups, a second path of its log and a guard kept apart; what can be lost, and getting it back."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management import call_command

from evenhand.clerk.backup import Manifest, write_backup
from evenhand.clerk.backup.write import Source
from evenhand.clerk.doctor import Examined
from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles, sums_folder
from evenhand.clerk.restore.report import Restored, restore
from evenhand.clerk.restore.sums import GivenSums
from evenhand.clerk.restore.tiles import read_tiles
from evenhand.clerk.sealed_sums import Sealer
from evenhand.office.context import Office
from evenhand.office.looking import note_look
from evenhand.office.uploads import Incoming
from evenhand.process.facts import FileRef
from evenhand.records.beside import beside, instead, sqlite_file
from evenhand.records.blobs import FileBlobs
from evenhand.vault.keys import new_key_pair
from evenhand_register.keys import Signer
from tests.clerk.furnished import CLEAR, House
from tests.office.team import Team

NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
RECOVERY = new_key_pair(os.urandom)
"""The recovery key, both halves of it."""


def keep(team: Team, folder: Path) -> "Kept":
    """People, two complaints of which one has a file, a month closed, looks sealed, everything signed."""
    team.hire()
    team.receive("one")
    team.receive("two", files=(letter(team),))
    note_look(team.office, team.refs["mona"], None, "page")
    team.go_to(date(2026, 4, 2))
    do_what_is_due(team.office)
    signer = Signer(team.office.origin, os.urandom(32))
    sealer = Sealer(team.office.origin, RECOVERY.public, os.urandom)
    house = House(team, Integrator(LogFiles(folder / "log"), folder / "guard" / "checkpoint", signer, sealer=sealer))
    house.integrator.begin()
    house.integrate()
    return Kept(house, folder)


def letter(team: Team) -> FileRef:
    """A sealed file."""
    incoming = Incoming(team.office)
    incoming.write(CLEAR)
    return incoming.finish("letter.txt", "text/plain")


@dataclass(frozen=True, slots=True)
class Kept:
    """The house, and the folder that everything is kept in."""

    house: House
    folder: Path

    @property
    def source(self) -> Source:
        """What is backed up beside the rows."""
        integrator, office = self.house.integrator, self.house.team.office
        lines = f'name = "A body"\norigin = "{office.origin}"\ntimezone = "Europe/London"\nlog_copy = "/nowhere"\n'
        log = LogFiles(integrator.files.root)
        return Source(office.origin, integrator.signer.vkey, lines, log, office.blobs, integrator.sealer)

    def back_up(self, name: str = "backup") -> Path:
        """A backup of this moment."""
        self.back_up_examined(name)
        return self.folder / name

    def back_up_examined(self, name: str) -> tuple[Manifest, Examined]:
        """A backup, with what its writer says of it."""
        return write_backup(self.source, self.folder / name, NOW)

    def second_path(self, name: str = "second") -> Path:
        """The log's second path as it is at this moment, with the sealed sums beside it."""
        log = self.house.integrator.files.root
        shutil.copytree(sums_folder(log), sums_folder(self.folder / name))
        return Path(shutil.copytree(log, self.folder / name))

    def guard(self) -> bytes:
        """The guard as it is at this moment."""
        return self.house.integrator.guard.read_bytes()

    def sums(self, backup: Path, tiles: Path) -> GivenSums:
        """The sealed sums that lie beside the tiles and in the backup, with the recovery key."""
        return GivenSums((*sums_folder(tiles).glob("*"), *backup.glob("sums.sealed")), RECOVERY)

    def restore(
        self,
        backup: Path,
        tiles: Path,
        guard: bytes | None,
        people: tuple[str, str] | None = None,
        sums: GivenSums | None = None,
    ) -> "After":
        """Restore into a folder of its own, in which `After` then works."""
        after = After(self, self.folder / f"restored-{backup.name}-{tiles.name}")
        shutil.copytree(backup / "blobs", after.folder / "blobs", dirs_exist_ok=True)
        shutil.copyfile(backup / "rows.sqlite3", after.folder / "rows.sqlite3")
        vkey = self.house.integrator.signer.vkey
        with beside(sqlite_file(after.folder / "rows.sqlite3")), instead():
            call_command("migrate", verbosity=0)
            after.restored = restore(
                after.office,
                after.folder / "log",
                after.folder / "guard",
                read_tiles(tiles, vkey),
                guard,
                vkey,
                lambda: people,
                sums or self.sums(backup, tiles),
            )
        return after


class After:
    """A restored organisation."""

    def __init__(self, kept: Kept, folder: Path) -> None:
        self.kept, self.folder = kept, folder
        self.restored: Restored

    @property
    def office(self) -> Office:
        """The same office on the restored files. Ask it inside `at_work`."""
        return replace(self.kept.house.team.office, blobs=FileBlobs(self.folder / "blobs"))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The restored rows, in place of the ones that were lost."""
        with beside(sqlite_file(self.folder / "rows.sqlite3")), instead():
            yield

    @property
    def integrator(self) -> Integrator:
        """Whoever signs from here on."""
        house = self.kept.house.integrator
        return Integrator(LogFiles(self.folder / "log"), self.folder / "guard", house.signer, sealer=house.sealer)
