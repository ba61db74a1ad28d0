"""What libdecaf does faster, where the system has that library (Debian: `apt install libdecaf0`); nothing needs it.

libsodium packs each result into 32 bytes and unpacks it for the next step, which is most of what a sum of many tallies
costs and half of a proof. libdecaf is the same group (RFC 9496) and keeps points unpacked, multiplies a point that
comes again and again with the help of a table, and has one function for s·B + t·P. Only `evenhand_register.group` sees
this module, and asks libsodium wherever this one gives no answer: what is no point is said to be none by libsodium.

The layouts are those of libdecaf 1.0 on machines of 64 bits (decaf/point_255.h): a point is four coordinates of 64
bytes, aligned to 32; a scalar is 32 bytes. `load` looks at what the library says of its own, and compares its results
with libsodium's before any of them is used.
"""

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, cast

from ._rbcl import rbcl

__all__ = ["FILE", "SETTING", "Decaf", "load"]

SETTING = "EVENHAND_GROUP"
"""The environment variable that keeps libdecaf out where it says anything but `libdecaf`."""

FILE = "libdecaf.so.0"
_SIZE = 32
_POINT, _SCALAR, _ALIGNED = 256, 32, 32
_ZERO = bytes(_SIZE)
_SUCCESS = -1
_IDENTITY_TOO = 2**64 - 1
_TABLE = 9216
_KEPT = 512  # tables: a scheme's templates are few, and so are the numbers that a hidden cell may have


class _Room:
    """Memory for points and scalars at one aligned address, which lives as long as this object."""

    __slots__ = ("_bytes", "at")

    def __init__(self, size: int) -> None:
        self._bytes = ctypes.create_string_buffer(size + _ALIGNED)
        start = ctypes.addressof(self._bytes)
        self.at = start + -start % _ALIGNED


class Decaf:
    """The functions of a loaded libdecaf. Raises OSError where its layouts are not those we know.

    Scalars that come in have been read by `group`; what is not 32 bytes long gets no answer.
    """

    def __init__(self, library: ctypes.PyDLL) -> None:
        def function(name: str, *kinds: Any, gives: Any = None) -> Callable[..., Any]:
            found = getattr(library, f"decaf_255_{name}")
            found.argtypes, found.restype = kinds, gives
            return cast("Callable[..., Any]", found)

        at = ctypes.c_void_p
        self._decode = function("point_decode", at, at, ctypes.c_uint64, gives=ctypes.c_int)
        self._encode = function("point_encode", at, at)
        self._add = function("point_add", at, at, at)
        self._subtract = function("point_sub", at, at, at)
        self._scalar = function("scalar_decode", at, ctypes.c_char_p, gives=ctypes.c_int)
        self._by_table = function("precomputed_scalarmul", at, at, at)
        self._make_table = function("precompute", at, at)
        self._public_blend = function("base_double_scalarmul_non_secret", at, at, at, at)
        said = [
            ctypes.c_size_t.in_dll(library, f"decaf_255_{what}of_precomputed_s").value for what in ("size", "align")
        ]
        if said[0] != _TABLE or said[1] > _ALIGNED:
            raise OSError("This libdecaf is laid out otherwise.")
        self._table_of_base = at.in_dll(library, "decaf_255_precomputed_base").value
        self._table = lru_cache(maxsize=_KEPT)(self._new_table)
        self._point = lru_cache(maxsize=_KEPT)(self._new_point)

    def total(self, points: Sequence[bytes]) -> bytes | None:
        """Return the sum of many points; None where one of them is none."""
        if not _sized(*points):
            return None
        said = ctypes.create_string_buffer(b"".join(points), _SIZE * len(points))
        room = _Room(2 * _POINT)
        found, one = room.at, room.at + _POINT
        self._decode(found, _ZERO, _IDENTITY_TOO)
        start = ctypes.addressof(said)
        decode, add = self._decode, self._add
        for at in range(start, start + _SIZE * len(points), _SIZE):
            if decode(one, at, _IDENTITY_TOO) != _SUCCESS:
                return None
            add(found, found, one)
        return self._packed(found)

    def blend(self, s: bytes, t: bytes, p: bytes, q: bytes) -> bytes | None:
        """Return s·B - t·(P - Q), in a time that does not depend on s and t; None where P or Q is no point."""
        if not _sized(s, t, p, q):
            return None
        tables = self._table(p), self._table(q)
        if tables[0] is None or tables[1] is None:
            return None
        room = _Room(2 * _POINT + 2 * _SCALAR)
        found, term = room.at, room.at + _POINT
        a, b = term + _POINT, term + _POINT + _SCALAR
        self._scalar(a, s)
        self._scalar(b, t)
        self._by_table(found, self._table_of_base, a)
        self._by_table(term, tables[0].at, b)
        self._subtract(found, found, term)
        self._by_table(term, tables[1].at, b)
        self._add(found, found, term)
        return self._packed(found)

    def public_blends(self, s: Sequence[bytes], t: Sequence[bytes], p: bytes, q: Sequence[bytes]) -> bytes | None:
        """Return all s_i·B - t_i·(P - Q_i), one after the other; None where P or a Q is no point."""
        if not _sized(*s, *t, p, *q):
            return None
        room = _Room(2 * _POINT + 2 * _SCALAR)
        minuend, found = room.at, room.at + _POINT
        a, b = found + _POINT, found + _POINT + _SCALAR
        if self._decode(minuend, p, _IDENTITY_TOO) != _SUCCESS:
            return None
        blends = []
        for first, second, subtrahend in zip(s, t, q, strict=True):
            kept = self._point(subtrahend)
            if kept is None:
                return None
            self._scalar(a, first)
            self._scalar(b, second)
            if second == _ZERO:  # for which libdecaf's function forgets s·B
                self._by_table(found, self._table_of_base, a)
            else:
                self._subtract(found, kept.at, minuend)
                self._public_blend(found, a, found, b)
            blends.append(self._packed(found))
        return b"".join(blends)

    def _packed(self, at: int) -> bytes:
        packed = ctypes.create_string_buffer(_SIZE)
        self._encode(ctypes.addressof(packed), at)
        return packed.raw

    def _new_point(self, packed: bytes) -> _Room | None:
        room = _Room(_POINT)
        return room if self._decode(room.at, packed, _IDENTITY_TOO) == _SUCCESS else None

    def _new_table(self, packed: bytes) -> _Room | None:
        point = self._point(packed)
        if point is None:
            return None
        room = _Room(_TABLE)
        self._make_table(room.at, point.at)
        return room


