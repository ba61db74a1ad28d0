"""Random scalars for commitments and proofs, drawn from entropy that is handed in (register.md section 4).

    scalar = SHA-512("evenhand.nonce/v1" 0x00 || 64 random bytes || lp(secret) || lp(transcript) || u32(counter))

reduced, and zero drawn again. Hashing secret and transcript in is a hedge: a generator that gave the same bytes twice
would still not give two proofs the same nonce, which would reveal the secret.
"""

import hashlib
from collections.abc import Callable, Iterator

from .encoding import lp, u32
from .group import ZERO, Scalar, reduce

__all__ = ["Entropy", "scalars"]

type Entropy = Callable[[int], bytes]
"""Returns so many bytes from the system's generator: `secrets.token_bytes`."""

_PREFIX = b"evenhand.nonce/v1\x00"
_DRAWN = 64


def scalars(entropy: Entropy, secret: bytes, transcript: bytes) -> Iterator[Scalar]:
    """Yield scalars from 1 to the order less one, for ever; no two draws are alike.

    `secret` is what the scalars protect, empty where there is none yet; `transcript` is what is public of it so far.
    """
    tail = lp(secret) + lp(transcript)
    counter = 0
    while True:
        drawn = hashlib.sha512(_PREFIX + entropy(_DRAWN) + tail + u32(counter)).digest()
        counter += 1
        scalar = reduce(drawn)
        if scalar != ZERO:
            yield scalar
