"""The writer's guard against itself: never sign a head that does not contain the last one signed (register.md 9.3).

The guard is the last checkpoint that the key signed, kept outside the database and its backups. An old database
that is restored, or one that somebody rewrote, has tiles that no longer agree with it, and nothing is signed.
"""

from collections.abc import Collection
from typing import Never

from . import note, tree
from .checkpoint import Checkpoint
from .errors import RegisterError
from .keys import VerifierKey
from .tree import HashReader

__all__ = ["check"]


def check(
    guard: bytes | None, *, keys: Collection[VerifierKey], origin: str, size: int, hashes: HashReader
) -> Checkpoint:
    """Return the checkpoint of the first `size` entries if it may be signed. Raises E_GUARD: sign nothing, alarm.

    `guard` is the signed note in the guard file, None if there is no file (a new log signs its empty tree first);
    `keys` are the log's own keys, current and retired; `hashes` are recomputed from tiles, not from what is to be
    signed.
    """
    if guard is None:
        if size:
            _stop("The guard file is missing, and only an empty register may be signed without one.")
    else:
        last = _last_signed(guard, keys, origin)
        if size < last.size:
            _stop(f"The register has {size} entries and {last.size} were signed before: it was set back.")
        if tree.root(hashes, last.size) != last.root:
            _stop(f"The first {last.size} entries are not the ones that were signed before: they were rewritten.")
    return Checkpoint(origin, size, tree.root(hashes, size))


def _last_signed(guard: bytes, keys: Collection[VerifierKey], origin: str) -> Checkpoint:
    try:
        signed = note.parse(guard)
        note.verify(signed, keys)
        last = Checkpoint.parse(signed.text)
    except RegisterError as error:
        _stop(f"The guard file is damaged or not from this register: {error.sentence}")
    if last.origin != origin:
        _stop("The guard file belongs to another register.")
    return last


def _stop(sentence: str) -> Never:
    raise RegisterError("E_GUARD", sentence)
