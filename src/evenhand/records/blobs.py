"""Sealed files in a folder, each under the SHA-256 of its bytes.

What is promised: when `BlobWriter.finish` returns, the bytes survive a crash and a power cut, as far as the disk tells the
truth. The order is write, fsync the file, tell whoever keeps account of addresses, rename, fsync the folder; mode 0400. So no
blob lies in the store that nobody knows of. What remains: a disk that lies about fsync, which backups and `evenhand doctor`
find, and a temporary file that a crash left in `incoming/`, which the clerk sweeps.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_ADDRESS = re.compile(r"[0-9a-f]{64}")
PIECE = 65_536


class BlobMissing(LookupError):
    """No file with this address; the message names it."""


@dataclass(frozen=True, slots=True)
class Disk:
    """How large a disk is and how much of it is free, in bytes."""

    size: int
    free: int


class BlobStore(Protocol):
    """What the office needs of a store. Addresses are 64 hex digits: the SHA-256 of the bytes."""

    def writer(self) -> "BlobWriter":
        """A writer for one new blob."""
        ...

    def pieces(self, address: str) -> Iterator[bytes]:
        """The blob's bytes in pieces. Raises BlobMissing."""
        ...

    def has(self, address: str) -> bool:
        """Whether the blob is there (its bytes are not read)."""
        ...

    def remove(self, address: str) -> None:
        """Delete a blob that no act refers to: an expired draft's. Missing is fine."""
        ...

    def addresses(self) -> Iterator[str]:
        """Every address in the store, for `doctor`."""
        ...

    def sweep(self, before: float) -> int:
        """Delete unfinished uploads last written before that moment (Unix seconds); returns how many there were."""
        ...

    def disk(self) -> "Disk":
        """How large the disk is, and how much of it is free. Raises OSError."""
        ...


class FileBlobs:
    """Blobs as files in `root/ab/abcd...`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def writer(self) -> "BlobWriter":
        """A writer for one new blob."""
        incoming = self._root / "incoming"
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        return BlobWriter(self, incoming / secrets.token_hex(16))

    def pieces(self, address: str) -> Iterator[bytes]:
        """The blob's bytes in pieces of 64 KiB. Raises BlobMissing."""
        try:
            with self.path(address).open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        except FileNotFoundError:
            raise BlobMissing(f"The file {address} is not in the store.") from None

    def has(self, address: str) -> bool:
        """Whether the blob is there."""
        return self.path(address).exists()

    def remove(self, address: str) -> None:
        """Delete the blob; missing is fine."""
        self.path(address).unlink(missing_ok=True)

    def addresses(self) -> Iterator[str]:
        """Every address in the store, for `doctor`."""
        for path in sorted(self._root.glob("??/*")):
            if _ADDRESS.fullmatch(path.name):
                yield path.name

    def sweep(self, before: float) -> int:
        """Delete unfinished uploads last written before `before` (Unix seconds); returns how many there were."""
        swept = 0
        for path in (self._root / "incoming").glob("*"):
            with suppress(FileNotFoundError):  # it was finished or abandoned while we looked
                if path.stat().st_mtime < before:
                    path.unlink()
                    swept += 1
        return swept

    def disk(self) -> "Disk":
        """The disk that the folder is on, as far as others than its administrator may use it. Raises OSError."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.statvfs(self._root)
        return Disk(found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize)

    def path(self, address: str) -> Path:
        """Where the blob of that address lies. Raises ValueError for anything that is not an address."""
        if not _ADDRESS.fullmatch(address):
            raise ValueError("A blob's address is 64 hex digits.")
        return self._root / address[:2] / address


class BlobWriter:
    """Writes one blob: `write` its bytes, then `finish` to make it durable or `abandon` to forget it."""

    def __init__(self, store: FileBlobs, temporary: Path) -> None:
        self._store = store
        self._temporary = temporary
        self._digest = hashlib.sha256()
        self._file = os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb")

    def write(self, piece: bytes) -> None:
        """Append bytes."""
        self._digest.update(piece)
        self._file.write(piece)

    def finish(self, account: Callable[[str], object]) -> str:
        """Make the blob durable and return its address. `account` is told the address before the blob lies there.

        Raises OSError, and whatever `account` raises; `abandon` it then.
        """
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        address = self._digest.hexdigest()
        account(address)
        target = self._store.path(address)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        self._temporary.rename(target)
        sync_folder(target.parent)
        sync_folder(target.parent.parent)
        return address

    def abandon(self) -> None:
        """Forget what was written, also where the disk is full and cannot take what is still to be written."""
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
