"""The whole-log audit, for any mirror or reader (register.md section 9, last paragraph).

In this order: the checkpoint; tiles and bundles; consistency with heads seen before; then each entry. Reads every
file of the log once, keeps 32 bytes for each record, and can be given any `TileStore`: a folder, a web site, a
database.

Not part of this version: the proofs of counted entries and the sums of statements. Where the log has such entries,
the audit makes every other check and then raises `UnsupportedError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .checkpoint import Checkpoint
from .errors import RegisterError, UnsupportedError
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


def audit(store: TileStore, head: VerifiedCheckpoint, seen_before: Sequence[Checkpoint] = ()) -> AuditReport:
    """Return what the log in `store` holds under a verified head. `seen_before` are older heads, also verified.

    Raises RegisterError with the code of the first check that fails, and UnsupportedError, with the report, when
    all of them pass but there are counted entries or statements, which this version cannot check yet.
    """
    hashes = VerifiedHashes(store, head.checkpoint.size, head.checkpoint.root)
    ledger = Ledger(store, head.checkpoint.origin)
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
    if failure is not None:
        raise failure
    report = AuditReport(head, tuple(seen_before), ledger.findings)
    if report.findings.unproved:
        raise UnsupportedError(
            "The list is sound, but some entries are counted or state totals, which this version cannot check yet.",
            report,
        )
    return report
