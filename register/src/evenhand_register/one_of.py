"""The proof that a commitment is one of several things, without saying which (register.md section 4).

A point C counts as one of the points W_0 ... W_(n-1): D_i = C - W_i, and for one j the prover knows r with D_j = r·B.

    prover:    k random; for i != j: c_i, z_i random, A_i = z_i·B - c_i·D_i;   A_j = k·B
    c          = the challenge, a hash of everything said and of all A_i
    c_j        = c - (sum of the other c_i),   z_j = k + c_j·r
    proof      = c_0 || ... || c_(n-1) || z_0 || ... || z_(n-1)
    verifier:  A_i = z_i·B - c_i·D_i for every i, and the sum of c_i equals c

(Cramer, Damgard, Schoenmakers; made non-interactive by Fiat and Shamir.) Entries prove in this way that they count
as a lawful template, and statements that a hidden cell is small.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .group import (
    ORDER,
    SIZE,
    Point,
    Scalar,
    blend,
    minus,
    multiply_base,
    plus,
    public_blends,
    read_scalar,
    times,
)

__all__ = ["Challenge", "Nonces", "prove", "verify"]

type Challenge = Callable[[bytes], Scalar]
"""Hashes A_0 || ... || A_(n-1) together with what the proof is about."""


@dataclass(frozen=True, slots=True)
class Nonces:
    """The random scalars of one proof, never used for another: k, and c_i and z_i for each branch (not used at j)."""

    k: Scalar
    c: Sequence[Scalar]
    z: Sequence[Scalar]

    @classmethod
    def draw(cls, chance: Iterator[Scalar], branches: int) -> "Nonces":
        """Return fresh nonces for a proof over so many branches."""
        drawn = [next(chance) for _ in range(2 * branches + 1)]
        return cls(drawn[0], drawn[1 : branches + 1], drawn[branches + 1 :])


def prove(branches: tuple[Point, ...], own: int, r: Scalar, nonces: Nonces, challenge: Challenge) -> bytes:
    """Return the proof that r·B + branches[own] is a commitment to one of the branches. 64 bytes for each."""
    c, z = list(nonces.c), list(nonces.z)
    announcements: list[bytes] = []
    for at, branch in enumerate(branches):
        if at == own:
            announcements.append(multiply_base(nonces.k))
        else:  # D_i is r·B + W_j - W_i, so one multiplication of B serves both
            announcements.append(blend(minus(z[at], times(c[at], r)), c[at], branches[own], branch))
    rest = challenge(b"".join(announcements))
    for at, other in enumerate(c):
        rest = rest if at == own else minus(rest, other)
    c[own] = rest
    z[own] = plus(nonces.k, times(rest, r))
    return b"".join((*c, *z))


def verify(commitment: Point, branches: Sequence[Point], proof: bytes, challenge: Challenge) -> bool:
    """Tell whether the proof holds; one of the wrong length does not. Raises E_SCALAR."""
    count = len(branches)
    if len(proof) != 2 * SIZE * count:
        return False
    scalars = [read_scalar(proof[at : at + SIZE]) for at in range(0, len(proof), SIZE)]
    announcements = public_blends(scalars[count:], scalars[:count], commitment, branches)
    spent = sum(int.from_bytes(c, "little") for c in scalars[:count]) % ORDER
    return challenge(announcements) == spent.to_bytes(SIZE, "little")
