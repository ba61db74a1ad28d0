"""From the randomness to the panel (register.md section 7, after RFC 3797).

    seed = H("evenhand.seed/v1" 0x00 || lp(pool record) || lp(text) || lp("beacon") || lp(name) || lp(round) || lp(value))
    seed = H("evenhand.seed/v1" 0x00 || lp(pool record) || lp(text) || lp("cosignatures")
             || for each named witness in order: lp(vkey) || lp(u64(time) || 64-byte signature))

`text` is the note text of the head that ends with the pool. For each stratum in order, from the list of those who can
be drawn: x = H("evenhand.pick/v1" 0x00 || seed || lp(stratum name) || u32(t)) as a big-endian integer takes list[x mod
length], for t = 0, 1, ... until seats and alternates are filled or the list is empty.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evenhand_register.encoding import lp, u32
from evenhand_register.keys import VerifierKey

from .pool import Beacon, Pool

__all__ = ["Drawn", "Pick", "beacon_seed", "cosignature_seed", "derive", "picks"]


@dataclass(frozen=True)
class Pick:
    """One pick: `digest` chose `chosen` out of `of` who were left."""

    stratum: str
    t: int
    digest: bytes
    of: int
    chosen: str


@dataclass(frozen=True)
class Drawn:
    """Who was drawn of a stratum: the panel, and the alternates in the order in which they stand in."""

    stratum: str
    panel: tuple[str, ...]
    alternates: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the part of a draw's document."""
        return {"alternates": list(self.alternates), "panel": list(self.panel), "stratum": self.stratum}


def beacon_seed(pool_record: bytes, text: str, beacon: Beacon, value: str) -> bytes:
    """Return the seed of a draw by an outside random value."""
    return _seed(pool_record, text, b"beacon", *(part.encode() for part in (beacon.name, beacon.round, value)))


def cosignature_seed(pool_record: bytes, text: str, cosignatures: Iterable[tuple[VerifierKey, bytes]]) -> bytes:
    """Return the seed of a draw by cosignatures: of each named witness its key, and time and signature (72 bytes)."""
    parts = (part for key, blob in cosignatures for part in (key.vkey.encode(), blob))
    return _seed(pool_record, text, b"cosignatures", *parts)


def picks(pool: Pool, seed: bytes) -> Iterator[Pick]:
    """Yield each pick that the seed makes, in order."""
    for stratum in pool.strata:
        left = pool.eligible(stratum.name)
        for t in range(min(stratum.seats + stratum.alternates, len(left))):
            digest = hashlib.sha256(b"evenhand.pick/v1\0" + seed + lp(stratum.name.encode()) + u32(t)).digest()
            of = len(left)
            yield Pick(stratum.name, t, digest, of, left.pop(int.from_bytes(digest, "big") % of))


def derive(pool: Pool, seed: bytes) -> tuple[Drawn, ...]:
    """Return who is drawn of each stratum."""
    made = list(picks(pool, seed))
    drawn = []
    for stratum in pool.strata:
        chosen = tuple(pick.chosen for pick in made if pick.stratum == stratum.name)
        drawn.append(Drawn(stratum.name, chosen[: stratum.seats], chosen[stratum.seats :]))
    return tuple(drawn)


def _seed(pool_record: bytes, text: str, *parts: bytes) -> bytes:
    return hashlib.sha256(b"evenhand.seed/v1\0" + b"".join(map(lp, (pool_record, text.encode(), *parts)))).digest()
