"""What an audit may leave out, and that it then misses only what it says."""

from collections import Counter
from itertools import product

import pytest

from evenhand_register.arithmetic import Beyond, Inline, Sampled, Unproved
from evenhand_register.audit import audit, read_tree
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, verify_checkpoint

from .counting import counted_log
from .gallery import LIES
from .support import code_of, small_log

TRUSTED = Policy.of_key(small_log().signer.vkey)


class Noting(Inline):
    """Notes which entries it was given."""

    def __init__(self):
        self.given = []

    def check(self, proved):
        self.given.append(proved.index)


def audited(files, arithmetic):
    return audit(files, verify_checkpoint(files["checkpoint"], TRUSTED), (), arithmetic)


def forged(after=3):
    """A register in which one entry adds what none may, followed by others that are lawful."""
    log = counted_log(periods=1)
    index = log.forge({"received": 2})
    for _ in range(after):
        log.count("intake", "in/harm")
    return log.published(), index


def test_a_lie_at_a_place_that_was_drawn_is_found():
    files, index = forged()
    sampled = Sampled(Inline(), 5, lambda _: 0)  # each takes the first place, so that the last has it in the end
    assert audited(files, sampled).findings.counted == 35
    lottery = iter([*[4] * 26, 0, *[4] * 9])
    with pytest.raises(RegisterError, match=rf"Entry {index} is refused.*\[E_ENTRY_PROOF\]"):
        audited(files, Sampled(Inline(), 5, lambda _: next(lottery)))


def test_of_all_entries_each_is_as_likely_to_be_drawn_as_any_other():
    """Every outcome of the lots once: they are equally likely, so each entry must be in equally many samples."""
    files = counted_log(periods=0)
    for _ in range(5):
        files.count("outcome", "out/closed")
    published, drawn = files.published(), Counter()
    for lots in product(range(3), range(4), range(5)):
        noting, left = Noting(), iter(lots)
        audited(published, Sampled(noting, 2, lambda _, left=left: next(left)))
        assert len(noting.given) == 2
        assert noting.given == sorted(noting.given)
        drawn.update(noting.given)
    assert set(drawn.values()) == {3 * 4 * 5 * 2 // 5}
    assert len(drawn) == 5


def test_what_was_checked_before_is_left_out_and_what_follows_is_not():
    files, index = forged()
    noting = Noting()
    beyond = Beyond(noting, index)
    audited(files, beyond)
    assert (beyond.left_out, noting.given) == (31, [index, index + 1, index + 2, index + 3])
    assert code_of(lambda: audited(files, Beyond(Inline(), index))) == "E_ENTRY_PROOF"
    assert code_of(lambda: audited(files, Beyond(Inline(), index + 1))) is None


def test_without_proofs_a_false_sum_is_still_found():
    log = counted_log(periods=1)
    log.count("intake", "in/harm")
    log.values["closed"] += 1
    log.state(values={**log.draft(hide={}).values, "closed": 1}, hide={})
    assert code_of(lambda: audited(log.published(), Unproved(Inline()))) == "E_TOTAL"
    assert code_of(lambda: audited(log.published(), Beyond(Inline(), len(log.entries)))) is None, (
        "it was checked before"
    )
    assert code_of(lambda: audited(forged()[0], Unproved(Inline()))) is None


TREE = {"tile-byte-flipped": "E_TILE", "entry-bundle-missing": "E_TILE", "same-size-other-entries": "E_CONSISTENCY"}


@pytest.mark.parametrize("name", TREE)
def test_the_tree_alone_finds_what_is_wrong_with_the_tree(name):
    files, old = LIES[name].make(), verify_checkpoint(small_log().head(), TRUSTED).checkpoint
    assert code_of(lambda: read_tree(files, verify_checkpoint(files["checkpoint"], TRUSTED), [old])) == TREE[name]


def test_the_tree_alone_does_not_look_at_what_entries_say():
    for files, code in ((forged()[0], "E_ENTRY_PROOF"), (LIES["scheme-of-another-register"].make(), "E_ORIGIN")):
        head = verify_checkpoint(files["checkpoint"], TRUSTED)
        assert code_of(lambda files=files, head=head: audit(files, head)) == code
        assert read_tree(files, head).findings.kinds == {}


def test_of_another_history_no_proof_is_checked():
    log, other = counted_log(periods=1), counted_log(periods=0)
    other.count("intake", "in/fraud")
    old = verify_checkpoint(other.head(), TRUSTED).checkpoint
    files, noting = log.published(), Noting()
    head = verify_checkpoint(files["checkpoint"], TRUSTED)
    assert code_of(lambda: audit(files, head, [old], noting)) == "E_CONSISTENCY"
    assert noting.given == []
