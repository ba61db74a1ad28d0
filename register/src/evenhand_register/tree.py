"""The Merkle tree of RFC 6962 (register.md section 1.1): one hash that fixes a list and the order of its entries.

    leaf(e) = SHA-256(0x00 || e)       node(l, r) = SHA-256(0x01 || l || r)       root of no leaves = SHA-256("")

The root of n > 1 leaves is node(root of the first k, root of the rest), k being the largest power of two below n. The
first byte keeps a leaf from being passed off as a node. A root does not fix the size: take both from one checkpoint.

Proofs are computed from the hashes of *complete subtrees*: `(level, index)` names the root of the 2^level leaves
from index * 2^level on. Those never change once they exist, so a log keeps them (see `tiles`) and a proof needs a
logarithmic number of them. Whoever keeps them is a `HashReader`; this module does the arithmetic and reads nothing
itself.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from .errors import RegisterError

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "MAX_PROOF",
    "MAX_SIZE",
    "HashReader",
    "complete_root",
    "leaf_hash",
    "leaf_hashes",
    "node_hash",
    "prove_consistency",
    "prove_inclusion",
    "root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_SIZE = 32
MAX_SIZE = 2**63 - 1
MAX_PROOF = 63
EMPTY_ROOT = hashlib.sha256(b"").digest()

type Subtree = tuple[int, int]
type Range = tuple[int, int]


class HashReader(Protocol):
    """Answers with the hashes of complete subtrees, 32 bytes each, in the order asked for."""

    def read_hashes(self, subtrees: Sequence[Subtree]) -> list[bytes]:
        """Return one hash for each (level, index). Raises RegisterError where one cannot be had."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Return the hashes of many entries as leaves."""
    hashed = hashlib.sha256
    return [hashed(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a row of 2^n neighbouring hashes of one level."""
    row, hashed = hashes, hashlib.sha256  # as in node_hash, without a call for each: an audit spends its time here
    while len(row) > 1:
        row = [hashed(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def root(hashes: HashReader, size: int) -> bytes:
    """Return the root of the first `size` leaves."""
    return _range_roots(hashes, [(0, size)])[0] if size else EMPTY_ROOT


def prove_inclusion(hashes: HashReader, index: int, size: int) -> list[bytes]:
    """Return the path from leaf `index` to the root of `size` leaves, the leaf's sibling first."""
    if not 0 <= index < size:
        raise RegisterError("E_INCLUSION", f"There is no entry {index} in a list of {size}.")
    ranges: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return _range_roots(hashes, reversed(ranges))


def prove_consistency(hashes: HashReader, old: int, new: int) -> list[bytes]:
    """Return the proof that the first `old` of `new` leaves are the same as in the tree of `old` leaves."""
    if not 0 <= old <= new:
        raise RegisterError("E_CONSISTENCY", f"A list of {new} entries cannot contain an older one of {old}.")
    if old in (0, new):
        return []
    ranges: list[Range] = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:  # the old tree's right edge is no complete prefix, so the verifier does not have its hash yet
        ranges.append((low, high))
    return _range_roots(hashes, reversed(ranges))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf` is the hash of entry `index` in the tree of that size and root. Raises E_INCLUSION."""
    good = 0 <= index < size and _are_hashes([leaf, root, *path])
    if not good or _climb(leaf, index, size, path) != root:
        raise RegisterError("E_INCLUSION", "The proof does not lead from this entry to the head of the register.")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree (new, new_root) begins with all of the tree (old, old_root). Raises E_CONSISTENCY."""
    good = 0 <= old <= new and _are_hashes([old_root, new_root, *proof])
    if not good or not _grows(old, new, proof, old_root, new_root):
        raise RegisterError(
            "E_CONSISTENCY", "The newer head does not contain everything that the older head contained."
        )


def _climb(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that the path leads to, or None if its length does not fit index and size."""
    first, last, at = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            at = node_hash(sibling, at)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            at = node_hash(at, sibling)
        first, last = first >> 1, last >> 1
    return at if last == 0 else None


def _grows(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    hashes = list(proof)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        first, last = first >> 1, last >> 1
    return before == old_root and after == new_root and last == 0


def _are_hashes(values: Sequence[bytes]) -> bool:
    return len(values) <= MAX_PROOF + 2 and all(len(value) == HASH_SIZE for value in values)


def _split(count: int) -> int:
    """Return the largest power of two below count, for count > 1."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_roots(hashes: HashReader, ranges: Iterable[Range]) -> list[bytes]:
    """Return the root over the leaves of each range [low, high) that the recursion of RFC 6962 meets, in one read."""
    groups = [_subtrees(low, high) for low, high in ranges]
    found = iter(hashes.read_hashes([subtree for group in groups for subtree in group]))
    return [_fold([next(found) for _ in group]) for group in groups]


def _subtrees(low: int, high: int) -> list[Subtree]:
    """Return the complete subtrees that make up [low, high), largest first."""
    subtrees: list[Subtree] = []
    while low < high:
        level = (high - low).bit_length() - 1
        subtrees.append((level, low >> level))
        low += 1 << level
    return subtrees


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over neighbouring complete subtrees that grow smaller to the right."""
    at = hashes[-1]
    for left in reversed(hashes[:-1]):
        at = node_hash(left, at)
    return at
