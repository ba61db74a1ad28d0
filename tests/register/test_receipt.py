import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import canonical, policy, receipt
from evenhand_register.policy import Policy
from evenhand_register.record import Opening

from .support import VECTORS as FOLDER
from .support import b64, code_of, counted, small_log, unhurried, vectors

VECTORS = vectors("receipt.json")
POLICY = policy.parse(VECTORS["policy"].encode())
EXPECTED = next(case for case in VECTORS["cases"] if case["file"] == "receipt/good.json")
LOG = small_log()
OWN = counted(1000)[:16]
RAW = LOG.receipt(1)
TRUSTED = Policy.of_key(LOG.signer.vkey)


def check(case):
    own = None if case["my_nonce"] is None else b64(case["my_nonce"])
    return receipt.verify((FOLDER / case["file"]).read_bytes(), POLICY, own)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["file"].rpartition("/")[2])
def test_a_receipt_is_accepted_or_refused_for_the_right_reason(case):
    assert code_of(lambda: check(case)) == case["code"]


def test_a_counted_entry_shows_what_it_was_counted_as():
    report, expected = check({"file": "receipt/good.json", "my_nonce": EXPECTED["my_nonce"]}), VECTORS["expect_good"]
    assert (report.index, report.head.checkpoint.size, report.entry.kind) == (
        expected["index"],
        expected["size"],
        expected["kind"],
    )
    assert report.mine_alone
    assert (report.template.label, report.template.vector) == (expected["template"], expected["vector"])


def test_a_receipt_built_with_its_count_is_the_published_one():
    raw = (FOLDER / "receipt/good.json").read_bytes()
    parts = canonical.loads(raw)

    def logged(part):
        return receipt.Logged(part["entry"].encode(), Opening.parse(part["opening"]), part["proof"].encode())

    count = receipt.Count(b64(parts["tally"]["r"]), parts["tally"]["template"])
    assert receipt.build(logged(parts), logged(parts["scheme"]), parts["words"], count) == raw


def test_an_uncounted_step_is_verified():
    report = receipt.verify((FOLDER / "receipt/good-uncounted-event.json").read_bytes(), POLICY)
    assert (report.index, report.group.templates, report.template, report.mine_alone) == (17, (), None, False)
    assert set(report.head.seen) == {"regulator", "newspaper"}


def test_a_receipt_that_is_built_is_verified():
    report = receipt.verify(RAW, TRUSTED, OWN)
    assert (report.index, report.mine_alone) == (1, True)
    assert report.opening.facts["data"] == {"act": "received", "on": "2026-03-02"}
    assert receipt.claimed_origin(RAW) == LOG.origin


def test_two_people_with_one_receipt_find_out():
    assert code_of(lambda: receipt.verify(RAW, TRUSTED, counted(1001)[:16])) == "E_NONCE"


def test_a_receipt_of_nobody_in_particular_is_not_mine():
    raw = LOG.receipt(2)
    assert not receipt.verify(raw, TRUSTED).mine_alone
    assert code_of(lambda: receipt.verify(raw, TRUSTED, OWN)) == "E_NONCE"


def test_the_same_receipt_can_be_fetched_again_under_a_later_head():
    later = small_log(30)
    assert receipt.verify(later.receipt(1), TRUSTED, OWN).head.checkpoint.size == 30


def test_an_entry_of_a_reserved_kind_has_no_receipt():
    assert code_of(lambda: receipt.verify(LOG.receipt(3), TRUSTED)) == "E_SCHEME_UNKNOWN"
    assert code_of(lambda: receipt.verify(LOG.receipt(0), TRUSTED)) == "E_SCHEME_UNKNOWN"


@unhurried
@given(st.integers(0, len(RAW) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(bit):
    changed = bytearray(RAW)
    changed[bit // 8] ^= 1 << bit % 8
    words = RAW.index(b'"words":"') + len(b'"words":"')
    if words <= bit // 8 < len(RAW) - 2:
        return  # the operator's own words prove nothing and are shown to nobody
    assert code_of(lambda: receipt.verify(bytes(changed), TRUSTED, OWN)) is not None


JSON = st.recursive(
    st.none() | st.integers(0, 9) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
MEMBERS = sorted(canonical.loads(RAW))


def replaced(name, part):
    return {**canonical.loads(RAW), name: part}


@unhurried
@given(st.binary() | st.builds(replaced, st.sampled_from(MEMBERS), JSON).map(lambda value: repr(value).encode()))
def test_garbage_is_no_receipt(raw):
    assert code_of(lambda: receipt.verify(raw, TRUSTED)) in {"E_JSON", "E_RECEIPT_FORMAT"}


@unhurried
@given(
    st.sampled_from([name for name in MEMBERS if name != "words"]),
    st.none() | st.integers(0, 9) | st.just({}) | st.just("text"),
)
def test_a_receipt_with_one_member_exchanged_is_refused(name, part):
    raw = canonical.dumps(replaced(name, part))
    assert raw == RAW or code_of(lambda: receipt.verify(raw, TRUSTED)) is not None


@unhurried
@given(st.binary())
def test_an_origin_is_claimed_or_the_file_is_refused(raw):
    assert code_of(lambda: receipt.claimed_origin(raw)) is not None
