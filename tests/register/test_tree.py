import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import tree

from .support import Leaves, b64, code_of, named, numbered, unhurried, vectors

VECTORS = vectors("tree.json")
LEAVES = Leaves(numbered(300))
SIZES = st.integers(1, 300)


def check_inclusion(case):
    path = [b64(text) for text in case["proof"]]
    tree.verify_inclusion(b64(case["leaf"]), case["index"], case["size"], path, b64(case["root"]))


def check_consistency(case):
    proof = [b64(text) for text in case["proof"]]
    tree.verify_consistency(case["old"], case["new"], proof, b64(case["old_root"]), b64(case["new_root"]))


def test_a_leaf_and_a_node_are_hashed_apart():
    assert tree.leaf_hash(numbered(1)[0]) == b64(VECTORS["leaf_0"])
    assert tree.leaf_hash(LEAVES.leaves[0] + LEAVES.leaves[1]) != tree.node_hash(*LEAVES.leaves[:2])


@pytest.mark.parametrize("case", VECTORS["roots"])
def test_the_root_of_each_size_is_the_published_one(case):
    assert tree.root(LEAVES, case["size"]) == b64(case["root"])


def test_every_published_inclusion_proof_is_made_and_verified():
    for case in VECTORS["inclusion"]:
        assert tree.prove_inclusion(LEAVES, case["index"], case["size"]) == [b64(text) for text in case["proof"]]
        check_inclusion(case)


def test_every_published_consistency_proof_is_made_and_verified():
    for case in VECTORS["consistency"]:
        assert tree.prove_consistency(LEAVES, case["old"], case["new"]) == [b64(text) for text in case["proof"]]
        check_consistency(case)


@pytest.mark.parametrize("case", **named(VECTORS["bad_inclusion"]))
def test_a_false_inclusion_proof_is_refused(case):
    assert code_of(lambda: check_inclusion(case)) == "E_INCLUSION"


@pytest.mark.parametrize("case", **named(VECTORS["bad_consistency"]))
def test_a_false_consistency_proof_is_refused(case):
    assert code_of(lambda: check_consistency(case)) == "E_CONSISTENCY"


@unhurried
@given(SIZES, st.data())
def test_an_inclusion_proof_holds_for_its_own_leaf_only(size, data):
    index = data.draw(st.integers(0, size - 1))
    path, root = tree.prove_inclusion(LEAVES, index, size), tree.root(LEAVES, size)
    tree.verify_inclusion(LEAVES.leaves[index], index, size, path, root)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert code_of(lambda: tree.verify_inclusion(LEAVES.leaves[index], other, size, path, root)) == "E_INCLUSION"
        assert code_of(lambda: tree.verify_inclusion(LEAVES.leaves[other], index, size, path, root)) == "E_INCLUSION"


@unhurried
@given(SIZES, st.data())
def test_an_inclusion_proof_with_one_flipped_bit_is_refused(size, data):
    index = data.draw(st.integers(0, size - 1))
    parts = [LEAVES.leaves[index], tree.root(LEAVES, size), *tree.prove_inclusion(LEAVES, index, size)]
    leaf, root, *path = flip_one(parts, data)
    assert code_of(lambda: tree.verify_inclusion(leaf, index, size, path, root)) == "E_INCLUSION"


@unhurried
@given(SIZES, st.data())
def test_a_consistency_proof_holds_and_with_one_flipped_bit_is_refused(new, data):
    old = data.draw(st.integers(1, new))
    roots = [tree.root(LEAVES, old), tree.root(LEAVES, new)]
    proof = tree.prove_consistency(LEAVES, old, new)
    tree.verify_consistency(old, new, proof, *roots)
    old_root, new_root, *bad = flip_one([*roots, *proof], data)
    assert code_of(lambda: tree.verify_consistency(old, new, bad, old_root, new_root)) == "E_CONSISTENCY"


@unhurried
@given(SIZES, st.data())
def test_a_list_in_which_one_entry_changed_is_not_consistent(new, data):
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = Leaves([])
    rewritten.leaves = [*LEAVES.leaves[:changed], tree.leaf_hash(b"rewritten"), *LEAVES.leaves[changed + 1 : new]]
    proof = tree.prove_consistency(rewritten, old, new)
    roots = tree.root(LEAVES, old), tree.root(rewritten, new)
    assert code_of(lambda: tree.verify_consistency(old, new, proof, *roots)) == "E_CONSISTENCY"


def test_proofs_of_what_is_not_there_are_not_made():
    assert code_of(lambda: tree.prove_inclusion(LEAVES, 5, 5)) == "E_INCLUSION"
    assert code_of(lambda: tree.prove_inclusion(LEAVES, -1, 5)) == "E_INCLUSION"
    assert code_of(lambda: tree.prove_consistency(LEAVES, 6, 5)) == "E_CONSISTENCY"


@unhurried
@given(st.integers(), st.integers(), st.lists(st.binary(max_size=33), max_size=70), st.binary(), st.binary())
def test_garbage_proves_nothing(first, second, proof, one, other):
    assert code_of(lambda: tree.verify_inclusion(one, first, second, proof, other)) == "E_INCLUSION"
    assert code_of(lambda: tree.verify_consistency(first, second, proof, one, other)) == "E_CONSISTENCY"


def flip_one(parts, data):
    at = data.draw(st.integers(0, len(parts) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = bytearray(parts[at])
    changed[bit // 8] ^= 1 << bit % 8
    return [*parts[:at], bytes(changed), *parts[at + 1 :]]
