"""Writing a backup while the service runs: rows as they stood at one moment, then the files that these rows name.

Sealed files are never changed or removed once an act names them, and files of the log never change, so what is copied after the
rows still fits them. Of the log, what was signed before the rows were read is copied: the rows hold at least that much.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from evenhand.clerk.backup.check import examine_backup
from evenhand.clerk.backup.manifest import (
    BLOBS,
    DATABASE,
    KEY,
    LOG,
    NAME,
    SETTINGS,
    SUMS,
    UNFINISHED,
    BackupFault,
    Manifest,
    digest,
    listed,
)
from evenhand.clerk.doctor import Examined
from evenhand.clerk.log_files import write_durably
from evenhand.clerk.sealed_sums import Sealer
from evenhand.records.beside import beside, instead, sqlite_file
from evenhand.records.blobs import BlobMissing, BlobStore, sync_folder
from evenhand.records.copy_rows import copy_rows
from evenhand.records.log_folder import LogFolder
from evenhand.records.models import Head, Sealed
from evenhand.records.queries.sums import Stretch, stretches
from evenhand.records.snapshot import snapshot
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.errors import RegisterError
from evenhand_register.tiles import CHECKPOINT, TilePath, full_tiles, partial_width

_MARK = (
    "A backup is being written here, or was when it broke off. `evenhand backup` with this folder begins it again.\n"
)


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up beside the rows. `settings` is the text of an `evenhand.toml` without the database's address."""

    origin: str
    vkeys: str
    """Our own verifier keys, current and retired, a line each."""
    settings: str
    log: LogFolder
    blobs: BlobStore
    sealer: Sealer | None = None
    """Seals the sums, which no backup holds in the clear; None where there is no recovery key."""


def write_backup(source: Source, folder: Path, now: datetime) -> tuple[Manifest, Examined]:
    """Write a backup, read every byte of it again, examine it as the doctor does, and only then declare it whole.

    `folder` is new, empty, or left by a backup that broke off: then what is there already is used. Returns what it holds and
    what the doctor found in it, which was so before. Raises BackupFault, OSError.
    """
    _begin(folder)
    raw, head = _signed(source.log)
    entries, sums = _copy_rows(folder / DATABASE)
    if source.sealer is not None:
        _write(folder, {SUMS: source.sealer.seal(entries, sums)})
    _copy_blobs(source.blobs, folder)
    _copy_log(source.log, head.size, folder / LOG)
    _write(
        folder, {SETTINGS: source.settings.encode(), KEY: f"{source.vkeys}\n".encode(), f"{LOG}/{CHECKPOINT}": raw}
    )
    examined = examine_backup(folder)
    manifest = Manifest(
        origin=source.origin,
        made=now.isoformat(timespec="seconds"),
        entries=entries,
        signed=head.size,
        root=b64encode(head.root),
        troubles=len(examined.troubles),
        files=listed(folder),
    )
    _sync(folder)
    manifest.write(folder)
    (folder / UNFINISHED).unlink()
    return manifest, examined


def _begin(folder: Path) -> None:
    """Take possession of the folder. Raises BackupFault if it holds anything that is not ours to write over."""
    if (folder / NAME).exists():
        raise BackupFault(f"{folder} holds a backup already, and none is written over: give a new folder each time.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / UNFINISHED).exists() and any(folder.iterdir()):
        raise BackupFault(f"{folder} holds other things: give a new or an empty folder.")
    folder.chmod(0o700)
    _write(folder, {UNFINISHED: _MARK.encode()})


def _signed(log: LogFolder) -> tuple[bytes, Checkpoint]:
    raw = log.read(CHECKPOINT)
    try:
        if raw is not None:
            return raw, Checkpoint.parse(note.parse(raw).text)
    except RegisterError:
        pass
    raise BackupFault(
        "The register's signed head is missing or damaged: run `evenhand doctor`, and back up when it is mended."
    )


def _copy_rows(path: Path) -> tuple[int, list[Stretch]]:
    """All rows of one moment, in a SQLite file whatever the database is; returns the register's size and its sums then."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_empty_tables())
    with beside(sqlite_file(path)) as target:
        try:
            with snapshot():
                copy_rows(DEFAULT_DB_ALIAS, target)
                sums = stretches()
        except (DatabaseError, ValueError, TypeError) as error:
            raise BackupFault(
                f"The rows cannot be read ({type(error).__name__}): run `evenhand doctor`, which names what was damaged."
            ) from None
        return int(Head.objects.using(target).values_list("size", flat=True).get(id=1)), sums


@cache
def _empty_tables() -> bytes:
    """A SQLite file with every table and no row: the same each time, so it is made once."""
    with TemporaryDirectory(prefix="evenhand-tables-") as scratch:
        path = Path(scratch) / DATABASE
        with beside(sqlite_file(path)), instead():
            call_command("migrate", verbosity=0)
        return path.read_bytes()


def _copy_blobs(blobs: BlobStore, folder: Path) -> None:
    """The sealed files that the rows name. What is there from before and whole stays; what is gone is the doctor's to name."""
    with beside(sqlite_file(folder / DATABASE)) as target:
        addresses = list(Sealed.objects.using(target).filter(what="file").values_list("address", flat=True))
    for address in addresses:
        place = folder / BLOBS / address[:2] / address
        if place.exists() and digest(place)[1] == address:
            continue
        place.unlink(missing_ok=True)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _stream(blobs, address, place)
        except BlobMissing:
            place.unlink(missing_ok=True)


def _stream(blobs: BlobStore, address: str, place: Path) -> None:
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in blobs.pieces(address):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _copy_log(log: LogFolder, size: int, target: Path) -> None:
    """The files of a log of that size, and the openings of whatever it publishes."""
    shutil.rmtree(target, ignore_errors=True)
    for path in map(TilePath.render, _tiles(size)):
        found = log.read(path)
        if found is not None:
            _write(target, {path: found})
    for opening in sorted((log.root / "record").glob("*")):
        if not opening.name.startswith("."):
            _write(target, {f"record/{opening.name}": opening.read_bytes()})


def _tiles(size: int) -> list[TilePath]:
    found, level = [], 0
    while size >> 8 * level:
        names = (level,) if level else (None, 0)
        for name in names:
            found += [TilePath(name, index) for index in range(full_tiles(size, level))]
            if partial_width(size, level):
                found.append(TilePath(name, full_tiles(size, level), partial_width(size, level)))
        level += 1
    return found


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(path, content)
        path.chmod(0o600)


def _sync(folder: Path) -> None:
    """The names of all files, onto the disk; and the folders for their owner alone."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
            sync_folder(path)
