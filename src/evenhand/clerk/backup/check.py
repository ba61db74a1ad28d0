"""Checking a backup without any key: every byte against the manifest, then the doctor on the copy itself."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from evenhand.clerk.backup.manifest import BLOBS, DATABASE, KEY, LOG, BackupFault, Manifest, listed, read_manifest
from evenhand.clerk.doctor import Examined, examine
from evenhand.clerk.upgrade import is_older, said, upgrade
from evenhand.records.beside import beside, instead, sqlite_file, sqlite_to_read
from evenhand.records.blobs import FileBlobs
from evenhand.records.log_folder import LogFolder
from evenhand_register.tiles import CHECKPOINT


def check_backup(folder: Path) -> Manifest:
    """Read every byte. Raises BackupFault if the backup is not whole, or not as it was written; OSError."""
    manifest = read_manifest(folder)
    found = listed(folder)
    for name in sorted(manifest.files.keys() | found.keys()):
        if name not in found:
            raise BackupFault(f"{folder} is not whole: {name} is missing. Use another backup.")
        if name not in manifest.files:
            raise BackupFault(
                f"{folder} holds {name}, which was not in the backup: somebody put it there. Use another."
            )
        if found[name] != manifest.files[name]:
            raise BackupFault(f"{folder} is damaged: {name} is not as it was written. Use another backup.")
    return manifest


def examine_backup(folder: Path) -> Examined:
    """What the doctor finds in the rows, the sealed files and the log of a backup. There is no guard in it.

    One that an older version of the program wrote is examined as a restore would have it: on a copy with today's tables.
    """
    with beside(sqlite_to_read(folder / DATABASE)) as alias:
        if not is_older(alias):
            with instead():
                return _examine(folder)
    with TemporaryDirectory(prefix="evenhand-check-") as scratch:
        rows = shutil.copyfile(folder / DATABASE, Path(scratch) / DATABASE)
        with beside(sqlite_file(rows)), instead():
            changes = upgrade()
            found = _examine(folder)
        return replace(found, notes=(*found.notes, *said(changes)))


def _examine(folder: Path) -> Examined:
    vkeys = (folder / KEY).read_text(encoding="utf-8").strip()
    return examine(LogFolder(folder / LOG), folder / LOG / CHECKPOINT, FileBlobs(folder / BLOBS), vkeys, backup=True)
