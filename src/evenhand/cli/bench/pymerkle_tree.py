"""The library that the register is measured against: a tree of hashes by others, with the same roots (RFC 6962).

pymerkle is under the GPL and so no part of Evenhand, of its tests or of its locks. It is used where whoever measures has installed
it themselves, and then only to be timed.
"""

import importlib
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self

_MODULE = "pymerkle"
LEFT_OUT = (
    "The comparison is left out: pymerkle is not installed. It is under the GPL and no part of Evenhand; to compare, install it "
    "beside with `pip install pymerkle` and measure again."
)


def find_pymerkle() -> ModuleType | None:
    """The library, if it is installed."""
    try:
        return importlib.import_module(_MODULE)
    except ModuleNotFoundError:
        return None


class PymerkleTree:
    """One tree of it: in a SQLite file, or in memory where no file is given. Indexes begin at 0, as ours do."""

    def __init__(self, library: ModuleType, file: Path | None) -> None:
        self._library = library
        self._tree: Any = library.InmemoryTree() if file is None else library.SqliteTree(str(file))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if hasattr(self._tree, "close"):
            self._tree.close()

    def append(self, entries: list[bytes]) -> bytes:
        """Append entries, committed where there is a file, and return the root."""
        self._tree.append_entries(entries)
        return bytes(self._tree.get_root())

    def prove(self, index: int, size: int) -> Any:
        """The inclusion proof of an entry."""
        return self._tree.prove_inclusion(index + 1, size)

    def prove_growth(self, old: int, size: int) -> Any:
        """The consistency proof from an older size."""
        return self._tree.prove_consistency(old, size)

    def check(self, proof: Any, leaf: bytes, root: bytes) -> None:
        """Verify the inclusion proof of a leaf's hash. Raises InvalidProof."""
        self._library.verify_inclusion(leaf, root, proof)
