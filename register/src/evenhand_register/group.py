"""The group that tallies live in: ristretto255 (RFC 9496; register.md sections 3, 4 and 10).

    scalar     32 bytes, little-endian, a number below the group's order
    point      32 bytes, bit 255 clear, that decode canonically; the identity is 32 zero bytes
    B          the base point, which blinds
    Hs(tag, x_1, ..., x_m) = SHA-512(lp(tag) || lp(x_1) || ... || lp(x_m)), little-endian, reduced

A `Point` or `Scalar` has been checked once, where it came in; all arithmetic takes only those. This module stands
between us and libsodium, which answers 32 zero bytes for an addition of what is no point, accepts a point with bit
255 set, reduces a scalar that is too large without a word, and takes the identity for an error. Secrets are
calculated by a library's functions, never as Python integers. Three sums that are most of the work are left to
libdecaf where the system has it (`_decaf`): the same results, and libsodium's wherever that has none.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import NewType

from . import _decaf
from ._rbcl import rbcl
from .encoding import lp
from .errors import RegisterError

__all__ = [
    "BASE",
    "IDENTITY",
    "ORDER",
    "SIZE",
    "ZERO",
    "Point",
    "Scalar",
    "add",
    "blend",
    "from_hash",
    "hash_to_scalar",
    "library",
    "minus",
    "multiply",
    "multiply_base",
    "number",
    "plus",
    "public_blends",
    "read_commitment",
    "read_point",
    "read_scalar",
    "reduce",
    "subtract",
    "times",
    "total",
]

Point = NewType("Point", bytes)
Scalar = NewType("Scalar", bytes)

SIZE = 32
ORDER = 2**252 + 27742317777372353535851937790883648493
IDENTITY = Point(bytes(SIZE))
ZERO = Scalar(bytes(SIZE))
BASE = Point(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))
_TOP_BIT = 0x80
_AT_ONCE = 4096


def read_point(raw: bytes) -> Point:
    """Return the point that raw spells, the identity among them. Raises E_POINT."""
    if len(raw) != SIZE or raw[-1] & _TOP_BIT or not rbcl.crypto_core_ristretto255_is_valid_point(raw):
        raise RegisterError("E_POINT", "A sealed count is 32 bytes that spell no element of the group.")
    return Point(raw)


def read_commitment(raw: bytes) -> Point:
    """Return the point of a tally or hidden cell, which must not be the identity. Raises E_POINT."""
    if raw == IDENTITY:
        raise RegisterError("E_POINT", "A sealed count is empty: it hides nothing.")
    return read_point(raw)


def read_scalar(raw: bytes) -> Scalar:
    """Return the scalar that raw spells. Raises E_SCALAR."""
    if len(raw) != SIZE or int.from_bytes(raw, "little") >= ORDER:
        raise RegisterError("E_SCALAR", "A number in the proof or the receipt is not spelt in its one proper way.")
    return Scalar(raw)


def number(value: int) -> Scalar:
    """Return a number that is public, such as a weight or a total, as a scalar; it may be negative."""
    return Scalar((value % ORDER).to_bytes(SIZE, "little"))


def reduce(wide: bytes) -> Scalar:
    """Return 64 bytes, little-endian, as a scalar."""
    return Scalar(rbcl.crypto_core_ristretto255_scalar_reduce(wide))


def plus(s: Scalar, t: Scalar) -> Scalar:
    """Return s + t."""
    return Scalar(rbcl.crypto_core_ristretto255_scalar_add(s, t))


def minus(s: Scalar, t: Scalar) -> Scalar:
    """Return s - t."""
    return Scalar(rbcl.crypto_core_ristretto255_scalar_sub(s, t))


def times(s: Scalar, t: Scalar) -> Scalar:
    """Return s · t."""
    return Scalar(rbcl.crypto_core_ristretto255_scalar_mul(s, t))


def add(p: Point, q: Point) -> Point:
    """Return P + Q."""
    return Point(rbcl.crypto_core_ristretto255_add(p, q))


def subtract(p: Point, q: Point) -> Point:
    """Return P - Q."""
    return p if q == IDENTITY else Point(rbcl.crypto_core_ristretto255_sub(p, q))


def multiply(s: Scalar, p: Point) -> Point:
    """Return s · P."""
    try:
        return Point(rbcl.crypto_scalarmult_ristretto255(s, p))
    except RuntimeError:  # p is a point, so what libsodium does not like is that the product is the identity
        return IDENTITY


def multiply_base(s: Scalar) -> Point:
    """Return s · B."""
    return Point(rbcl.crypto_scalarmult_ristretto255_base_allow_scalar_zero(s))


def blend(s: Scalar, t: Scalar, p: Point, q: Point) -> Point:
    """Return s·B - t·(P - Q). The scalars may be secret. P and Q are to be of few: what is worked out of each is kept."""
    quick = _decaf.load()
    found = quick.blend(s, t, p, q) if quick else None
    return subtract(multiply_base(s), multiply(t, subtract(p, q))) if found is None else Point(found)


def public_blends(s: Sequence[Scalar], t: Sequence[Scalar], p: Point, q: Sequence[Point]) -> bytes:
    """Return all s_i·B - t_i·(P - Q_i), one after the other. Never of anything secret: the time it takes tells it."""
    quick = _decaf.load()
    found = quick.public_blends(s, t, p, q) if quick else None
    if found is not None:
        return found
    terms = zip(s, t, q, strict=True)
    return b"".join(subtract(multiply_base(one), multiply(other, subtract(p, away))) for one, other, away in terms)


def total(tallies: Iterable[bytes]) -> Point:
    """Return the sum of many tallies, none of which need have been read before. Raises E_POINT for one that is none."""
    quick, found = _decaf.load(), IDENTITY
    for some in batched(tallies, _AT_ONCE):
        part = quick.total(some) if quick else None
        found = add(found, _total(some) if part is None else Point(part))
    return found


def library() -> str:
    """Return which library the sums over many points come from here: libdecaf or libsodium."""
    return "libdecaf" if _decaf.load() else "libsodium"


def _total(tallies: Iterable[bytes]) -> Point:
    """Return a sum by libsodium: a tally is validated by its addition, since zero bytes come out where it is no point."""
    found = IDENTITY
    for raw in tallies:
        if len(raw) != SIZE or raw[-1] & _TOP_BIT:
            read_point(raw)
        found = add(found, Point(raw))
        if found == IDENTITY:
            read_point(raw)
    return found


def from_hash(wide: bytes) -> Point:
    """Return the point that RFC 9496 derives from 64 bytes; nobody knows its relation to any other point."""
    return Point(rbcl.crypto_core_ristretto255_from_hash(wide))


def hash_to_scalar(tag: str, *parts: bytes) -> Scalar:
    """Return Hs(tag, parts)."""
    return reduce(hashlib.sha512(b"".join(map(lp, (tag.encode(), *parts)))).digest())
