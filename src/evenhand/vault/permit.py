"""The code that takes the place of a lost second factor once: two people allow it, and its owner still needs the password.

80 random bits in 16 letters and digits (base32, RFC 4648), written in fours. Of it only a proof by the instance key is kept, made
together with the person's key and the moment until which it holds: so whoever writes the database can make none up, and who
reads it cannot guess the code.
"""

import base64
import hmac

from evenhand.vault.keys import Entropy, KeyPair, PublicKey, derive

_BYTES = 10


def new_permit_code(entropy: Entropy) -> str:
    """A fresh code, as a person reads and types it."""
    letters = base64.b32encode(entropy(_BYTES)).decode("ascii")
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def permit_proof(instance: KeyPair, person: PublicKey, until: int, code: str) -> bytes:
    """32 bytes: whoever unlocks this public half may set up another device with this code until that moment (Unix seconds)."""
    said = b"\0".join((bytes(person), str(until).encode("ascii"), _plain(code)))
    return hmac.digest(derive(instance.private, b"evenhand.new-device/v1"), said, "sha256")


def _plain(code: str) -> bytes:
    """Whatever its case, spacing and dashes."""
    return "".join(code.replace("-", "").split()).upper().encode("utf-8", "surrogatepass")
