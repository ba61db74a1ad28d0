"""The page that checks a receipt, as it is served and published: one file, the same bytes, under its own strict policy."""

import base64
import hashlib
import re

import pytest

from evenhand.clerk.publish import publish
from evenhand.office.published_files import verify_page, verify_page_hash

pytestmark = pytest.mark.django_db


def test_it_is_served_byte_for_byte_with_a_policy_that_allows_its_own_script_alone(register):
    answer = register.get("verify.html")
    assert answer.status_code == 200
    assert answer.content == verify_page()
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert not answer.cookies
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())
    assert policy.keys() == {
        "default-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
        "script-src",
        "style-src",
        "img-src",
    }
    inside = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', answer.content)
    assert inside is not None
    meta = dict(part.strip().split(" ", 1) for part in inside[1].decode().split(";"))
    assert {**meta, "frame-ancestors": "'none'"} == policy
    assert policy["script-src"].startswith("'sha256-")


def test_the_other_pages_keep_the_policy_of_the_house(register):
    assert "script-src 'self'" in register.get("")["Content-Security-Policy"]


def test_register_and_check_pages_lead_to_it(register):
    for address in ("", "check/"):
        assert 'href="/register/verify.html"' in register.text(address)


def test_it_is_published_beside_the_policy(register, tmp_path):
    publish(register.integrator.files, register.vkey, tmp_path / "public")
    published = (tmp_path / "public" / "verify.html").read_bytes()
    assert published == verify_page()
    assert hashlib.sha256(published).hexdigest() == verify_page_hash()


def test_the_public_page_of_an_entry_compares_a_record_hash_from_paper(register):
    record = re.search(r"\nrecord (\S+)\n", register.get("entries/0/bytes").content.decode())
    assert record is not None
    spelt = base64.b64decode(record[1]).hex()
    assert "The record on your paper is this entry’s" in register.text(f"entries/0/?record={spelt}")
    assert "The record on your paper is not this entry’s" in register.text(f"entries/0/?record={spelt[:-1]}")
    assert "The record on your paper is not this entry’s" in register.text("entries/0/?record=<script>")
    assert "on your paper" not in register.text("entries/0/")
