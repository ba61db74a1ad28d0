"""Verifying a statement, given every entry before the end of its period, the statement before it, and a policy.

The checks are made in the order of register.md section 5; the first that fails is the result.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from evenhand_register.errors import RegisterError
from evenhand_register.group import Point
from evenhand_register.policy import Policy, VerifiedCheckpoint, verify_checkpoint
from evenhand_register.scheme import Scheme
from evenhand_register.tree import EMPTY_ROOT

from .document import Claim, Head, Statement
from .exposure import exposed
from .proofs import rest, verify_cell, verify_total

__all__ = ["Past", "Period", "Stated", "Totals", "check", "examine"]


@dataclass(frozen=True)
class Period:
    """What the entries of a range of indexes are: how many of each kind, and the schemes that counted kinds cite."""

    kinds: Mapping[str, int]
    schemes: Collection[bytes]


class Past(Protocol):
    """The entries of a log up to some point, which the verifier has read."""

    def root(self, size: int) -> bytes | None:
        """Return the root of the first `size` entries, or None where not so many have been read."""

    def scheme(self, record: bytes, size: int) -> Scheme | None:
        """Return the scheme with this id, if it is among the first `size` entries."""

    def period(self, start: int, end: int) -> Period:
        """Return what the entries from `start` to before `end` are."""

    def check_entries(self, start: int, end: int) -> None:
        """Check E_KIND and then the tally and proof of each of them. Results may be kept from an earlier check."""

    def total(self, start: int, end: int) -> Point:
        """Return the sum of their tallies."""


@dataclass(frozen=True)
class Stated:
    """A statement that was found to be true.

    `start` and `end` are the signed heads at the edges of its period (None before the first entry): their
    cosignatures bound its time. `exposed` lists the hidden counters that its public ones give away (W_EXPOSED).
    """

    statement: Statement
    record: bytes
    scheme: Scheme
    start: VerifiedCheckpoint | None
    end: VerifiedCheckpoint | None
    exposed: Sequence[str]


@dataclass(frozen=True)
class Totals:
    """What a statement says its entries add up to, for when their sum is known: it can be sent to another process."""

    context: bytes
    totals: Mapping[str, int]
    cells: Mapping[str, Point]
    proof: bytes

    def verify(self, total: Point) -> None:
        """Check that the tallies of the period, added up, are these totals. Raises E_SCALAR, E_TOTAL."""
        verify_total(self.context, rest(total, self.totals, self.cells), self.proof)


def check(
    statement: Statement, record: bytes, before: Stated | None, origin: str, past: Past, policy: Policy
) -> Stated:
    """Return what is known of a statement that is true. `record` is its entry's, `before` the statement before it.

    Raises E_ORIGIN, E_TILING, E_CLAIM_ROOT or a code of `verify_checkpoint`, E_SCHEME_UNKNOWN, whatever an entry
    fails with, E_CLAIM_COUNT, E_CLAIM_CELLS, E_POINT, E_CELL_PROOF, E_SCALAR, E_TOTAL.
    """
    stated, totals = examine(statement, record, before, origin, past, policy)
    totals.verify(past.total(statement.claim.start.size, statement.claim.end.size))
    return stated


def examine(
    statement: Statement, record: bytes, before: Stated | None, origin: str, past: Past, policy: Policy
) -> tuple[Stated, Totals]:
    """Return the same, and the totals that are still to be compared with the sum of the period's tallies.

    Raises what `check` does, but for the last two codes, E_SCALAR and E_TOTAL of the totals.
    """
    claim = statement.claim
    if claim.origin != origin:
        raise RegisterError("E_ORIGIN", f"The statement of totals was made for another register, {claim.origin}.")
    _check_tiling(claim, before)
    start, end = (_check_head(head, origin, past, policy) for head in (claim.start, claim.end))
    period = past.period(claim.start.size, claim.end.size)
    used = past.scheme(claim.scheme, claim.end.size)
    if used is None or any(scheme != claim.scheme for scheme in period.schemes):
        raise _refuse("E_SCHEME_UNKNOWN", "is not made under the one scheme that all entries of its period cite")
    past.check_entries(claim.start.size, claim.end.size)
    if claim.entries != period.kinds:
        raise _refuse("E_CLAIM_COUNT", "does not say how many entries of each kind its period has")
    _check_cells(statement, used)
    cells = {
        label: verify_cell(claim.context, label, cell.below, cell.point, statement.cells[label])
        for label, cell in sorted(claim.hidden.items())
    }
    stated = Stated(statement, record, used, start, end, exposed(used, claim.hidden))
    return stated, Totals(claim.context, claim.totals, cells, statement.total)


def _check_tiling(claim: Claim, before: Stated | None) -> None:
    if before is None:
        follows = claim.sequence == 0 and claim.start == Head(0, EMPTY_ROOT) and claim.previous is None
    else:
        last = before.statement.claim
        follows = (claim.sequence, claim.start, claim.previous) == (last.sequence + 1, last.end, before.record)
    if not follows:
        raise _refuse("E_TILING", "does not begin where the statement before it ended")


def _check_head(head: Head, origin: str, past: Past, policy: Policy) -> VerifiedCheckpoint | None:
    if past.root(head.size) != head.root:
        raise _refuse("E_CLAIM_ROOT", f"is not about the first {head.size} entries of this list")
    if head.checkpoint is None:
        if head.size:
            raise _refuse("E_CLAIM_ROOT", f"shows no signed head of the first {head.size} entries")
        return None
    found = verify_checkpoint(head.checkpoint.encode("utf-8", "surrogatepass"), policy)
    shown = found.checkpoint
    if (shown.origin, shown.size, shown.root) != (origin, head.size, head.root):
        raise _refuse("E_CLAIM_ROOT", f"shows a signed head that is not that of the first {head.size} entries")
    return found


def _check_cells(statement: Statement, used: Scheme) -> None:
    totals, hidden = statement.claim.totals, statement.claim.hidden
    if totals.keys() & hidden.keys() or totals.keys() | hidden.keys() != used.counters.keys():
        raise _refuse("E_CLAIM_CELLS", "does not give each counter of its scheme once, shown or hidden")
    if not {cell.below for cell in hidden.values()} <= {used.threshold, used.complement} - {0}:
        raise _refuse("E_CLAIM_CELLS", "hides a number under a bound that its scheme does not allow")
    if statement.cells.keys() != hidden.keys():
        raise _refuse("E_CLAIM_CELLS", "does not prove each of its hidden numbers and no other")


def _refuse(code: str, what: str) -> RegisterError:
    return RegisterError(code, f"The statement of totals {what}.")
