import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import policy, tlog_proof
from evenhand_register.policy import Policy
from evenhand_register.tlog_proof import TlogProof

from .support import VECTORS as FOLDER
from .support import code_of, small_log, unhurried, vectors

VECTORS = vectors("tlog_proof.json")
POLICY = policy.parse(VECTORS["policy"].encode())
LOG = small_log()
PROOF = LOG.proof(5)


def check(raw, entry, trusted):
    return tlog_proof.verify(tlog_proof.parse(raw), entry, trusted)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["file"].rpartition("/")[2])
def test_a_proof_file_is_accepted_or_refused_for_the_right_reason(case):
    raw = (FOLDER / case["file"]).read_bytes()
    assert code_of(lambda: check(raw, case["entry"].encode(), POLICY)) == case["code"]


@pytest.mark.parametrize(
    "case", [case for case in VECTORS["cases"] if case["code"] is None], ids=lambda case: case["file"]
)
def test_a_good_proof_file_is_written_again(case):
    raw = (FOLDER / case["file"]).read_bytes()
    found = tlog_proof.parse(raw)
    assert found.index == case["entry_index"]
    assert found.render() == b"".join(
        line for line in raw.splitlines(keepends=True) if not line.startswith(b"extra ")
    )


@unhurried
@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary())
def test_what_is_written_is_read_back(index, path, checkpoint):
    made = TlogProof(index, tuple(path), checkpoint)
    assert tlog_proof.parse(made.render()) == made


@unhurried
@given(st.integers(0, len(PROOF) * 8 - 1))
def test_every_flipped_bit_is_caught(bit):
    changed = bytearray(PROOF)
    changed[bit // 8] ^= 1 << bit % 8
    trusted = Policy.of_key(LOG.signer.vkey)
    assert code_of(lambda: check(PROOF, LOG.entries[5], trusted)) is None
    assert code_of(lambda: check(bytes(changed), LOG.entries[5], trusted)) is not None


@unhurried
@given(st.binary() | st.text().map(lambda text: f"c2sp.org/tlog-proof@v1\n{text}\n\n".encode("utf-8", "replace")))
def test_garbage_is_no_proof(raw):
    assert code_of(lambda: tlog_proof.parse(raw)) in (None, "E_PROOF_FORMAT")
