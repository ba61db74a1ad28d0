"""Bring new entries into the tree, sign a checkpoint, publish it (REGISTER.md 9.3 and 9.4).

The order is the promise: sealed sums durable, tiles durable, guard checked, checkpoint signed, guard durable, own result
verified, checkpoint published last. A crash between any two steps is repaired by running again from the first. The sums come
before the tiles, so that the sums of whatever tiles are found after a loss are there.

The lease says who should sign; that only one process does is kept by a lock beside the guard, which ends with its holder. A
clerk that hung, and finds that another has led since, begins from the guard as it is now.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from evenhand.clerk.cosigned import with_lines
from evenhand.clerk.edges import keep_edge, up_to_the_next_edge
from evenhand.clerk.held_heads import Grown, HeldHeads, contains
from evenhand.clerk.key_folder import KeyFolder, KeysAmiss
from evenhand.clerk.log_files import LogDamaged, LogFiles, write_durably
from evenhand.clerk.sealed_sums import Sealer
from evenhand.clerk.self_check import check_entries
from evenhand.records.blobs import sync_folder
from evenhand.records.queries.keys import key_changes
from evenhand.records.queries.register import RowsDamaged, entry_bodies, openings_to_publish, size
from evenhand.records.queries.sums import Stretch, stretches
from evenhand.records.snapshot import snapshot
from evenhand_register import guard, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.key_change import LoggedChange
from evenhand_register.keys import Signer, VerifierKey
from evenhand_register.note import Signature
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, TILE_WIDTH, StoredHashes, grow, read_entries

SET_BACK = "It was set back to an older state, or its rows were changed: run `evenhand doctor`, and restore the newest backup."
MOST_AT_ONCE = 8192
"""Entries per checkpoint: a large import is published in steps, each of which survives a crash."""


@dataclass(frozen=True, slots=True)
class Integrator:
    """Whoever signs: the log's files, the guard file's path and the signing key, which no other process holds.

    `keys` are the files of its keys. Without them `signer` alone signs, and a register whose key was changed is not signed.
    """

    files: LogFiles
    guard: Path
    signer: Signer
    keys: KeyFolder | None = None
    sealer: Sealer | None = None
    """Seals the sums of what is not stated yet; None where there is no recovery key."""

    @property
    def vkeys(self) -> str:
        """The register's verifier keys, current and retired, the newest first, a line each. Raises LogDamaged, OSError."""
        return self.signer.vkey if self.keys is None else self.keys.vkeys

    def begin(self) -> Checkpoint:
        """Sign the empty tree of a new log. Raises LogDamaged if it was begun before: a lost guard is not replaced in silence."""
        with self._alone() as alone:
            if not alone:
                raise LogDamaged("Another process signs this log at this moment.")
            published = self._published()
            if published is not None and published.size > 0:
                raise LogDamaged(f"This log has {published.size} entries already: it was begun before.")
            return self._sign(0)

    def run(self) -> Checkpoint | None:
        """Integrate what is new; None if there is nothing to do, or if another process does it at this moment.

        Raises RegisterError (E_GUARD, E_TILE), LogDamaged or RowsDamaged where nothing may be signed; OSError, DatabaseError.
        """
        with self._alone() as alone:
            return self._integrate() if alone else None

    @property
    def held(self) -> HeldHeads:
        """The heads that keep us from signing, because a witness has them and we lack them."""
        return HeldHeads(self.guard.with_name("witnessed"))

    def add_cosignatures(self, text: str, key: VerifierKey, lines: Iterable[Signature]) -> bool | None:
        """Publish a head again with the lines of a witness under it. False if another head is published by now.

        None if another process signs at this moment: ask again. Raises OSError, and RegisterError or LogDamaged where what is
        published is not what we wrote.
        """
        with self._alone() as alone:
            raw = self.files.read(CHECKPOINT)
            if not alone or raw is None:
                return None
            shown = note.parse(raw)
            if shown.text != text:
                return False
            cosigned = with_lines(shown, key, lines).render()
            own = Policy.of_keys(self.vkeys.split())
            verify_checkpoint(cosigned, replace(own, witnesses={key.name: key}))
            if cosigned != raw:
                self.files.replace(CHECKPOINT, cosigned)
            return True

    def hold_against(self, vkey: str, shown: bytes) -> bool | None:
        """Keep a head that a witness showed and that our own key signed, if what we signed since does not contain it.

        Whether it does not; None if another process signs at this moment: ask again. Raises LogDamaged, RegisterError, OSError.
        """
        with self._alone() as alone:
            if not alone:
                return None
            if contains(Checkpoint.parse(note.parse(shown).text), self._guarded().size, self.files):
                return False
            self.held.keep(vkey, shown)
            return True

    def is_held_by(self, vkey: str) -> bool | None:
        """Whether a head that the witness with this key showed keeps us from signing. One that we contain again is let go.

        None if another process signs at this moment: ask again. Raises LogDamaged, RegisterError, OSError.
        """
        held = self.held.of(vkey)
        if held is None:
            return False
        with self._alone() as alone:
            if not alone:
                return None
            if not contains(held.head, self._guarded().size, self.files):
                return True
            self.held.let_go(held)
            return False

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other process signs until this ends. Two that sign at once could set guard and checkpoint back."""
        self.guard.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.guard.with_name("lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)  # which ends the lock

    def _integrate(self) -> Checkpoint | None:
        before = self._guarded()
        with snapshot():
            sums = stretches()
            entries = self._new_entries(before, up_to_known_sums(before.size, size(), sums))
        if self._published() != before:  # a crash came between signing and publishing
            self.held.check(before.size, self.files)
            return self._sign(before.size)
        if not entries:
            self.held.check(before.size, self.files)
            changes = key_changes(self.signer.name)
            self._signers(before.size, changes)  # a key that was exchanged is told at once
            if self.keys is not None:
                self.keys.forget_retired(before.size, changes)  # a crash may have come before it
            if before.size and self.sealer is not None and not self.files.has_sums(before.size):
                self._keep_sums(before.size, sums)
            return None
        keep_edge(self.files, before.size)
        entries = up_to_the_next_edge(before.size, entries)
        check_entries(self.signer.name, before.size, entries)
        growth = grow(self.files, before.size, entries)
        self.held.check(growth.size, Grown(growth.files, self.files))
        self._keep_sums(growth.size, sums)
        self.files.add(openings_to_publish(before.size, growth.size))
        self.files.add(growth.files)
        return self._sign(growth.size)

    def _keep_sums(self, size: int, sums: Sequence[Stretch]) -> None:
        """Seal the sums at so many entries, where there is a recovery key. Raises LogDamaged, OSError."""
        if self.sealer is not None:
            kept = [stretch for stretch in sums if stretch.first < size]
            self.files.keep_sums(size, self.sealer.seal(size, kept))

    def _new_entries(self, before: Checkpoint, end: int) -> Sequence[bytes]:
        """The entries after those that were signed, up to `end`. Raises RowsDamaged if the database lacks the newest of these.

        One is enough to see that an old backup was put back and has grown since: no two entries have the same bytes.
        """
        if before.size == 0:
            return entry_bodies(0, end)
        held = entry_bodies(before.size - 1, max(end - before.size, 0) + 1)
        if not held:
            raise RowsDamaged(f"{before.size} entries were signed and the database holds fewer. {SET_BACK}")
        if len(held) > 1:
            bundle, place = divmod(before.size - 1, TILE_WIDTH)
            if read_entries(StoredHashes(self.files, before.size), bundle)[place] != held[0]:
                raise RowsDamaged(
                    f"Entry {before.size - 1} in the database is not the one that was signed. {SET_BACK}"
                )
        return held[1:]

    def _guarded(self) -> Checkpoint:
        """What was signed last. Raises LogDamaged if the guard file is gone."""
        try:
            return Checkpoint.parse(note.parse(self.guard.read_bytes()).text)
        except FileNotFoundError:
            raise LogDamaged(
                f"The guard file {self.guard} is missing, so nothing is signed: put it back from the folder kept apart."
            ) from None

    def _published(self) -> Checkpoint | None:
        raw = self.files.read(CHECKPOINT)
        return Checkpoint.parse(note.parse(raw).text) if raw is not None else None

    def _sign(self, size: int) -> Checkpoint:
        last = self.guard.read_bytes() if self.guard.exists() else None
        changes = key_changes(self.signer.name) if size else ()
        signers = self._signers(size, changes)
        checkpoint = guard.check(
            last,
            keys=Policy.of_keys(self.vkeys.split()).logs,
            origin=self.signer.name,
            size=size,
            hashes=StoredHashes(self.files, size),
        )
        signed = note.sign(checkpoint.render(), signers)
        write_durably(self.guard, signed)
        sync_folder(self.guard.parent)
        for signer in signers:
            verify_checkpoint(signed, Policy.of_key(signer.vkey))
        self.files.replace(CHECKPOINT, signed)
        if self.keys is not None:
            self.keys.forget_retired(size, changes)
        if self.sealer is not None:
            self.files.forget_sums(size)
        return checkpoint

    def _signers(self, size: int, changes: Sequence[LoggedChange]) -> Sequence[Signer]:
        """The keys that sign a head of so many entries. Raises LogDamaged if they are not the ones that entries call for."""
        if self.keys is not None:
            return self.keys.signing_at(size, changes)
        if changes:
            raise KeysAmiss("The key of this register was changed, and whoever signs here knows only its first.")
        return (self.signer,)


def up_to_known_sums(signed: int, there: int, sums: Sequence[Stretch]) -> int:
    """How far the next head may reach, so that the sums at its size are known: to the end, or to where a stretch begins.

    `there` is how many entries there are at the moment at which these were the sums. As far as one step goes, or to the nearest.
    """
    places = sorted({stretch.first for stretch in sums if signed < stretch.first < there} | {there})
    reached = [place for place in places if place <= signed + MOST_AT_ONCE]
    return reached[-1] if reached else places[0]
