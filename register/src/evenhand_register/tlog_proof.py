"""The file that proves offline that an entry is in a log (C2SP tlog-proof, register.md section 1.7).

c2sp.org/tlog-proof@v1 LF
extra <b64> LF                      optional and not authenticated; Evenhand writes none and ignores it
index <decimal> LF
<b64 hash> LF                       0..63 of them, the leaf's sibling first
LF
<checkpoint, verbatim>
"""

from dataclasses import dataclass

from . import tree
from .encoding import b64decode, b64encode, parse_decimal
from .errors import RegisterError
from .policy import Policy, VerifiedCheckpoint, verify_checkpoint

__all__ = ["TlogProof", "parse", "verify"]

_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class TlogProof:
    """Where an entry stands, the path from it to the root, and the signed note with that root: all unverified."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def render(self) -> bytes:
        """Return the bytes of the file."""
        lines = [_HEADER, f"index {self.index}", *map(b64encode, self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def parse(raw: bytes) -> TlogProof:
    """Return the proof that raw spells. Raises E_PROOF_FORMAT."""
    head, empty_line, checkpoint = raw.partition(b"\n\n")
    header, *lines = head.decode("ascii", "replace").split("\n")
    if not empty_line or header != _HEADER:
        raise _malformed("is not a proof of the kind c2sp.org/tlog-proof@v1")
    if lines and lines[0].startswith("extra ") and not b64decode(lines.pop(0).removeprefix("extra ")):
        raise _malformed("has an extra line that is not spelt properly")
    if not lines or not lines[0].startswith("index "):
        raise _malformed("does not say where the entry stands")
    index = parse_decimal(lines.pop(0).removeprefix("index "))
    if index is None:
        raise _malformed("does not give the index as a plain number")
    if len(lines) > tree.MAX_PROOF:
        raise _malformed("is longer than any tree is high")
    path = [b64decode(line, tree.HASH_SIZE) for line in lines]
    if None in path:
        raise _malformed("holds a hash that is not spelt as 32 bytes")
    return TlogProof(index, tuple(filter(None, path)), checkpoint)


def verify(proof: TlogProof, entry: bytes, policy: Policy) -> VerifiedCheckpoint:
    """Return the head under which `entry` is proved to stand at `proof.index`.

    Raises the errors of `verify_checkpoint`, then E_INCLUSION. Cosignature times are reported, not judged.
    """
    verified = verify_checkpoint(proof.checkpoint, policy)
    head = verified.checkpoint
    tree.verify_inclusion(tree.leaf_hash(entry), proof.index, head.size, proof.path, head.root)
    return verified


def _malformed(what: str) -> RegisterError:
    return RegisterError("E_PROOF_FORMAT", f"The proof file {what}.")
