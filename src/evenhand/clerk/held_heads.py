"""Heads that our own key signed and that our list does not contain, as an outside witness showed them: proof of a set-back.

    witnessed/NAME.head           keeps anything from being signed, as long as the list does not contain it
    witnessed/NAME.set-aside      one that counts no more: the list contains it again, or its witness was taken out of the policy

The folder lies beside the guard file, and is a second guard: nobody but us can sign such a head, so a witness cannot make one
up to stop a register, and a register that was set back as a whole, guard and all, finds one here as soon as a witness is
asked. It is obeyed by whoever signs, also after a restart, until the entries are back.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.log_files import LogDamaged, write_durably
from evenhand.records.blobs import sync_folder
from evenhand_register import note, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.tiles import StoredHashes, TileStore

_HELD, _SET_ASIDE = ".head", ".set-aside"
_DO = (
    "Find out what happened before anything else, and put the newest backup back; complaints are taken meanwhile. The head lies in "
    "{file}."
)


@dataclass(frozen=True, slots=True)
class HeldHead:
    """One such head, where it lies, and which witness showed it, by its key's name."""

    file: Path
    witness: str
    head: Checkpoint


@dataclass(frozen=True, slots=True)
class Grown:
    """A log with the files that it is about to get."""

    files: Mapping[str, bytes]
    log: TileStore

    def read(self, path: str) -> bytes | None:
        """A file's bytes, or None."""
        return self.files.get(path) or self.log.read(path)


class HeldHeads:
    """The heads kept in one folder, which is made when the first is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, vkey: str, shown: bytes) -> None:
        """Keep, durably, the signed note that the witness with this key showed. A longer one that it showed before stays."""
        file, before = self._folder / f"{_name(vkey)}{_HELD}", self.of(vkey)
        if before is not None and before.head.size >= Checkpoint.parse(note.parse(shown).text).size:
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_durably(file, shown)
        sync_folder(self._folder)
        sync_folder(self._folder.parent)

    def all(self) -> Iterator[HeldHead]:
        """Each head that counts. Raises LogDamaged for a file that cannot be read as one: it is a reason to look, not to sign."""
        for file in sorted(self._folder.glob(f"*{_HELD}")):
            yield _read(file)

    def set_aside(self, but: Collection[str]) -> list[str]:
        """Let go of the heads of witnesses other than these keys; the names of those that count no more."""
        kept = {f"{_name(vkey)}{_HELD}" for vkey in but}
        gone = [held for held in self.all() if held.file.name not in kept]
        for held in gone:
            self.let_go(held)
        return [held.witness for held in gone]

    def of(self, vkey: str) -> HeldHead | None:
        """The head that the witness with this key showed, if it counts. Raises LogDamaged."""
        file = self._folder / f"{_name(vkey)}{_HELD}"
        return _read(file) if file.exists() else None

    def let_go(self, held: HeldHead) -> None:
        """Count a head no more. It stays, under another name."""
        held.file.replace(held.file.with_suffix(_SET_ASIDE))
        sync_folder(self._folder)

    def check(self, size: int, store: TileStore) -> None:
        """Raises LogDamaged unless a list of this size, with the hashes in that store, contains each head."""
        for held in self.all():
            lacks = f"The witness {held.witness} shows a head of {held.head.size} entries that this register's own key signed"
            if held.head.size > size:
                raise LogDamaged(
                    f"{lacks}, and there are {size} here: the register was set back. {_DO.format(file=held.file)}"
                )
            if not contains(held.head, size, store):
                raise LogDamaged(
                    f"{lacks}, and the first {held.head.size} entries here are others: the register was rewritten. "
                    f"{_DO.format(file=held.file)}"
                )


def contains(head: Checkpoint, size: int, store: TileStore) -> bool:
    """Whether a list of this size, with the hashes in that store, begins with what a head covers."""
    return head.size <= size and tree.root(StoredHashes(store, size), head.size) == head.root


def _name(vkey: str) -> str:
    return hashlib.sha256(vkey.encode()).hexdigest()[:16]


def _read(file: Path) -> HeldHead:
    try:
        shown = note.parse(file.read_bytes())
        head = Checkpoint.parse(shown.text)
    except RegisterError as error:
        raise LogDamaged(f"{file}, which a witness showed, is damaged: {error.sentence} Find out by whom.") from None
    others = [line.name for line in shown.signatures if line.name != head.origin]
    return HeldHead(file, others[0] if others else "outside", head)
