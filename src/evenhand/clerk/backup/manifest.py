"""What a backup holds: every file with its length and SHA-256, and the head of the register that was signed by then.

The manifest is written last. A folder without it is a backup that broke off, and nothing else takes it for a whole one.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from evenhand.clerk.log_files import write_durably
from evenhand.records.blobs import PIECE, sync_folder

NAME = "manifest.json"
UNFINISHED = "unfinished"
"""Marks a folder that a backup is being written into, or was when it broke off."""
DATABASE, SETTINGS, KEY, LOG, BLOBS = "rows.sqlite3", "evenhand.toml", "vkey", "log", "blobs"
SUMS = "sums.sealed"
"""The sums of what is not stated yet, as of these rows, sealed to the recovery key; not there where there is none."""
_VERSION = "evenhand.backup/v1"


class BackupFault(Exception):
    """This folder cannot be written as a backup, or cannot be trusted as one; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made` is the UTC moment (ISO 8601); `entries` counts the rows, `signed` the head in `log/`; `troubles` what doctor found."""

    origin: str
    made: str
    entries: int
    signed: int
    root: str
    troubles: int
    files: dict[str, tuple[int, str]]
    """By path from the folder: length in bytes, and SHA-256 in hex."""

    def write(self, folder: Path) -> None:
        """Write it durably. From then on the backup is whole."""
        text = json.dumps({"v": _VERSION, **asdict(self)}, indent=1, sort_keys=True)
        write_durably(folder / NAME, text.encode())
        (folder / NAME).chmod(0o600)
        sync_folder(folder)


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupFault if there is none, or none that this program can read."""
    try:
        raw = json.loads((folder / NAME).read_bytes())
        if raw.pop("v") != _VERSION:
            raise BackupFault(f"{folder} was made by another version of this program: restore it with that one.")
        files = {str(path): (int(size), str(digest)) for path, (size, digest) in raw.pop("files").items()}
        return Manifest(**raw, files=files)
    except FileNotFoundError:
        what = "is a backup that broke off" if (folder / UNFINISHED).exists() else "is no backup"
        raise BackupFault(
            f"{folder} {what}: it has no {NAME}. Give a folder that `evenhand backup` finished."
        ) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise BackupFault(f"{folder / NAME} is damaged: use another backup.") from None
    except OSError as error:
        raise BackupFault(f"{folder} cannot be read: {error.strerror}.") from None


def listed(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file of a folder (but manifest and mark), by path from it: length and SHA-256, as the disk gives them back."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in _files(folder)}


def digest(path: Path) -> tuple[int, str]:
    """Length and SHA-256 of a file."""
    hashed, length = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            hashed.update(piece)
            length += len(piece)
    return length, hashed.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in (NAME, UNFINISHED):
            yield path
