"""Checking a receipt on the server: the words of the verifier, a plain warning, and nothing that a hostile file can do."""

import html
import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.clerk.log_files import LogFiles
from evenhand.office.receipts import make_receipt
from evenhand.records.models import DraftFile, Entry
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.nonce import typed
from evenhand_register.policy import Policy, parse
from evenhand_register.tiles import grow
from tests.office.keys import opens
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db

VECTORS = Path(__file__).parents[2] / "vectors"
CASES = json.loads((VECTORS / "receipt.json").read_text())
MARK = "what only I know"


@pytest.fixture
def receipt(register) -> bytes:
    made, _ = complain(register.office, nonce=typed(MARK))
    register.sign()
    found = make_receipt(register.home.log, Policy.of_key(register.vkey), made.index, opens())
    assert found is not None
    return found.raw


def send(register, content: bytes | None = None, **fields):
    data = dict(fields)
    if content is not None:
        data["file"] = SimpleUploadedFile("receipt.json", content)
    answer = register.client.post("/register/check/", data)
    assert answer.status_code < 500, answer.content.decode()
    return answer, html.unescape(" ".join(answer.content.decode().split()))


def test_a_good_receipt_is_verified_whether_chosen_or_pasted(register, receipt):
    for answer, text in (
        send(register, receipt),
        send(register, text=receipt.decode()),
        send(register, text=f" {receipt.decode()}\n"),
    ):
        assert answer.status_code == 200
        assert "Verified, by this server’s own word" in text
        assert "Complaint received and registered" in text
        assert "A server that checks its own receipt proves little" in text
        assert f"evenhand-verify receipt.json --vkey '{register.vkey}'" in text
        assert "No outside witness has signed the head in it" in text
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("mark", [MARK, f"  {MARK} ", b64encode(typed(MARK))])
def test_the_owners_mark_shows_that_the_receipt_is_theirs_alone(register, receipt, mark):
    assert "Yes. The mark that you gave is in the record." in send(register, receipt, mark=mark)[1]
    assert "Not checked." in send(register, receipt)[1]


def test_another_mark_shows_that_the_receipt_is_somebody_elses(register, receipt):
    text = send(register, receipt, mark="what somebody else knows")[1]
    assert "Not verified" in text
    assert "E_NONCE" in text
    assert "Verified, by" not in text


def test_an_edited_receipt_is_refused_with_sentence_and_code(register, receipt):
    edited = receipt.replace(b'"category":"har"', b'"category":"fin"')
    assert edited != receipt
    text = send(register, edited)[1]
    assert "Not verified" in text
    assert "E_OPENING" in text
    assert "Have you changed the file" in text


def test_a_receipt_that_the_list_published_now_contradicts_is_called_evidence(register, receipt):
    """The same key signs another history of the same length: whoever holds a receipt sees it."""
    entries = [bytes(entry.body) for entry in Entry.objects.order_by("index")]
    entries[1] = entries[1].replace(b"day 2026", b"day 2025")
    shutil.rmtree(register.home.log)
    files = LogFiles(register.home.log)
    growth = grow(files, 0, entries)
    files.add(growth.files)
    head = Checkpoint(register.office.origin, growth.size, growth.root)
    files.replace("checkpoint", note.sign(head.render(), [register.integrator.signer]))
    text = send(register, receipt)[1]
    assert "The register contradicts your receipt" in text
    assert "E_CONSISTENCY" in text
    assert "Verified, by" not in text


def test_a_list_that_was_set_back_behind_a_receipt_is_called_evidence(register, tmp_path):
    before = shutil.copytree(register.home.log, tmp_path / "before")
    made, _ = complain(register.office)
    register.sign()
    receipt = make_receipt(register.home.log, Policy.of_key(register.vkey), made.index, opens()).raw
    shutil.rmtree(register.home.log)
    shutil.copytree(before, register.home.log)
    assert "The register contradicts your receipt" in send(register, receipt)[1]


def use_key_of_the_vectors(register):
    vkey = parse(CASES["policy"].encode()).logs[0].vkey
    register.home.keys.joinpath("vkey").write_text(vkey + "\n")
    shutil.rmtree(register.home.log)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: Path(case["file"]).stem)
