"""The whole-log audit, for any mirror or reader (register.md section 9, last paragraph).

In this order: the checkpoint; tiles and bundles; consistency with heads seen before; then each entry, with its proof,
and each statement, with its sums. Reads every file of the log once, keeps two hashes for each entry, and can be given
any `TileStore`: a folder, a web site, a database. `read_tree` makes the first three steps alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from .arithmetic import Arithmetic, Inline
from .checkpoint import Checkpoint
from .errors import RegisterError
from .heads import check_growth
from .ledger import Findings, Ledger
from .policy import VerifiedCheckpoint
from .tiles import TILE_WIDTH, TileStore, VerifiedHashes, read_entries

__all__ = ["AuditReport", "Reading", "audit", "read_here", "read_tree"]


class Reading(Protocol):
    """Reads a log's entries. Another than `read_here` may do so in several processes, and ahead."""

    def __call__(self, hashes: VerifiedHashes) -> Iterator[list[bytes]]:
        """Yield all entries in order, some at a time, each checked against its hash. Raises the first E_TILE."""


type Watch = Callable[[int], None]
"""Is told from time to time how many entries have been read."""


@dataclass(frozen=True)
class AuditReport:
    """What an audit found in order: the head, the older heads it grew from, and what the entries are."""

    head: VerifiedCheckpoint
    grew_from: Sequence[Checkpoint]
    findings: Findings


def read_here(hashes: VerifiedHashes) -> Iterator[list[bytes]]:
    """Yield the entries of one bundle after the other, read in this process."""
    return (read_entries(hashes, index) for index in range(-(-hashes.size // TILE_WIDTH)))


def audit(
    store: TileStore,
    head: VerifiedCheckpoint,
    seen_before: Sequence[Checkpoint] = (),
    arithmetic: Arithmetic | None = None,
    reading: Reading = read_here,
    watch: Watch | None = None,
) -> AuditReport:
    """Return what the log in `store` holds under a verified head. `seen_before` are older heads, also verified.

    The heads that statements show are verified under the policy that `head` was, but for its quorum. `arithmetic` checks
    the proofs and adds the tallies, in this process where none is given. Raises RegisterError with the code of the first
    check that fails: what is wrong with the tree comes before another history, and that before what is wrong with an entry.
    """
    working = Inline() if arithmetic is None else arithmetic
    hashes = VerifiedHashes(store, head.checkpoint.size, head.checkpoint.root)
    ledger = Ledger(hashes, head.checkpoint.origin, head.policy, working)
    fork = _find_fork(hashes, head, seen_before)  # looked for first, so that no proof is checked of another history
    failure: RegisterError | None = fork
    for entries in _watched(reading(hashes), watch):
        if failure is None:
            try:
                ledger.extend(entries)
            except RegisterError as error:  # raised when the whole tree is known to be sound: the order
                failure = error
    if fork is None:
        working.finish()  # proofs put off are of entries before the one that failed
    if failure is not None:
        raise failure
    return AuditReport(head, tuple(seen_before), ledger.findings)


def read_tree(
    store: TileStore,
    head: VerifiedCheckpoint,
    seen_before: Sequence[Checkpoint] = (),
    reading: Reading = read_here,
    watch: Watch | None = None,
) -> AuditReport:
    """Check that the files are those that the head was signed over, and that it grew from the older heads.

    What the entries say is not looked at: the findings are empty. Raises E_TILE, E_ORIGIN, HeadsError.
    """
    hashes = VerifiedHashes(store, head.checkpoint.size, head.checkpoint.root)
    fork = _find_fork(hashes, head, seen_before)
    for _ in _watched(reading(hashes), watch):
        pass
    if fork is not None:
        raise fork
    return AuditReport(head, tuple(seen_before), Findings())


def _find_fork(
    hashes: VerifiedHashes, head: VerifiedCheckpoint, seen_before: Sequence[Checkpoint]
) -> RegisterError | None:
    """Return what the first older head says that the newer contradicts, if there is one. Raises E_TILE."""
    for old in seen_before:
        try:
            check_growth(old, head.checkpoint, hashes)
        except RegisterError as error:
            if error.code == "E_TILE":
                raise
            return error
    return None


def _watched(entries: Iterator[list[bytes]], watch: Watch | None) -> Iterator[list[bytes]]:
    read = 0
    for some in entries:
        yield some
        read += len(some)
        if watch is not None:
            watch(read)
