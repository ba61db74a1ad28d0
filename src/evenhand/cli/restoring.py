"""The folders of a restore: it is built in `restoring/` inside the home and moved into place when it is whole, settings last.

So a restore that is killed at any moment leaves no home that looks finished, and repeating it begins again, or ends what was
only being moved.
"""

import json
import os
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evenhand.cli.say import Failure
from evenhand.records.blobs import sync_folder
from evenhand.site.home import Home, settings_text

STAGE, READY = "restoring", "ready"
KEPT_APART = ("signing.key", "vkey", "instance.key", "instance.pub")
"""What the folder kept apart must hold. The guard lies in it too, and is asked about where it does not."""
_ALSO = ("import.key", "next.key", "recovery.pub", "trustees.pub", "vouch.pub")
GUARD = "guard/checkpoint"
_MOVED = ("blobs", "log", "keys", "evenhand.sqlite3", "evenhand.toml")
"""In the order in which they are moved into place."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a restore is built. `home` is the organisation's, `inside` the same folder layout one level deeper."""

    home: Home

    @property
    def inside(self) -> Home:
        """What is being built."""
        return Home(self.home.root / STAGE)

    @property
    def ready(self) -> Path:
        """Exists from when all is built until all is moved; holds which backup it was, and the database's address."""
        return self.inside.root / READY

    def begin(self) -> None:
        """Make an empty stage in an empty home. Raises Failure if something else is there; OSError."""
        root = self.home.root
        if self.home.exists():
            raise Failure(f"{root} holds an organisation: restore into an empty folder, named in EVENHAND_HOME.")
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(path.name != STAGE for path in root.iterdir()):
            raise Failure(f"{root} holds other things: restore into an empty folder, named in EVENHAND_HOME.")
        shutil.rmtree(self.inside.root, ignore_errors=True)
        self.inside.root.mkdir(mode=0o700)

    def half_moved(self, backup: str) -> bool:
        """Whether a restore of this very backup was built, and broke off while it was moved. Raises Failure for another's."""
        if not self.ready.exists():
            return False
        if json.loads(self.ready.read_text(encoding="utf-8"))["backup"] != backup:
            raise Failure(
                f"{self.home.root} holds a restore of another backup, which is all but done: end that one first."
            )
        return True

    def declare_ready(self, backup: str, database: str) -> None:
        """From here on nothing is built any more, only moved."""
        _sync(self.inside.root)
        write_private(self.ready, json.dumps({"backup": backup, "database": database}).encode())

    @property
    def database(self) -> str:
        """The PostgreSQL address that the rows go to; empty for SQLite."""
        return str(json.loads(self.ready.read_text(encoding="utf-8"))["database"])

    def move(self) -> None:
        """Move everything into place, the settings last. Whatever was moved before stays."""
        for name in _MOVED:
            source = self.inside.root / name
            if source.exists() and not (name == "evenhand.sqlite3" and self.database):
                source.rename(self.home.root / name)
                sync_folder(self.home.root)
        shutil.rmtree(self.inside.root)


def copy_kept_apart(folder: Path, inside: Home) -> bytes | None:
    """Copy the keys into the stage; returns the guard, None if there is none. Raises Failure naming what is missing; OSError."""
    missing = [name for name in KEPT_APART if not (folder / name).is_file()]
    if missing:
        raise Failure(
            f"{folder} lacks {' and '.join(missing)}: give the copy of the folder keys that was kept apart. Without the signing "
            "key this register cannot be gone on with; what it signed stays provable."
        )
    inside.keys.mkdir(mode=0o700)
    for name in (*KEPT_APART, *_ALSO):
        if (folder / name).is_file():
            write_private(inside.keys / name, (folder / name).read_bytes())
    guard = folder / GUARD
    return guard.read_bytes() if guard.is_file() else None


def copy_backup(folder: Path, inside: Home) -> None:
    """Rows and sealed files, durable."""
    _copy(folder / "rows.sqlite3", inside.database, 0o600)
    inside.blobs.mkdir(mode=0o700)
    for place in sorted((folder / "blobs").glob("??/*")):
        _copy(place, inside.blobs / place.parent.name / place.name, 0o400)


def settings_of(folder: Path) -> dict[str, str | list[str]]:
    """The lines of the backup's `evenhand.toml`."""
    return tomllib.loads((folder / "evenhand.toml").read_text(encoding="utf-8"))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, durably."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_lines(inside: Home, lines: Mapping[str, str | list[str]]) -> None:
    """The settings of the restored home."""
    write_private(inside.settings_file, settings_text(lines).encode())


def _copy(source: Path, target: Path, mode: int) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file,
    ):
        shutil.copyfileobj(read, file)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
