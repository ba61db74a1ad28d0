"""Reading the tree of a large register in several processes, some way ahead of whoever looks at its entries."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future

from evenhand_register.audit import read_here
from evenhand_register.tiles import TILE_WIDTH, TileStore, VerifiedHashes, read_entries

from .helpers import Helpers

__all__ = ["SharedReading"]

_WORTH = 150_000  # entries that one process reads in about the time that it takes to start others
_BUNDLES = 64  # read at a time: the fewer tasks, the less helpers wait for the next

_kept: list[VerifiedHashes] = []  # in a helper, at most one


class SharedReading:
    """Reads a register with helpers (an `audit.Reading`), or in this process where it is small or there are none.

    The store can be sent to another process, and equals its copy there. With `keep` false each entry is given out as
    no bytes, for a check of the tree alone.
    """

    def __init__(self, helpers: Helpers, *, keep: bool = True, worth: int = _WORTH) -> None:
        self._helpers = helpers
        self._keep = keep
        self._worth = worth

    def __call__(self, hashes: VerifiedHashes) -> Iterator[list[bytes]]:
        """Yield all entries in order. Raises E_TILE, the same and for the same file as one process would."""
        if not self._helpers.count or hashes.size < self._worth:
            yield from read_here(hashes)
            return
        ahead: deque[Future[list[list[bytes]]]] = deque()
        bundles = -(-hashes.size // TILE_WIDTH)
        for first in range(0, bundles, _BUNDLES):
            span = range(first, min(first + _BUNDLES, bundles))
            ahead.append(self._helpers.submit(_read, hashes.store, hashes.size, hashes.root, span, self._keep))
            if len(ahead) > 2 * self._helpers.count:
                yield from self._helpers.result(ahead.popleft())
        while ahead:
            yield from self._helpers.result(ahead.popleft())


def _read(store: TileStore, size: int, root: bytes, bundles: range, keep: bool) -> list[list[bytes]]:
    """Return the entries of some bundles, each checked. What this process believes is the root, as always."""
    hashes = _hashes(store, size, root)
    read = [read_entries(hashes, index) for index in bundles]
    return read if keep else [[b""] * len(entries) for entries in read]


def _hashes(store: TileStore, size: int, root: bytes) -> VerifiedHashes:
    """Return the hashes of the register that this process reads, with the tiles that it has read of it."""
    kept = _kept[-1] if _kept else None
    if kept is None or (kept.store, kept.size, kept.root) != (store, size, root):
        _kept[:] = [kept := VerifiedHashes(store, size, root)]
    return kept