def test_every_receipt_of_the_vectors_is_judged_and_never_breaks_the_page(register, case):
    use_key_of_the_vectors(register)
    answer, text = send(register, (VECTORS / case["file"]).read_bytes(), mark=case["my_nonce"] or "")
    assert answer.status_code == 200
    if (
        case["code"] is None or case["code"] == "E_QUORUM"
    ):  # this page asks for no witness, and says that there was none
        assert "Not verified" not in text
    else:
        assert "Not verified" in text
        assert case["code"] in text


def test_a_hostile_file_gets_a_sentence_and_never_breaks_the_page(register, shared):
    files = sorted((shared / "data" / "hostile" / "files").iterdir())
    assert len(files) > 30
    for path in files:
        answer, text = send(register, path.read_bytes())
        assert answer.status_code in (200, 422), path.name
        assert "Not verified" in text or "There is a problem" in text, path.name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b"\xff\xfe\x00",
        b'{"v":"evenhand.receipt/v1"}',
        b"1" * 5000,
        b'"\\ud800"',
        b"\x00" * 1000,
        b"-----BEGIN",
    ],
)
def test_nonsense_gets_a_sentence(register, content):
    answer, text = send(register, content)
    assert answer.status_code in (200, 422)
    assert "Verified, by" not in text
    send(register, text=content.decode("latin-1"))


def test_what_a_receipt_claims_is_never_markup(register, receipt):
    forged = receipt.replace(b"demo.invalid/tests", b"<script>alert(1)</script>")
    raw = register.client.post("/register/check/", {"text": forged.decode()}).content
    assert b"<script>alert" not in raw


def test_a_file_larger_than_any_receipt_is_refused_with_a_sentence(register):
    answer, text = send(register, b"x" * (256 * 1024 + 1))
    assert answer.status_code == 422
    assert "larger than any receipt" in text


def test_a_request_that_is_far_too_large_is_answered_unread(register):
    answer = register.client.post(
        "/register/check/", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(1 << 40)
    )
    assert answer.status_code == 413
    assert "far too large for a receipt" in html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"no boundary", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"text=%ff%fe", "application/x-www-form-urlencoded"),
        (b"text=a", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"&".join(b"a=1" for _ in range(5000)), "application/x-www-form-urlencoded"),
        (b"text=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", ""),
    ],
)
def test_a_broken_request_gets_the_page_with_a_sentence(register, body, content_type):
    answer = register.client.generic("POST", "/register/check/", body, content_type=content_type)
    assert answer.status_code in (200, 422)
    assert "There is a problem" in answer.content.decode() or "Not verified" in answer.content.decode()


def test_nothing_given_or_both_given_is_said(register, receipt):
    assert "Choose the file of your receipt" in send(register)[1]
    assert "Leave one of the two empty" in send(register, receipt, text=receipt.decode())[1]


def test_a_receipt_is_forgotten_with_the_answer(register, receipt):
    before = sorted(path for path in register.home.root.rglob("*") if path.is_file())
    answer, _ = send(register, receipt)
    assert not answer.cookies
    assert not DraftFile.objects.exists()
    assert sorted(path for path in register.home.root.rglob("*") if path.is_file()) == before


def test_a_file_that_breaks_off_in_the_middle_gets_a_sentence(register, receipt):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="r.json"\r\n\r\n'
        + receipt[: len(receipt) // 2]
    )
    answer = register.client.post(
        "/register/check/", BytesIO(body).read(), content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in (200, 422)
    assert "Verified, by" not in answer.content.decode()


def test_the_form_needs_no_token_against_forged_requests_because_it_changes_nothing_and_knows_nobody(
    register, receipt
):
    """Scanners name it: it is the one form without such a token."""
    with CaptureQueriesContext(connection) as asked:
        answer, text = send(register, text=receipt.decode())
    assert "Verified, by this server’s own word" in text
    assert not answer.cookies
    changes = ("INSERT", "UPDATE", "DELETE", "REPLACE")
    assert [one["sql"] for one in asked.captured_queries if one["sql"].startswith(changes)] == []
