"""The public log as files, written so that a crash at any moment leaves nothing half done (REGISTER.md 9.2 and 9.4).

A file of the tree never changes once it exists: finding other bytes under its name stops everything. The sealed sums lie in a
folder beside the log and never in it: the log may be served to the public.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from evenhand.records.blobs import sync_folder
from evenhand.records.log_folder import LogFolder

_CANNOT_LIE = (
    "The sealed sums cannot be kept in {folder} ({why}): make that folder, for the user that the service runs as."
)


class LogDamaged(Exception):
    """The log's files are not what they were; the message names the file. Nothing is signed until a person has looked."""


class LogFiles(LogFolder):
    """The log's folder for the one process that writes it."""

    def add(self, files: Mapping[str, bytes]) -> None:
        """Write files that never change, durably. Raises LogDamaged if one exists with other bytes."""
        folders = set()
        for path, content in files.items():
            there = self.read(path)
            if there is None:
                folders |= self._write(path, content)
            elif there != content:
                raise LogDamaged(
                    f"The log's file {path} does not hold what the register says: it was changed on disk."
                )
        for folder in folders:
            sync_folder(folder)

    def replace(self, path: str, content: bytes) -> None:
        """Put a file in place of the one before, durably: the checkpoint."""
        for folder in self._write(path, content):
            sync_folder(folder)

    def keep_sums(self, size: int, sealed: bytes) -> None:
        """Write the sealed sums of a log of so many entries, durably, beside it. Raises LogDamaged if they cannot lie there."""
        folder = begin_sums(self.root)
        write_durably(folder / str(size), sealed, 0o600)
        sync_folder(folder)

    def has_sums(self, size: int) -> bool:
        """Whether the sealed sums of so many entries lie beside the log."""
        return (sums_folder(self.root) / str(size)).exists()

    def forget_sums(self, but: int) -> None:
        """Destroy the sealed sums of any other size: they tell of numbers that a statement may hide by now."""
        folder = sums_folder(self.root)
        others = [path for path in folder.glob("*") if path.name != str(but)]
        for path in others:
            path.unlink(missing_ok=True)
        if others:
            sync_folder(folder)

    def keep_beside(self, vkeys: str, policy: bytes) -> None:
        """Keep key and policy beside the log where the log is laid out as it is published: not here."""

    def _write(self, path: str, content: bytes) -> set[Path]:
        """Write, sync, rename. Returns the folders whose names must still be synced."""
        target = self.root / path
        touched = {target.parent}
        for folder in (target.parent, *target.parent.parents):
            if folder.exists():
                touched.add(folder)
                break
            touched.add(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, content)
        return touched


def sums_folder(log: Path) -> Path:
    """Where the sealed sums of a log in that folder lie."""
    return log.with_name(f"{log.name}.sums")


def begin_sums(log: Path) -> Path:
    """Make that folder, if it is not there. Raises LogDamaged where it cannot be, or would lie on another disk than the log."""
    folder = sums_folder(log)
    try:
        same_disk = log.stat().st_dev == log.parent.stat().st_dev
        if same_disk and not folder.is_dir():
            folder.mkdir(mode=0o700)
            sync_folder(folder.parent)
    except OSError as error:
        raise LogDamaged(_CANNOT_LIE.format(folder=folder, why=error.strerror)) from None
    if not same_disk:
        raise LogDamaged(
            f"{log} is a whole disk, so nothing can lie beside it on the same one: move the log into a folder of that disk, and "
            "name the folder in log_copy."
        )
    if not os.access(
        folder, os.W_OK | os.X_OK, effective_ids=True
    ):  # the clerk's own user may have a capability for it
        raise LogDamaged(_CANNOT_LIE.format(folder=folder, why="not for this user to write"))
    return folder


def write_durably(target: Path, content: bytes, mode: int = 0o644) -> None:
    """Write beside the target, sync, and rename over it. The folder's name entry is the caller's to sync."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
