"""What `evenhand-verify` says of counts and totals, in words that a person without mathematics can use."""

import json

import pytest

from evenhand_register import canonical, receipt
from evenhand_register.policy import Policy
from tests.register.counting import counted_log
from tests.register.support import VECTORS, named, vectors
from tests.register.test_audit import KEY, published_log

LOG = counted_log()
OWN_KEY = LOG.signer.vkey
RECEIPTS = vectors("receipt.json")


def test_a_receipt_says_what_the_entry_was_counted_as(verify, tmp_path):
    (tmp_path / "policy").write_text(RECEIPTS["policy"])
    code, out, err = verify(VECTORS / "receipt/good.json", "--policy", tmp_path / "policy")
    assert (code, err) == (0, "")
    assert (
        "- It is counted as “received, discrimination”, adding 1 to “Complaints received” and 1 to “Complaints received: "
        "discrimination”, and it cannot be counted as anything else." in out
    )


def test_a_receipt_tells_a_program_what_it_counts_as(verify, tmp_path):
    (tmp_path / "policy").write_text(RECEIPTS["policy"])
    answer = json.loads(verify(VECTORS / "receipt/good.json", "--policy", tmp_path / "policy", "--json")[1])
    expected = RECEIPTS["expect_good"]
    assert answer["counted_as"]["template"] == expected["template"]
    assert answer["counted_as"]["adds"] == expected["vector"]
    answer = json.loads(verify(VECTORS / "receipt/good-uncounted-event.json", "--vkey", KEY, "--json")[1])
    assert answer["counted_as"] is None


@pytest.mark.parametrize("case", RECEIPTS["cases"], ids=lambda case: case["file"].rpartition("/")[2])
def test_every_receipt_of_the_vectors_is_answered_with_its_code(verify, tmp_path, case):
    (tmp_path / "policy").write_text(RECEIPTS["policy"])
    own = [] if case["my_nonce"] is None else ["--nonce", case["my_nonce"]]
    code, out, _ = verify(VECTORS / case["file"], "--policy", tmp_path / "policy", *own)
    assert code == (0 if case["code"] is None else 1)
    assert case["code"] is None or out.splitlines()[0].endswith(f"[{case['code']}]")


def test_a_receipt_that_counts_nothing_says_so(verify, tmp_path):
    index = LOG.entries.index(next(raw for raw in LOG.entries if b"kind outcome" in raw)) + 9
    raw = LOG.counted_receipt(index)
    assert receipt.verify(raw, Policy.of_key(OWN_KEY)).template.label == "out/nothing"
    (tmp_path / "receipt.json").write_bytes(raw)
    assert "adding nothing to any total" in verify(tmp_path / "receipt.json", "--vkey", OWN_KEY)[1]


def test_a_published_register_says_that_every_count_and_total_was_checked(verify, publish):
    code, out, err = verify(publish(LOG.published()), "--vkey", OWN_KEY)
    assert (code, err) == (0, "")
    assert (
        "- 56 entries are counted, and each is proved to count as exactly one of the things that its scheme allows"
        in out
    )
    assert "- Each of the 2 statements of totals, 2026-P0 to 2026-P1, is true: its totals are the exact sums" in out
    assert f"Together they cover the entries 0 to {len(LOG.entries) - 2} once each." in out
    assert (
        "“Complaints received”: 15; “Complaints of fraud”: 6; “Complaints closed”: 9; “Complaints of harm”: hidden, below 5"
        in out
    )
    assert "- Through the period 2026-P1, “Received and not yet closed”: 18." in out
    assert "“Harm, twice”: 14 to 22." in out
    assert f"- Entries from {len(LOG.entries) - 1} on belong to no period that has been stated yet." in out


def test_a_program_gets_every_statement(verify, publish):
    answer = json.loads(verify(publish(LOG.published()), "--vkey", OWN_KEY, "--json")[1])
    assert answer["proved"] == 56
    assert [stated["period"] for stated in answer["statements"]] == ["2026-P0", "2026-P1"]
    assert answer["statements"][1]["hidden"] == {"received/harm": {"below": 5}, "received/other": {"below": 16}}


