"""A key that two of several people open together and none alone: the overseers' (DESIGN 5.14, ADR 0027).

Threshold two of Shamir's scheme ("How to share a secret", 1979). Its private half is where a straight line over the integers
modulo 2^255 - 19 meets the axis, and each holder's piece is the point of that line at a place that follows from their own public
half. One point lies on a line through every other, so a piece alone says nothing; two give the line.

A piece is kept as the private half of a key pair, so that whoever has its public half can tell whether it was changed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import Entropy, KeyPair, PrivateKey, PublicKey, Secret, key_pair_of

THRESHOLD = 2
_PRIME = 2**255 - 19
_PLACE = b"evenhand.joint/v1\0"


@dataclass(frozen=True, slots=True)
class JointKey:
    """A new joint key, and of each holder in the order given the piece as a key pair."""

    pair: KeyPair
    pieces: tuple[KeyPair, ...]


def new_joint_key(holders: Sequence[PublicKey], entropy: Entropy) -> JointKey:
    """A joint key for these holders. Raises ValueError for fewer than two, or for one named twice."""
    if len(set(holders)) < len(holders) or len(holders) < THRESHOLD:
        raise ValueError("A joint key needs two holders or more, each named once.")
    start, slope = _number(entropy), _number(entropy)
    points = (_private((start + slope * _place(holder)) % _PRIME) for holder in holders)
    return JointKey(key_pair_of(_private(start)), tuple(key_pair_of(point) for point in points))


def joined(first: tuple[PublicKey, Secret], second: tuple[PublicKey, Secret]) -> KeyPair:
    """The joint key, from two holders' public halves and pieces. Pieces of different keys give some other key.

    Raises CannotOpen for the same holder twice, or for what is no piece.
    """
    (x1, y1), (x2, y2) = ((_place(holder), int.from_bytes(piece)) for holder, piece in (first, second))
    if x1 == x2 or max(y1, y2) >= _PRIME:
        raise CannotOpen("A joint key is opened with the pieces of two different holders.")
    return key_pair_of(_private((y1 * x2 - y2 * x1) * pow(x2 - x1, -1, _PRIME) % _PRIME))


def _place(holder: PublicKey) -> int:
    """Where a holder's point is. Never nought, but for a hash that nobody will meet."""
    return int.from_bytes(hashlib.sha256(_PLACE + holder).digest()) % _PRIME


def _number(entropy: Entropy) -> int:
    """A number below the prime, each as likely as any other: of 64 bytes what is left over is less than 2^-256."""
    return int.from_bytes(entropy(64)) % _PRIME


def _private(number: int) -> PrivateKey:
    return PrivateKey(number.to_bytes(32))
