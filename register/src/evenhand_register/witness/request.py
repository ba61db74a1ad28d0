"""What a log sends to a witness, and where a witness shows what it holds (register.md section 1.8).

    old <decimal> LF
    <b64 hash> LF                       0..63 of them, the consistency proof from old to the checkpoint's size
    LF
    <checkpoint, verbatim>

Raises E_WITNESS_FORMAT, this implementation's code for a request that a witness answers with the status 400.
"""

import hashlib
from dataclasses import dataclass

from evenhand_register import tree
from evenhand_register.encoding import b64decode, b64encode, parse_decimal
from evenhand_register.errors import RegisterError

__all__ = ["ADD_CHECKPOINT", "MAX_BYTES", "AddCheckpoint", "monitoring_path", "parse"]

ADD_CHECKPOINT = "/add-checkpoint"
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True)
class AddCheckpoint:
    """The size that the witness is thought to hold, the proof from there, and a signed note: all unverified."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def render(self) -> bytes:
        """Return the body of the request."""
        return "\n".join([f"old {self.old}", *map(b64encode, self.proof), "", ""]).encode() + self.checkpoint


def parse(body: bytes) -> AddCheckpoint:
    """Return the request that body spells; its checkpoint is not looked at. Raises E_WITNESS_FORMAT."""
    if len(body) > MAX_BYTES:
        raise _malformed("is larger than 1 MiB")
    head, empty_line, checkpoint = body.partition(b"\n\n")
    first, *lines = head.decode("ascii", "replace").split("\n")
    old = parse_decimal(first.removeprefix("old ")) if first.startswith("old ") else None
    if not empty_line or old is None:
        raise _malformed("does not begin with the old size and a proof that ends in an empty line")
    if len(lines) > tree.MAX_PROOF:
        raise _malformed("has a proof that is longer than any tree is high")
    proof = [b64decode(line, tree.HASH_SIZE) for line in lines]
    if None in proof:
        raise _malformed("holds a hash that is not spelt as 32 bytes")
    return AddCheckpoint(old, tuple(filter(None, proof)), checkpoint)


def monitoring_path(origin: str) -> str:
    """Return where, under its monitoring prefix, a witness shows the last head of a log that it cosigned."""
    return f"/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"


def _malformed(what: str) -> RegisterError:
    return RegisterError("E_WITNESS_FORMAT", f"The request {what}.")
