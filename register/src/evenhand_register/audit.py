"""The whole-log audit, for any mirror or reader (register.md section 9, last paragraph).

In this order: the checkpoint; tiles and bundles; consistency with heads seen before; then each entry, with its proof,
and each statement, with its sums. Reads every file of the log once, keeps two hashes for each entry, and can be given
any `TileStore`: a folder, a web site, a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .arithmetic import Arithmetic, Inline
from .checkpoint import Checkpoint
from .errors import RegisterError
from .heads import check_growth
from .ledger import Findings, Ledger
from .policy import VerifiedCheckpoint
from .tiles import TILE_WIDTH, TileStore, VerifiedHashes, read_entries

__all__ = ["AuditReport", "audit"]


@dataclass(frozen=True)
class AuditReport:
    """What an audit found in order: the head, the older heads it grew from, and what the entries are."""

    head: VerifiedCheckpoint
    grew_from: Sequence[Checkpoint]
    findings: Findings


def audit(
    store: TileStore,
    head: VerifiedCheckpoint,
    seen_before: Sequence[Checkpoint] = (),
    arithmetic: Arithmetic | None = None,
) -> AuditReport:
    """Return what the log in `store` holds under a verified head. `seen_before` are older heads, also verified.

    The heads that statements show are verified under the policy that `head` was. `arithmetic` checks the proofs and
    adds the tallies, in this process where none is given. Raises RegisterError with the code of the first check that
    fails.
    """
    working = Inline() if arithmetic is None else arithmetic
    hashes = VerifiedHashes(store, head.checkpoint.size, head.checkpoint.root)
    ledger = Ledger(hashes, head.checkpoint.origin, head.policy, working)
    failure: RegisterError | None = None
    for index in range(-(-head.checkpoint.size // TILE_WIDTH)):
        entries = read_entries(hashes, index)
        if failure is None:
            try:
                ledger.extend(entries)
            except RegisterError as error:  # raised when the whole tree is known to be sound: the order
                failure = error
    for old in seen_before:
        check_growth(old, head.checkpoint, hashes)
    working.finish()  # proofs put off are of entries before the one that failed
    if failure is not None:
        raise failure
    return AuditReport(head, tuple(seen_before), ledger.findings)
