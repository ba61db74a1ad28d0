import pytest

from evenhand_register import heads, note, tree
from evenhand_register.checkpoint import Checkpoint

from .support import Leaves, code_of, small_log


def head_of(log, size=None):
    return Checkpoint.parse(note.parse(log.head(size)).text)


LOG = small_log()
HASHES = Leaves(LOG.entries)


@pytest.mark.parametrize("size", range(10))
def test_every_older_head_is_contained_in_the_newest(size):
    heads.check_growth(head_of(LOG, size), head_of(LOG), HASHES)


@pytest.mark.parametrize("size", range(2, 10))
def test_a_list_in_which_two_entries_changed_places_is_another_history(size):
    other = small_log()
    other.entries[0], other.entries[1] = other.entries[1], other.entries[0]
    assert code_of(lambda: heads.check_growth(head_of(other, size), head_of(LOG), HASHES)) == "E_CONSISTENCY"


def test_a_smaller_list_does_not_contain_a_larger_one():
    shorter = Leaves(LOG.entries[:5])
    assert code_of(lambda: heads.check_growth(head_of(LOG), head_of(LOG, 5), shorter)) == "E_CONSISTENCY"


def test_heads_of_different_registers_are_not_compared():
    other = small_log()
    other.origin = "other.example/register"
    assert code_of(lambda: heads.check_growth(head_of(other), head_of(LOG), HASHES)) == "E_ORIGIN"


def test_two_heads_of_one_size_are_one_or_a_contradiction():
    forged = Checkpoint(LOG.origin, 9, tree.leaf_hash(b"forged"))
    heads.check_same(head_of(LOG), head_of(LOG))
    heads.check_same(head_of(LOG, 5), forged)
    assert code_of(lambda: heads.check_same(head_of(LOG), forged)) == "E_CONSISTENCY"
