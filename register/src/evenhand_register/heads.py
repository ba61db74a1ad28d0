"""Two heads of one register, seen at different times: does the newer one still contain the older?

Both must be verified under the reader's policy first. A register that shows heads of which neither contains the
other has two histories; keep both signed notes, for together they prove it.
"""

from . import tree
from .checkpoint import Checkpoint
from .errors import RegisterError
from .tree import HashReader

__all__ = ["HeadsError", "check_growth", "check_same"]


class HeadsError(RegisterError):
    """E_CONSISTENCY: the newer head does not contain `old`."""

    def __init__(self, sentence: str, old: Checkpoint) -> None:
        super().__init__("E_CONSISTENCY", sentence)
        self.old = old


def check_same(old: Checkpoint, new: Checkpoint) -> None:
    """Check that two heads of one size are one. Raises HeadsError."""
    if old.size == new.size and old.root != new.root:
        raise HeadsError(f"There are two different lists of {new.size} entries in this register's name.", old)


def check_growth(old: Checkpoint, new: Checkpoint, hashes: HashReader) -> None:
    """Check that the newer head contains all that the older did. `hashes` are verified against the newer.

    Raises E_ORIGIN if they belong to different registers, else HeadsError.
    """
    if old.origin != new.origin:
        raise RegisterError("E_ORIGIN", f"The older head belongs to another register, {old.origin}.")
    check_same(old, new)
    if old.size > new.size:
        raise HeadsError(f"The register shows {new.size} entries now, and showed {old.size} before.", old)
    proof = tree.prove_consistency(hashes, old.size, new.size)
    try:
        tree.verify_consistency(old.size, new.size, proof, old.root, new.root)
    except RegisterError:
        raise HeadsError(f"The first {old.size} entries are not the ones that were shown before.", old) from None
