"""What a witness signs: "I saw this head at this time" (C2SP tlog-cosignature, register.md section 1.4).

    signed message = "cosignature/v1" LF "time <decimal>" LF <checkpoint text with its last LF>
    blob after the key id = u64(time) || 64-byte Ed25519 signature

It means: at that time (Unix seconds) this was the largest tree of this origin that the witness had seen, and it was
consistent with all that it had seen before. The register refuses the time 0, which C2SP allows (see DIVERGENCES.md).
"""

from .encoding import MAX_DECIMAL
from .errors import RegisterError
from .keys import COSIGNATURE, PrivateKey, VerifierKey

__all__ = ["Cosigner", "message", "verify"]

_TIME_SIZE = 8
_BLOB_SIZE = _TIME_SIZE + 64


class Cosigner(PrivateKey):
    """A witness's private key (type 0x04). It serves one name only, for name and key do not bind each other."""

    type = COSIGNATURE

    def cosign(self, text: str, time: int) -> bytes:
        """Return what stands after the key id on the line over a checkpoint text at a Unix time, 1..2^63-1."""
        return time.to_bytes(_TIME_SIZE, "big") + self.sign(message(text, time))


def message(text: str, time: int) -> bytes:
    """Return the bytes that a witness signs for a checkpoint text at a Unix time."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def verify(text: str, key: VerifierKey, blob: bytes) -> int:
    """Return the Unix time that the cosignature states. Raises E_NOTE_SIGNATURE."""
    time = int.from_bytes(blob[:_TIME_SIZE], "big")
    good = len(blob) == _BLOB_SIZE and 0 < time <= MAX_DECIMAL
    if not good or not key.verifies(message(text, time), blob[_TIME_SIZE:]):
        raise RegisterError("E_NOTE_SIGNATURE", f"The cosignature of the witness {key.name} does not fit this head.")
    return time
