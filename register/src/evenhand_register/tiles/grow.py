"""Which files a log writes to grow, computed from its right edge alone.

However long the log is, growing reads at most one bundle and one tile of each level that changes: everything else is
written already and never changes again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evenhand_register import tree
from evenhand_register.errors import RegisterError

from .bundles import MAX_ENTRY, encode_bundle
from .paths import TILE_HEIGHT, TILE_WIDTH, TilePath, partial_width
from .reader import StoredHashes, TileStore, read_entries

__all__ = ["Growth", "grow"]


@dataclass(frozen=True)
class Growth:
    """A log's new size and root, and the files to write: path to content, in the order to write them."""

    size: int
    root: bytes
    files: Mapping[str, bytes]


def grow(store: TileStore, size: int, entries: Sequence[bytes]) -> Growth:
    """Return what a log of `size` entries in `store` becomes when `entries` follow. Writes nothing.

    The files may be written again after a crash: the same store, size and entries give the same bytes.
    Raises E_TILE where the store does not hold what a log of that size has, E_ENTRY_FORMAT for an entry too long.
    """
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise RegisterError("E_ENTRY_FORMAT", "An entry is longer than 65,535 bytes.")
    old = StoredHashes(store, size)
    files: dict[str, bytes] = {}
    before = read_entries(old, size // TILE_WIDTH) if partial_width(size, 0) and entries else []
    for path, bundle in _tiles(None, size, [*before, *entries]):
        files[path.render()] = encode_bundle(bundle)
    level, fresh = 0, [tree.leaf_hash(entry) for entry in entries]
    while fresh:
        count = size >> TILE_HEIGHT * level
        row = [*(old.tile(level, count // TILE_WIDTH) if count % TILE_WIDTH else []), *fresh]
        fresh = []
        for path, hashes in _tiles(level, count, row):
            files[path.render()] = b"".join(hashes)
            if path.width == TILE_WIDTH:
                fresh.append(tree.complete_root(hashes))
        level += 1
    new_size = size + len(entries)
    return Growth(new_size, tree.root(StoredHashes(_Overlay(files, store), new_size), new_size), files)


def _tiles(level: int | None, count: int, row: Sequence[bytes]) -> Iterable[tuple[TilePath, Sequence[bytes]]]:
    """Cut into tiles a row that begins at the start of the tile in which number `count` of its level stands."""
    for at in range(0, len(row), TILE_WIDTH):
        part = row[at : at + TILE_WIDTH]
        yield TilePath(level, (count + at) // TILE_WIDTH, len(part)), part


@dataclass(frozen=True)
class _Overlay:
    """A store as it will be when some files have been written."""

    files: Mapping[str, bytes]
    store: TileStore

    def read(self, path: str) -> bytes | None:
        raw = self.files.get(path)
        return self.store.read(path) if raw is None else raw
