"""The log as its second path has it: the head that was signed, and every entry that lies there, signed already or not yet.

What lies there unsigned is as binding: whoever went on with other entries in its place would find its own tiles in the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.restore.fault import RestoreFault
from evenhand.records.log_folder import EDGE, LogFolder
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, TILE_WIDTH, TilePath, decode_bundle, parse_path, record_path


@dataclass(frozen=True, slots=True)
class Tiles:
    """`raw` is the signed note of `head`; `widths` has the number of entries in each bundle, by its number."""

    folder: LogFolder
    raw: bytes
    head: Checkpoint
    widths: dict[int, int]

    @property
    def size(self) -> int:
        """How many entries lie here, from the first on without a gap."""
        size = 0
        while (width := self.widths.get(size // TILE_WIDTH, 0)) and size % TILE_WIDTH == 0:
            size += width
        return size

    def bodies(self, first: int = 0) -> Iterator[bytes]:
        """The bytes of the entries from `first` on. Raises RestoreFault if a file is damaged."""
        for index in range(first // TILE_WIDTH, -(-self.size // TILE_WIDTH)):
            path = TilePath(None, index, self.widths[index]).render()
            try:
                entries = decode_bundle(self.folder.read(path) or b"", self.widths[index])
            except RegisterError as error:
                raise RestoreFault(f"{self.folder.root / path} is damaged. {error.sentence}") from None
            yield from entries[max(0, first - index * TILE_WIDTH) :]

    def opening(self, record: bytes) -> bytes | None:
        """The published opening of a record, as it lies there."""
        return self.folder.read(record_path(record))

    def edges(self, vkeys: str) -> Iterator[tuple[int, bytes]]:
        """The heads put aside for statements and draws to come, by their size. One that this key did not sign is left here."""
        for path in sorted((self.folder.root / EDGE).glob("*")):
            raw = path.read_bytes()
            try:
                head = verify_checkpoint(raw, Policy.of_keys(vkeys.split())).checkpoint
            except RegisterError:
                continue
            if path.name == str(head.size):
                yield head.size, raw


def read_tiles(folder: Path, vkeys: str) -> Tiles:
    """Raises RestoreFault unless the folder holds a log with a head that one of these keys signed; OSError."""
    store = LogFolder(folder)
    raw = store.read(CHECKPOINT)
    if raw is None:
        raise RestoreFault(f"{folder} holds no log: it has no file {CHECKPOINT}. {NO_TILES}")
    try:
        head = verify_checkpoint(raw, Policy.of_keys(vkeys.split())).checkpoint
    except RegisterError as error:
        raise RestoreFault(f"The head in {folder} is not one that this register signed. {error.sentence}") from None
    return Tiles(store, raw, head, _widths(folder))


NO_TILES = (
    "Give the log's second path, the old machine's folder log, or a folder that `evenhand publish` wrote. Without any of them "
    "nobody can tell what was registered after the backup, and going on under the same origin could contradict receipts that "
    "people hold: begin a new register with a new origin then, whose first notice names this one's last known size and root."
)


def _widths(folder: Path) -> dict[int, int]:
    """The widest bundle of each number. Files are renamed into place, so each is whole."""
    widths: dict[int, int] = {}
    for place, _, names in (folder / "tile" / "entries").walk():
        for name in names:
            path = parse_path((place / name).relative_to(folder).as_posix())
            if path is not None:
                widths[path.index] = max(widths.get(path.index, 0), path.width)
    return widths