def _sized(*said: bytes) -> bool:
    return all(len(one) == _SIZE for one in said)


@cache
def load() -> Decaf | None:
    """Return libdecaf's functions; None where the system has none, `SETTING` leaves it out, or it calculates otherwise."""
    if os.environ.get(SETTING, "libdecaf") not in {"", "libdecaf"} or sys.maxsize < 2**32:
        return None
    try:
        decaf = Decaf(ctypes.PyDLL(FILE))  # its calls are too short to give up Python's lock for each
    except (OSError, AttributeError, ValueError):  # not there, or without something that we ask of it
        return None
    return decaf if _agrees(decaf) else None


def _agrees(decaf: Decaf) -> bool:
    """Tell whether everything that is asked of libdecaf comes out as libsodium does it."""
    wide = [hashlib.sha512(b"evenhand.group.%d" % at).digest() for at in range(4)]
    p, q = map(rbcl.crypto_core_ristretto255_from_hash, wide[:2])
    s, t = map(rbcl.crypto_core_ristretto255_scalar_reduce, wide[2:])
    blinded = rbcl.crypto_scalarmult_ristretto255_base(s)
    apart = rbcl.crypto_core_ristretto255_sub(p, q)
    expected = [
        rbcl.crypto_core_ristretto255_add(rbcl.crypto_core_ristretto255_add(p, q), p),
        rbcl.crypto_core_ristretto255_sub(blinded, rbcl.crypto_scalarmult_ristretto255(t, apart)),
        rbcl.crypto_core_ristretto255_sub(blinded, rbcl.crypto_scalarmult_ristretto255(t, apart)),
        None,
    ]
    return expected == [
        decaf.total([p, q, p]),
        decaf.blend(s, t, p, q),
        decaf.public_blends([s], [t], p, [q]),
        decaf.total([b"\xff" * _SIZE]),
    ]
