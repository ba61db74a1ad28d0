"""Receipts: none before it is signed, and then one that a stranger verifies offline (REGISTER.md section 6)."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from evenhand.site.keys import load_vkey
from evenhand_register import receipt
from evenhand_register.errors import RegisterError
from evenhand_register.nonce import typed
from evenhand_register.policy import Policy, parse
from tests.clerk.watched import KEYS, Watched, honest, url_of

pytestmark = pytest.mark.django_db
MARK = "blue heron 1987"


@pytest.fixture
def complainant(visitor):
    visitor.answer()
    visitor.send(mark_typed=MARK)
    visitor.at = visitor.index
    return visitor


def fetch(visitor, index: int) -> bytes:
    """The receipt file."""
    answer = visitor.client.get(f"/follow/receipt/{index}/file/")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/json"
    return answer.content


def run_verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command that an outsider has."""
    command = [sys.executable, "-m", "evenhand_register.tools.verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_before_the_head_is_signed_the_page_waits_and_promises_nothing(complainant):
    body = complainant.page.content.decode()
    assert "The signed copy is ready in a few seconds." in complainant.text
    assert '<noscript><meta http-equiv="refresh"' in body
    assert "Look again" in complainant.text
    answer = complainant.client.get(f"/follow/receipt/{complainant.at}/file/")
    assert answer.status_code == 503
    assert "This file is not signed yet" in answer.content.decode()


def test_once_signed_the_page_stops_waiting_and_says_what_is_proved(complainant, portal):
    portal.sign()
    complainant.get(f"/follow/receipt/{complainant.at}/")
    body = complainant.page.content.decode()
    assert "http-equiv" not in body
    assert "Save my receipt" in complainant.text
    for said in (
        complainant.number(),
        "demo.invalid/tests",
        load_vkey(portal.home),
        "Bullying or harassment",
        "Counted as",
    ):
        assert said in complainant.text
    assert "It is yours alone: it is bound to the mark that you chose." in complainant.text
    assert "No outside witness yet. This copy is valid" in complainant.text


def test_the_receipt_verifies_with_the_complainants_own_mark_and_with_no_other(complainant, portal):
    portal.sign()
    raw = fetch(complainant, complainant.at)
    policy = Policy.of_key(load_vkey(portal.home))
    report = receipt.verify(raw, policy, typed(MARK))
    assert report.index == complainant.at
    assert report.mine_alone
    assert report.opening.facts["data"]["category"] == "har"
    with pytest.raises(Exception, match="another complaint than yours"):
        receipt.verify(raw, policy, typed("another mark"))


def test_the_receipt_holds_none_of_the_complainants_words(complainant, portal):
    portal.sign()
    raw = fetch(complainant, complainant.at)
    assert b"Quillfeather" not in raw
    assert json.loads(raw)["opening"]["content"] is None


def test_the_command_line_verifies_the_file_with_the_key_and_the_mark(complainant, portal, tmp_path):
    portal.sign()
    file = tmp_path / "receipt.json"
    file.write_bytes(fetch(complainant, complainant.at))
    vkey = load_vkey(portal.home)
    good = run_verify(str(file), "--vkey", vkey, "--nonce", MARK)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = run_verify(str(file), "--vkey", vkey, "--nonce", "another mark")
    assert bad.returncode == 1, bad.stdout + bad.stderr
    file.write_bytes(file.read_bytes().replace(b'"har"', b'"fin"'))
    altered = run_verify(str(file), "--vkey", vkey, "--nonce", MARK)
    assert altered.returncode == 1, altered.stdout + altered.stderr


def test_the_receipt_can_be_fetched_again_later_under_a_newer_head(complainant, portal, staff, clock):
    portal.sign()
    first = receipt.verify(fetch(complainant, complainant.at), Policy.of_key(load_vkey(portal.home)))
    clock.go_to(clock.moment + timedelta(days=1))
    staff.acknowledge(complainant.at)
    portal.sign()
    again = receipt.verify(fetch(complainant, complainant.at), Policy.of_key(load_vkey(portal.home)))
    assert again.index == first.index
    assert again.head.checkpoint.size > first.head.checkpoint.size


def test_the_same_receipt_fetched_again_has_the_signature_of_a_witness_that_was_away(
    complainant, portal, clock, tmp_path
):
    at = f"/follow/receipt/{complainant.at}/"
    watched = Watched(portal.office, clock, portal.integrator, portal.home.root)
    watched.trust((KEYS[0].verifier, "http://127.0.0.1:1"), quorum="n0")
    watched.turns()
    complainant.get(at)
    assert "No outside witness yet. This copy is valid" in complainant.text
    before = fetch(complainant, complainant.at)
    with honest(tmp_path, load_vkey(portal.home)) as witness:
        witness.now = int(clock.moment.timestamp())
        watched.trust((KEYS[0].verifier, url_of(witness)), quorum="n0")
        watched.turns()
    complainant.get(at)
    assert "Witnesses outside the organisation have signed the list that this copy is from." in complainant.text
    assert f"{KEYS[0].name} Signed on 3 March 2026" in complainant.text
    after = fetch(complainant, complainant.at)
    policy = parse(watched.path.read_bytes())
    with pytest.raises(RegisterError, match="E_QUORUM"):
        receipt.verify(before, policy, typed(MARK))
    assert receipt.verify(after, policy, typed(MARK)).head.seen == {"n0": (witness.now,)}


def test_the_letter_about_the_outcome_has_a_receipt_of_its_own_bound_to_the_same_mark(complainant, portal, staff):
    staff.tell(complainant.at)
    portal.sign()
    complainant.get("/follow/complaint/")
    receipts = complainant.page.context["receipts"]
    assert list(receipts.values()) == ["received", "told"]
    index = list(receipts)[-1]
    report = receipt.verify(fetch(complainant, index), Policy.of_key(load_vkey(portal.home)), typed(MARK))
    assert report.opening.facts["data"]["act"] == "told"
    assert report.opening.facts["data"]["to"] == "complainant"
    complainant.get(f"/follow/receipt/{index}/")
    assert "it names the entry by which the outcome was counted" in complainant.text


def test_entries_of_somebody_else_have_no_receipt_here(complainant, portal, staff):
    staff.tell(complainant.at)
    portal.sign()
    told_respondent = max(complainant.client.get("/follow/complaint/").context["receipts"]) + 1
    for index in (0, 1, complainant.at + 1, told_respondent, 999_999):
        for path in (f"/follow/receipt/{index}/", f"/follow/receipt/{index}/file/"):
            assert complainant.client.get(path).status_code == 404, path


def test_a_receipt_that_would_not_verify_is_not_handed_out(complainant, portal):
    portal.sign()
    tile = next(path for path in (portal.home.log / "tile" / "0").rglob("*") if path.is_file())
    tile.chmod(0o600)
    tile.write_bytes(bytes(len(tile.read_bytes())))
    complainant.client.raise_request_exception = False
    assert complainant.client.get(f"/follow/receipt/{complainant.at}/file/").status_code == 500
