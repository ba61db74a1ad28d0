"""What the register is, its head and its entries: for people who distrust the organisation. No door to the facts."""

import html
import os
import re

import pytest

from evenhand.process.numbers import number
from evenhand.records.models import Entry, Record
from evenhand_register import note, tlog_proof
from evenhand_register.encoding import b64encode
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tree import leaf_hash
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


def head(register):
    raw = register.home.log.joinpath("checkpoint").read_bytes()
    return verify_checkpoint(raw, Policy.of_key(register.vkey)).checkpoint


def flip(path):
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_the_first_page_gives_the_head_the_key_and_the_limits(register):
    text = html.unescape(register.text())
    assert b64encode(head(register).root) in text
    assert f">{register.vkey}<" in text
    for said in (
        "No outside witness yet",
        "no receipt, not registered",
        "that each total which a statement shows is exactly what the entries of its period count as",
        "That is this server’s own clock, and no evidence of anything",
        "The line of entries has no gap",
        "It shows tampering; it cannot prevent it",
        "two who act for one look like two",
        f"evenhand-verify http://testserver/register/ --vkey '{register.vkey}'",
    ):
        assert said in text, said


def test_a_line_of_somebody_whom_the_policy_does_not_name_does_not_count_as_a_witness(register):
    path = register.home.log / "checkpoint"
    witness = Signer("witness.example", os.urandom(32))
    path.write_bytes(note.sign(note.parse(path.read_bytes()).text, [register.integrator.signer, witness]))
    assert "No outside witness yet" in register.text()


@pytest.mark.parametrize("address", ["", "entries/", "entries/0/", "figures/"])
def test_without_a_head_the_pages_say_that_it_comes(register, address):
    (register.home.log / "checkpoint").unlink()
    answer = register.get(address)
    assert answer.status_code == 503
    assert "not signed yet" in answer.content.decode()


def test_a_head_signed_with_another_key_is_not_shown_as_ours(register):
    path = register.home.log / "checkpoint"
    forger = Signer("demo.invalid/tests", os.urandom(32))
    path.write_bytes(note.sign(note.parse(path.read_bytes()).text, [forger]))
    answer = register.get()
    assert answer.status_code == 503
    assert "do not fit together" in answer.content.decode()
    assert "E_NOTE_UNSIGNED" in answer.content.decode()


@pytest.mark.parametrize("part", ["tile/0", "tile/entries"])
def test_a_changed_file_of_the_log_is_said_and_not_shown(register, part):
    (path,) = [path for path in (register.home.log / part).rglob(f"{head(register).size}") if path.is_file()]
    flip(path)
    for address in ("entries/", "entries/1/", "entries/1/bytes"):
        answer = register.get(address)
        assert answer.status_code == 503
        assert "E_TILE" in answer.content.decode()


def test_the_entries_stand_newest_first_in_pages(register):
    for n in range(30):
        complain(register.office, f"{n}")
    register.sign()
    shown = [int(index) for index in re.findall(r'/register/entries/(\d+)/"', register.text("entries/"))]
    assert shown == list(range(head(register).size - 1, head(register).size - 51, -1))
    last = [int(index) for index in re.findall(r'/register/entries/(\d+)/"', register.text("entries/?page=2"))]
    assert last[-1] == 0
    assert "Complaint received" in register.text("entries/")
    assert register.text("entries/?page=999") == register.text("entries/?page=2").replace("page=2", "page=2")
    assert register.get("entries/?page=x").status_code == 200


def test_an_entry_that_is_not_signed_yet_is_not_shown(register):
    before = head(register).size
    complain(register.office)
    assert register.get(f"entries/{before}/").status_code == 404
    assert f"/entries/{before}/" not in register.text("entries/")


@pytest.mark.parametrize("typed", ["{index}", "{number}", " {lower} "])
def test_an_entry_is_found_by_its_place_or_by_a_complaints_number(register, typed):
    made, _ = complain(register.office)
    register.sign()
    asked = typed.format(index=made.index, number=number(made.index), lower=number(made.index).lower())
    answer = register.get("entries/", data={"find": asked})
    assert answer.status_code == 302
    assert answer["Location"] == f"/register/entries/{made.index}/"


@pytest.mark.parametrize("typed", ["99999999999999999999999", "5000", "-1", "EH-0000-1", "<script>", "1e3", "٣"])
def test_what_cannot_be_found_is_answered_with_a_sentence_and_kept(register, typed):
    answer = register.get("entries/", data={"find": typed})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "There is a problem" in text
    assert f'value="{html.escape(typed)}"' in text
    assert "<script>" not in text


def test_an_entry_shows_its_exact_bytes_its_leaf_and_a_proof_that_verifies(register):
    made, _ = complain(register.office)
    complain(register.office, "two")
    register.sign()
    body = bytes(Entry.objects.get(index=made.index).body)
    text = html.unescape(register.get(f"entries/{made.index}/").content.decode())
    assert body.decode() in text
    assert b64encode(leaf_hash(body)) in text
    assert number(made.index) in text
    assert register.get(f"entries/{made.index}/bytes").content == body
    proof = register.get(f"entries/{made.index}/proof").content
    assert proof.decode() in text
    parsed = tlog_proof.parse(proof)
    assert parsed.index == made.index
    assert tlog_proof.verify(parsed, body, Policy.of_key(register.vkey)).checkpoint == head(register)


def test_the_opening_of_what_is_public_is_a_link_and_of_nothing_else(register):
    made, _ = complain(register.office)
    register.sign()
    assert f"/register/record/{bytes(Entry.objects.get(index=0).record).hex()}" in register.text("entries/0/")
    assert "/register/record/" not in register.text(f"entries/{made.index}/")


def test_pages_about_entries_ask_the_database_nothing(register, django_assert_num_queries):
    complain(register.office)
    register.sign()
    with django_assert_num_queries(0):
        for address in ("", "entries/", "entries/2/", "entries/2/proof", "checkpoint"):
            assert register.get(address).status_code == 200


def test_no_page_holds_anything_of_what_an_entry_commits_to(register):
    made, _ = complain(register.office, narrative="At the meeting I was shouted at.", name="Zoe Example")
    register.sign()
    row = Record.objects.get(entry_id=made.index)
    pages = [register.get(address).content for address in ("", "entries/", f"entries/{made.index}/", "figures/")]
    for secret in (
        b"shouted",
        b"Zoe",
        b"harassment",
        bytes(row.facts_salt).hex().encode(),
        b"holder",
        b"evenhand.facts",
    ):
        assert not any(secret in page for page in pages), secret


@pytest.mark.parametrize("address", ["", "entries/", "entries/0/", "figures/", "check/", "checkpoint", "vkey"])
def test_the_public_door_sets_no_cookie_and_lets_itself_be_found(register, address):
    answer = register.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "all"
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert "noindex" not in answer.content.decode()
