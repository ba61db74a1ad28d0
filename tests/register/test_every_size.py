"""Trees of every size to 600, against a second way of working them out: register.md section 1.1, written down again."""

import hashlib
from functools import cache

import pytest

from evenhand_register import tree

from .support import Leaves, code_of, numbered

MOST = 600
ENTRIES = numbered(MOST)


@cache
def root(first: int, end: int) -> bytes:
    """The root of the entries from `first` to before `end`, as RFC 6962 has it."""
    if end == first:
        return hashlib.sha256(b"").digest()
    if end - first == 1:
        return hashlib.sha256(b"\0" + ENTRIES[first]).digest()
    middle = first + split(end - first)
    return hashlib.sha256(b"\1" + root(first, middle) + root(middle, end)).digest()


def split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def path(index: int, first: int, end: int) -> list[bytes]:
    """The inclusion path of one of them."""
    if end - first == 1:
        return []
    middle = first + split(end - first)
    if index < middle:
        return [*path(index, first, middle), root(middle, end)]
    return [*path(index, middle, end), root(first, middle)]


def growth(old: int, first: int, end: int, whole: bool = True) -> list[bytes]:
    """The consistency proof from `old` entries, counted from `first`."""
    if old == end - first:
        return [] if whole else [root(first, end)]
    middle = first + split(end - first)
    if old <= middle - first:
        return [*growth(old, first, middle, whole), root(middle, end)]
    return [*growth(old - (middle - first), middle, end, False), root(first, middle)]


class Quick:
    """The hashes of complete subtrees, each worked out once."""

    def read_hashes(self, subtrees):
        return [root(index << level, index + 1 << level) for level, index in subtrees]


def test_every_size_has_the_root_of_its_definition():
    assert [tree.root(Quick(), size) for size in range(1, MOST + 1)] == [root(0, size) for size in range(1, MOST + 1)]
    assert root(0, 0) == tree.EMPTY_ROOT
    assert tree.root(Leaves(ENTRIES), MOST) == root(0, MOST), "worked out from leaves alone as well"


def places(size: int) -> list[int]:
    """Some places among so many: both ends, around each power of two, and one that wanders."""
    powers = {place for power in range(size.bit_length()) for place in ((1 << power) - 1, 1 << power)}
    return sorted({0, size - 1, size * 7919 % size, size // 3, *powers} & set(range(size)))


def check_size(size: int, indexes, olds) -> None:
    for index in indexes:
        made = tree.prove_inclusion(Quick(), index, size)
        assert made == path(index, 0, size)
        tree.verify_inclusion(root(index, index + 1), index, size, made, root(0, size))
    for old in olds:
        made = tree.prove_consistency(Quick(), old, size)
        assert made == growth(old, 0, size)
        tree.verify_consistency(old, size, made, root(0, old), root(0, size))


def test_every_size_has_the_proofs_of_its_definition():
    for size in range(1, MOST + 1):
        check_size(size, places(size), [place + 1 for place in places(size)])


@pytest.mark.slow
def test_every_proof_of_every_size_is_that_of_its_definition():
    for size in range(1, MOST + 1):
        check_size(size, range(size), range(1, size + 1))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 64, 100, 513, 600])
def test_every_flipped_bit_of_a_proof_is_refused(size):
    index, old = size * 2 // 3, max(1, size // 2)
    held = [root(index, index + 1), root(0, size), *path(index, 0, size)]
    for leaf, head, *proof in flips(held):
        assert code_of(lambda: tree.verify_inclusion(leaf, index, size, proof, head)) == "E_INCLUSION"  # noqa: B023
    held = [root(0, old), root(0, size), *growth(old, 0, size)]
    for before, head, *proof in flips(held):
        assert code_of(lambda: tree.verify_consistency(old, size, proof, before, head)) == "E_CONSISTENCY"  # noqa: B023


def flips(parts):
    """The parts with each of their bits flipped."""
    for at, part in enumerate(parts):
        for bit in range(8 * len(part)):
            changed = bytearray(part)
            changed[bit // 8] ^= 1 << bit % 8
            yield [*parts[:at], bytes(changed), *parts[at + 1 :]]
