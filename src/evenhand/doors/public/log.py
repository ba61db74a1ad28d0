"""The published log as the public door reads it: the files that anybody can download, and nothing else.

No page about entries asks the database, so none of them can show more than is public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import overload

from evenhand.records.log_folder import LogFolder
from evenhand_register import entry, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.entry import Entry
from evenhand_register.policy import Policy, VerifiedCheckpoint, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, TILE_WIDTH, StoredHashes, read_entries, record_path
from evenhand_register.tlog_proof import TlogProof
from evenhand_register.tree import leaf_hash, prove_inclusion


class NoHeadError(Exception):
    """The register has no signed head yet: the clerk has not run."""


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """One entry as it stands in the log."""

    index: int
    raw: bytes
    parsed: Entry

    @property
    def text(self) -> str:
        """The seven lines."""
        return self.raw.decode("ascii")

    @property
    def record(self) -> str:
        """The record hash as the entry spells it."""
        return b64encode(self.parsed.record)

    @property
    def leaf(self) -> str:
        """The hash of the entry as a leaf of the tree, in base64."""
        return b64encode(leaf_hash(self.raw))


@dataclass(frozen=True)
class Log:
    """The log under its newest signed head, which `verified` is with the signatures of witnesses under it."""

    folder: LogFolder
    checkpoint: bytes
    verified: VerifiedCheckpoint
    written: datetime

    @property
    def head(self) -> Checkpoint:
        """The head: origin, size and root."""
        return self.verified.checkpoint

    @property
    def size(self) -> int:
        """How many entries stand under the head."""
        return self.head.size

    @property
    def root(self) -> str:
        """The root in base64, as the head spells it."""
        return b64encode(self.head.root)

    @cached_property
    def hashes(self) -> StoredHashes:
        """The tree's hashes, read from the tiles."""
        return StoredHashes(self.folder, self.size)

    def entry(self, index: int) -> LoggedEntry:
        """One entry. Raises RegisterError (E_TILE) if the files are damaged, IndexError if there is no such entry."""
        return self.entries(index, index + 1)[0]

    def entries(self, first: int, end: int) -> list[LoggedEntry]:
        """The entries [first, end) that there are, in order. Raises RegisterError (E_TILE)."""
        found: list[LoggedEntry] = []
        end = min(end, self.size)
        for tile in range(first // TILE_WIDTH, -(-end // TILE_WIDTH)):
            begins = tile * TILE_WIDTH
            bundle = read_entries(self.hashes, tile)
            places = range(max(first, begins), min(end, begins + TILE_WIDTH))
            found += (
                LoggedEntry(place, raw, entry.parse(raw)) for place in places for raw in (bundle[place - begins],)
            )
        return found

    def proof(self, index: int) -> bytes:
        """The .tlog-proof of an entry under the newest head (REGISTER.md 1.7)."""
        path = prove_inclusion(self.hashes, index, self.size)
        return TlogProof(index, tuple(path), note.once(self.checkpoint, first=True)).render()

    def opening(self, logged: LoggedEntry) -> bytes | None:
        """The published opening of an entry, or None for one whose record is not public."""
        return self.folder.read(record_path(logged.parsed.record))


def open_log(folder: Path, policy: Policy) -> Log:
    """The log under its newest head. Raises NoHeadError, or RegisterError if the head is not signed as the policy asks."""
    files = LogFolder(folder)
    raw = files.read(CHECKPOINT)
    if raw is None:
        raise NoHeadError
    verified = verify_checkpoint(raw, policy)
    written = datetime.fromtimestamp((folder / CHECKPOINT).stat().st_mtime, UTC)
    return Log(files, raw, verified, written)


class NewestFirst(Sequence[LoggedEntry]):
    """The log's entries from the newest to the oldest, of which only the slices asked for are read."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __len__(self) -> int:
        return self._log.size

    @overload
    def __getitem__(self, place: int) -> LoggedEntry: ...
    @overload
    def __getitem__(self, place: slice) -> list[LoggedEntry]: ...
    def __getitem__(self, place: int | slice) -> LoggedEntry | list[LoggedEntry]:
        """One entry or a slice, counted from the newest."""
        if isinstance(place, int):
            return self._log.entry(range(self._log.size)[-1 - place])
        start, stop, _ = place.indices(self._log.size)
        return self._log.entries(self._log.size - stop, self._log.size - start)[::-1]
