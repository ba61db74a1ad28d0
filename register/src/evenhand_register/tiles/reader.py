"""Hashes and entries computed from tiles.

`StoredHashes` believes the store and is for whoever wrote it: signing and proving then check what comes out.
`VerifiedHashes` believes nothing but a root: every tile is checked against the tile above it, the right edge of the
tree against the root, and only then used. With it a proof reads a few tiles of a large log, and an audit all of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from evenhand_register import tree
from evenhand_register.errors import RegisterError
from evenhand_register.tree import HASH_SIZE, Subtree

from .bundles import decode_bundle
from .paths import TILE_HEIGHT, TILE_WIDTH, TilePath, full_tiles, partial_width

__all__ = ["StoredHashes", "TileStore", "VerifiedHashes", "read_entries"]

_KEPT_TILES = 32  # 8 KiB each: the tiles above, which many others are checked against
_KEPT_ROOTS = 512  # with rows of 1 KiB on average


class TileStore(Protocol):
    """Where the files of a log are read from."""

    def read(self, path: str) -> bytes | None:
        """Return the file's bytes, or None if there is no such file."""


class StoredHashes:
    """The hashes of the first `size` leaves as the tiles of a store give them (a `HashReader`)."""

    def __init__(self, store: TileStore, size: int) -> None:
        self.store = store
        self.size = size
        self._kept = lru_cache(maxsize=_KEPT_TILES)(self._read)

    def tile(self, level: int, index: int) -> list[bytes]:
        """Return the hashes of a tile, as many as a tree of this size has. Raises E_TILE."""
        return self._kept(level, index)

    def read_hashes(self, subtrees: Sequence[Subtree]) -> list[bytes]:
        """Return the hashes of complete subtrees. Raises E_TILE."""
        return [self._subtree(*subtree) for subtree in subtrees]

    def _subtree(self, level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile, first = divmod(index << height, TILE_WIDTH)
        row = self.tile(tile_level, tile)[first : first + (1 << height)]
        return _kept_root(b"".join(row)) if height else row[0]

    def _read(self, level: int, index: int) -> list[bytes]:
        width = _width(self.size, level, index)
        raw, path = _read_file(self.store, TilePath(level, index, width))
        if len(raw) != HASH_SIZE * path.width:
            raise RegisterError("E_TILE", f"The file {path.render()} is not as long as its name says.")
        return [raw[at : at + HASH_SIZE] for at in range(0, HASH_SIZE * width, HASH_SIZE)]


class VerifiedHashes(StoredHashes):
    """The same, each tile checked before use against the root of a verified checkpoint. Raises E_TILE."""

    def __init__(self, store: TileStore, size: int, root: bytes) -> None:
        super().__init__(store, size)
        self.root = root
        # The partial tiles of the right edge have no tile above them: together they make the root. They are read
        # once, so that nobody can show one thing to the check and another to the use.
        self._edge: dict[int, list[bytes]] = {}
        for level in range((size.bit_length() + TILE_HEIGHT - 1) // TILE_HEIGHT):
            if partial_width(size, level):
                self._edge[level] = super()._read(level, full_tiles(size, level))
        if tree.root(self, size) != root:
            paths = (TilePath(level, full_tiles(size, level), len(row)).render() for level, row in self._edge.items())
            raise RegisterError(
                "E_TILE", f"The newest tile files ({', '.join(paths)}) do not add up to the head of the register."
            )

    def _read(self, level: int, index: int) -> list[bytes]:
        if index == full_tiles(self.size, level) and level in self._edge:
            return self._edge[level]
        hashes = super()._read(level, index)
        above, place = divmod(index, TILE_WIDTH)
        if tree.complete_root(hashes) != self.tile(level + 1, above)[place]:
            path = TilePath(level, index).render()
            raise RegisterError("E_TILE", f"The file {path} was altered, or belongs to another register.")
        return hashes


@lru_cache(maxsize=_KEPT_ROOTS)
def _kept_root(row: bytes) -> bytes:
    """The root over a row of 2^n hashes. High in a tree, and at its right edge, every proof asks for the same few."""
    return tree.complete_root([row[at : at + HASH_SIZE] for at in range(0, len(row), HASH_SIZE)])


def read_entries(hashes: StoredHashes, index: int) -> list[bytes]:
    """Return the entries of bundle `index`, each checked against its hash in the tile of level 0. Raises E_TILE."""
    leaves = hashes.tile(0, index)
    raw, path = _read_file(hashes.store, TilePath(None, index, len(leaves)))
    entries = decode_bundle(raw, path.width)[: len(leaves)]
    found = tree.leaf_hashes(entries)
    if found != leaves:
        place = next(place for place, (one, leaf) in enumerate(zip(found, leaves, strict=True)) if one != leaf)
        number, name = TILE_WIDTH * index + place, path.render()
        raise RegisterError("E_TILE", f"Entry {number} in the file {name} is not the entry that the tree holds.")
    return entries


def _width(size: int, level: int, index: int) -> int:
    """Return how many hashes of a tile a tree of this size has. Raises E_TILE where it has none."""
    full = full_tiles(size, level)
    width = TILE_WIDTH if 0 <= index < full else partial_width(size, level) if index == full else 0
    if width == 0:
        path = TilePath(level, index).render()
        raise RegisterError("E_TILE", f"A register of {size} entries has no file {path}.")
    return width


def _read_file(store: TileStore, path: TilePath) -> tuple[bytes, TilePath]:
    """Return a file and its path: of the partial tile, or of the full one for which it may have been dropped."""
    for width in sorted({path.width, TILE_WIDTH}):
        found = replace(path, width=width)
        raw = store.read(found.render())
        if raw is not None:
            return raw, found
    raise RegisterError("E_TILE", f"The file {path.render()} is missing.")
