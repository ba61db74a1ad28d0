import pytest

from evenhand_register import guard, tree
from evenhand_register.keys import VerifierKey

from .support import Leaves, code_of, named, small_log, vectors

VECTORS = vectors("guard.json")
LOG = vectors("log.json")
ENTRIES = [case["entry"].encode() for case in LOG["entries"]]
SWAPPED = [*ENTRIES[:3], ENTRIES[4], ENTRIES[3], *ENTRIES[5:]]


def check(case):
    database = {"main": ENTRIES, "swapped": SWAPPED}[case["database"]]
    return guard.check(
        None if case["guard"] is None else case["guard"].encode(),
        keys=[VerifierKey.parse(vkey) for vkey in VECTORS["vkeys"]],
        origin=LOG["origin"],
        size=case["size"],
        hashes=Leaves(database),
    )


@pytest.mark.parametrize("case", **named(VECTORS["cases"]))
def test_the_guard_lets_a_head_be_signed_or_stops_it(case):
    assert code_of(lambda: check(case)) == case["code"]
    if case["code"] is None:
        assert check(case).render() == case["next_text"]


def test_a_guard_signed_with_a_retired_key_still_guards():
    old, new = small_log(5), small_log(9)
    new.signer_number = 1
    keys = [new.signer.verifier, old.signer.verifier]
    found = guard.check(old.head(), keys=keys, origin=new.origin, size=9, hashes=Leaves(new.entries))
    assert found.root == tree.root(Leaves(new.entries), 9)
    stopped = {"keys": keys[:1], "origin": new.origin, "size": 9, "hashes": Leaves(new.entries)}
    assert code_of(lambda: guard.check(old.head(), **stopped)) == "E_GUARD"
