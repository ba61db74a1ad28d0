"""Bring new entries into the tree, sign a checkpoint, publish it (REGISTER.md 9.3 and 9.4).

The order is the promise: tiles durable, guard checked, checkpoint signed, guard durable, own result verified, checkpoint
published last. A crash between any two steps is repaired by running again from the first.
"""

from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.log_files import LogDamaged, LogFiles, write_durably
from evenhand.records.blobs import sync_folder
from evenhand.records.queries.register import entry_bodies, openings_to_publish
from evenhand_register import guard, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, StoredHashes, grow

MOST_AT_ONCE = 8192
"""Entries per checkpoint: a large import is published in steps, each of which survives a crash."""


@dataclass(frozen=True, slots=True)
class Integrator:
    """Whoever signs: the log's files, the guard file's path and the signing key, which no other process holds."""

    files: LogFiles
    guard: Path
    signer: Signer

    def begin(self) -> Checkpoint:
        """Sign the empty tree of a new log. The guard refuses it later: a lost guard is not begun again in silence."""
        return self._sign(0)

    def run(self) -> Checkpoint | None:
        """Integrate what is new; None if there is nothing to do. Raises RegisterError (E_GUARD, E_TILE) or LogDamaged."""
        before = self._guarded()
        entries = entry_bodies(before.size, MOST_AT_ONCE)
        if not entries and self._is_published(before):
            return None
        growth = grow(self.files, before.size, entries)
        self.files.add(openings_to_publish(before.size, growth.size))
        self.files.add(growth.files)
        return self._sign(growth.size)

    def _guarded(self) -> Checkpoint:
        """What was signed last. Raises LogDamaged if the guard file is gone."""
        try:
            return Checkpoint.parse(note.parse(self.guard.read_bytes()).text)
        except FileNotFoundError:
            raise LogDamaged(
                f"The guard file {self.guard} is missing, so nothing is signed: put it back from the folder kept apart."
            ) from None

    def _is_published(self, signed: Checkpoint) -> bool:
        published = self.files.read(CHECKPOINT)
        return published is not None and Checkpoint.parse(note.parse(published).text) == signed

    def _sign(self, size: int) -> Checkpoint:
        last = self.guard.read_bytes() if self.guard.exists() else None
        checkpoint = guard.check(
            last,
            keys=(self.signer.verifier,),
            origin=self.signer.name,
            size=size,
            hashes=StoredHashes(self.files, size),
        )
        signed = note.sign(checkpoint.render(), [self.signer])
        self.guard.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(self.guard, signed)
        sync_folder(self.guard.parent)
        verify_checkpoint(signed, Policy.of_key(self.signer.vkey))
        self.files.replace(CHECKPOINT, signed)
        return checkpoint