def test_the_times_at_which_witnesses_saw_a_period_are_shown(verify, publish, tmp_path):
    (tmp_path / "policy").write_text(vectors("log.json")["policy"])
    files = published_log()
    files["checkpoint"] = vectors("log.json")["checkpoints"]["61"].encode()
    code, out, _ = verify(publish(files), "--policy", tmp_path / "policy")
    assert code == 0
    assert "2026-P0 (entries 0 to 17; outside witnesses saw its end on 2026-" in out
    assert "2026-P1 (entries 18 to 57; outside witnesses saw its beginning on 2026-" in out


def test_a_register_whose_totals_lie_is_refused_with_what_to_do(verify, publish):
    log = counted_log(periods=1)
    log.count("intake", "in/harm")
    draft = log.draft(hide={})
    log.values["closed"] += 1
    log.state(values={**draft.values, "closed": 1}, hide={})
    code, out, _ = verify(publish(log.published()), "--vkey", OWN_KEY)
    assert code == 1
    assert out.splitlines()[0] == (
        "NOT VERIFIED: Entry 35 is refused. The totals are not the sums over the entries of the period. [E_TOTAL]"
    )
    assert "cannot be relied on" in out


def test_an_exposed_number_is_warned_of(verify, publish):
    log = counted_log(periods=1)
    log.count("intake", "in/harm")
    log.state_carelessly({"received/harm": 5})
    code, out, _ = verify(publish(log.published()), "--vkey", OWN_KEY)
    assert code == 0
    assert (
        "- In the period 2026-P1 the number of “Complaints of harm” is hidden, but it can be worked out from the public ones. "
        "[W_EXPOSED received/harm]" in out
    )


def record_of(log, at):
    return f"record/{log.stated[at][0].hex()}"


@pytest.mark.parametrize("at", [0, 1])
def test_a_statement_is_checked_in_the_folder_that_it_stands_in(verify, publish, at):
    code, out, err = verify(publish(LOG.published()) / record_of(LOG, at), "--vkey", OWN_KEY)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == (
        f"VERIFIED: the totals of the period 2026-P{at} are the exact sums over its entries, in gallery.example/register."
    )
    assert f"- 2026-P{at} (entries " in out
    assert f"- 2026-P{1 - at} (entries " not in out


def test_a_program_is_told_of_the_one_statement_that_it_asked_for(verify, publish):
    answer = json.loads(verify(publish(LOG.published()) / record_of(LOG, 1), "--vkey", OWN_KEY, "--json")[1])
    assert answer["what"] == "statement"
    assert [stated["period"] for stated in answer["statements"]] == ["2026-P1"]


def test_a_statement_is_refused_when_anything_in_its_register_is_wrong(verify, publish):
    folder = publish(LOG.published())
    (folder / record_of(LOG, 0)).unlink()
    code, out, _ = verify(folder / record_of(LOG, 1), "--vkey", OWN_KEY)
    assert code == 1
    assert "[E_STATEMENT_MISSING]" in out


def test_a_statement_slipped_into_the_folder_is_not_taken_for_one_of_the_register(verify, publish):
    """Its name is that of a record which no entry has."""
    folder = publish(LOG.published())
    slipped = folder / "record" / ("ab" * 32)
    slipped.write_bytes((folder / record_of(LOG, 1)).read_bytes())
    for path in (slipped, folder / "record" / LOG.scheme_id.hex()):
        code, out, err = verify(path, "--vkey", OWN_KEY)
        assert (code, out) == (2, "")
        assert "no statement of totals in that register" in err


@pytest.mark.parametrize("case", **named(vectors("statement.json")["cases"][:2]))
@pytest.mark.parametrize("part", ["opening", "statement", "claim"])
def test_a_statement_alone_is_answered_with_where_to_look(verify, tmp_path, case, part):
    opening = case["statements"][-1]["opening"]
    document = {"opening": opening, "statement": opening["facts"]["data"], "claim": opening["facts"]["data"]["claim"]}
    (tmp_path / "statement.json").write_bytes(canonical.dumps(document[part]))
    code, out, err = verify(tmp_path / "statement.json", "--vkey", KEY)
    assert (code, out) == (2, "")
    assert "give the published folder or its address" in err
