"""That the numbers of a statement are the sums, and that a hidden one is small.

    P_k  = T_k·G_k + s_k·B                             a hidden cell; s_k random
    cell   the 1-of-n proof (see `one_of`) that P_k is 0·G_k or 1·G_k ... or (m-1)·G_k, blinded
    Y    = (sum of all tallies) - (sum of T_k·G_k over totals) - (sum of P_k over hidden) = R'·B
    total  k random, A = k·B, c = Hs("evenhand.total-proof/v1", ctx, Y, A), z = k + c·R';  c || z

If a total were off by one, Y would hold a generator as well as B, and nobody could prove that it is a multiple of B.
Without the range proof a hidden cell of -1 could make up for a total that is one too high.
"""

from collections.abc import Mapping

from evenhand_register import one_of
from evenhand_register.encoding import u32
from evenhand_register.errors import RegisterError
from evenhand_register.generators import generator, multiples
from evenhand_register.group import (
    SIZE,
    Point,
    Scalar,
    add,
    hash_to_scalar,
    multiply,
    multiply_base,
    number,
    plus,
    read_commitment,
    read_scalar,
    subtract,
    times,
)
from evenhand_register.one_of import Challenge, Nonces

__all__ = ["cell_point", "prove_cell", "prove_total", "rest", "verify_cell", "verify_total"]


def cell_point(label: str, value: int, s: Scalar) -> Point:
    """Return P_k, the hidden cell of a counter."""
    return add(multiply(number(value), generator(label)), multiply_base(s))


def prove_cell(context: bytes, label: str, below: int, value: int, s: Scalar, nonces: Nonces) -> bytes:
    """Return the proof that `cell_point` of the same value and s hides a number below a bound."""
    values = multiples(label, below)
    challenge = _cell_challenge(context, label, values, cell_point(label, value, s))
    return one_of.prove(values, value, s, nonces, challenge)


def verify_cell(context: bytes, label: str, below: int, point: bytes, proof: bytes) -> Point:
    """Return a hidden cell, proved to be below its bound. Raises E_POINT, E_SCALAR, E_CELL_PROOF."""
    cell = read_commitment(point)
    values = multiples(label, below)
    if not one_of.verify(cell, values, proof, _cell_challenge(context, label, values, cell)):
        raise RegisterError("E_CELL_PROOF", f"The hidden number {label} is not proved to be below {below}.")
    return cell


def rest(tallies: Point, totals: Mapping[str, int], cells: Mapping[str, Point]) -> Point:
    """Return Y: what the sum of the tallies holds beyond the numbers stated. It is r·B where they are right."""
    found = tallies
    for label, value in totals.items():
        found = subtract(found, multiply(number(value), generator(label)))
    for cell in cells.values():
        found = subtract(found, cell)
    return found


def prove_total(context: bytes, residue: Scalar, k: Scalar) -> bytes:
    """Return the proof that Y is `residue`·B. `residue` is R', and k serves this proof alone."""
    c = _total_challenge(context, multiply_base(residue), multiply_base(k))
    return c + plus(k, times(c, residue))


def verify_total(context: bytes, y: Point, proof: bytes) -> None:
    """Check that Y is a multiple of B alone. Raises E_SCALAR, E_TOTAL."""
    c, z = read_scalar(proof[:SIZE]), read_scalar(proof[SIZE:])
    if _total_challenge(context, y, subtract(multiply_base(z), multiply(c, y))) != c:
        raise RegisterError("E_TOTAL", "The totals are not the sums over the entries of the period.")


def _cell_challenge(context: bytes, label: str, values: tuple[Point, ...], cell: Point) -> Challenge:
    said = (context, label.encode(), u32(len(values)), b"".join(values), cell)
    return lambda announcements: hash_to_scalar("evenhand.cell-proof/v1", *said, announcements)


def _total_challenge(context: bytes, y: Point, announcement: Point) -> Scalar:
    return hash_to_scalar("evenhand.total-proof/v1", context, y, announcement)
