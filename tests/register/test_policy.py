import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import cosignature, note, policy
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy, verify_checkpoint

from .support import Witness, b64, code_of, counted, named, small_log, unhurried, vectors

POLICIES = vectors("policy.json")
CHECKPOINTS = vectors("checkpoint.json")
POLICY = policy.parse(CHECKPOINTS["policy"].encode())


@pytest.mark.parametrize("case", **named(POLICIES["good"]))
def test_a_good_policy_is_satisfied_by_whom_it_names(case):
    found = policy.parse(case["policy"].encode())
    assert all(map(found.is_satisfied_by, case["satisfied_by"]))
    assert not any(map(found.is_satisfied_by, case["not_by"]))


@pytest.mark.parametrize("case", **named(POLICIES["bad"]))
def test_a_bad_policy_is_refused(case):
    assert code_of(lambda: policy.parse(case["policy"].encode())) == case["code"]


def test_a_policy_of_a_thousand_nested_groups_is_answered():
    lines = [small_log().signer.vkey, Witness("w.example/1", counted(7)).key.vkey]
    text = f"log {lines[0]}\nwitness g0 {lines[1]}\n"
    text += "".join(f"group g{at} any g{at - 1}\n" for at in range(1, 5000)) + "quorum g4999\n"
    found = policy.parse(text.encode())
    assert found.is_satisfied_by(["g0"])
    assert not found.is_satisfied_by([])


def test_the_addresses_of_witnesses_are_kept_where_the_policy_gives_them():
    log, *keys = small_log().signer.vkey, *(Witness(f"w.example/{at}", counted(at)).key.vkey for at in (7, 8))
    text = f"log {log} https://log.example/\nwitness one {keys[0]} https://w.example/1\nwitness two {keys[1]}\nquorum one\n"
    found = policy.parse(text.encode())
    assert found.urls == {"one": "https://w.example/1"}
    assert found.without_quorum().urls == found.urls
    assert (
        code_of(lambda: policy.parse(f"log {log}\nwitness one {keys[0]} a b\nquorum one\n".encode()))
        == "E_POLICY_FORMAT"
    )


@unhurried
@given(st.binary() | st.text(st.sampled_from("log witness group quorum none any all 12 \n\t#+")).map(str.encode))
def test_garbage_is_no_policy(raw):
    assert code_of(lambda: policy.parse(raw)) in (None, "E_POLICY_FORMAT")


@pytest.mark.parametrize("case", **named(CHECKPOINTS["good"]))
def test_a_good_checkpoint_is_verified(case):
    found = verify_checkpoint(case["note"].encode(), POLICY)
    assert (found.checkpoint.size, found.checkpoint.root) == (case["size"], b64(case["root"]))
    assert list(found.seen) == case["cosigners"]
    assert [times for (times,) in found.seen.values()] == case["times"]
    assert found.quorum_required


@pytest.mark.parametrize("case", **named(CHECKPOINTS["bad"]))
def test_a_bad_checkpoint_is_refused_for_the_right_reason(case):
    assert code_of(lambda: verify_checkpoint(case["note"].encode(), POLICY)) == case["code"]


def test_a_cosignature_is_made_of_time_and_text():
    case = CHECKPOINTS["cosignature"]
    assert cosignature.message(case["checkpoint_text"], case["time"]) == case["signed_message"].encode()
    line = note.parse(f"{case['checkpoint_text']}\n{case['line']}".encode()).signatures[0]
    key = next(key for key in POLICY.witnesses.values() if key.key_id == line.key_id)
    assert cosignature.verify(case["checkpoint_text"], key, b64(case["blob_base64"])[4:]) == case["time"]


def test_a_key_alone_is_a_policy_that_asks_for_no_witness():
    log = small_log()
    found = verify_checkpoint(log.head(), Policy.of_key(log.signer.vkey))
    assert not found.quorum_required
    assert found.seen == {}
    assert found.keys == (log.signer.verifier,)


def test_a_witness_key_alone_is_no_policy():
    witness = Witness("w.example/1", counted(7)).key.vkey
    assert code_of(lambda: Policy.of_key(witness)) == "E_NOTE_FORMAT"
    assert code_of(lambda: Policy.of_key(f"{small_log().signer.vkey}\nlog {witness}")) == "E_NOTE_FORMAT"


def test_a_witness_who_signs_twice_is_seen_at_both_times():
    log, witness = small_log(), Witness("w.example/1", counted(7))
    text = f"log {log.signer.vkey}\nwitness w {witness.key.vkey}\nquorum w\n"
    head = witness.cosign(witness.cosign(log.head(), 5), 6)
    assert verify_checkpoint(head, policy.parse(text.encode())).seen == {"w": (5, 6)}


def test_a_witness_named_like_the_log_does_not_sign_for_it():
    log = small_log()
    impostor = Witness(log.origin, counted(7))
    text = f"log {log.signer.vkey}\nwitness w {impostor.key.vkey}\nquorum w\n"
    unsigned = note.Note(note.parse(log.head()).text, ()).render()
    only_witness = impostor.cosign(log.head(), 5).replace(log.head().partition(b"\n\n")[2], b"")
    assert code_of(lambda: verify_checkpoint(only_witness, policy.parse(text.encode()))) == "E_NOTE_UNSIGNED"
    assert code_of(lambda: verify_checkpoint(unsigned, policy.parse(text.encode()))) == "E_NOTE_FORMAT"


def test_another_log_of_the_same_policy_does_not_sign_for_this_one():
    log, other = small_log(), small_log()
    other.origin, other.signer_number = "other.example/register", 1
    text = f"log {log.signer.vkey}\nlog {other.signer.vkey}\nquorum none\n"
    forged = note.sign(note.parse(log.head()).text, [other.signer])
    assert code_of(lambda: verify_checkpoint(forged, policy.parse(text.encode()))) == "E_NOTE_UNSIGNED"


ORIGINS = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1)


@unhurried
@given(ORIGINS, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(ORIGINS))
def test_a_checkpoint_is_read_back(origin, size, root, extensions):
    made = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(made.render()) == made


@unhurried
@given(st.text())
def test_garbage_is_no_checkpoint(text):
    assert code_of(lambda: Checkpoint.parse(text)) in (None, "E_CHECKPOINT_FORMAT")


def test_keys_of_the_policy_that_are_equal_are_one():
    key = VerifierKey.parse(small_log().signer.vkey)
    assert key == small_log().signer.verifier
    assert len({key, small_log().signer.verifier}) == 1
