"""Promise 1, against a dishonest register: it enters one complaint, and hands the receipt to two people who sent alike ones.

Both receipts are the same file, signed and true. Only the value that each of the two drew or typed tells them apart (register.md
section 6, after Küsters, Truderung and Vogt). Where the server drew it there is nothing to compare, and every page says so.
"""

import base64
import subprocess
import sys

import pytest

from evenhand.office.published_files import verify_page
from evenhand.site.keys import load_vkey
from tests.doors.look.browser import chromium
from tests.web.verify.conftest import Opened

DRAWN = {"one": base64.b64encode(bytes(range(16))).decode(), "two": base64.b64encode(bytes(range(1, 17))).decode()}
TYPED = {"one": "blue heron 1987", "two": "Ünter den Linden, zwölf"}


class Clash:
    """A portal that lies to the second of two people: both get what belongs to the first."""

    def __init__(self, portal, folder):
        self.portal, self.folder = portal, folder
        self.vkey = load_vkey(portal.home)

    def receipt(self, **mark):
        """The receipt of the first of the two, and the page that they read about it."""
        first = self.portal.visitor()
        first.answer()
        first.send(**mark)
        index = first.index
        self.portal.sign()
        first.get(f"/follow/receipt/{index}/")
        return first.client.get(f"/follow/receipt/{index}/file/").content, first.text

    def verify(self, raw, *mark):
        """`evenhand-verify` on somebody's own computer: its exit code and its words."""
        file = self.folder / "receipt.json"
        file.write_bytes(raw)
        nonce = ["--nonce", *mark] if mark else []
        command = [sys.executable, "-m", "evenhand_register.tools.verify", str(file), "--vkey", self.vkey, *nonce]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def in_the_page(self, asked):
        """The saved page's words for each (receipt, mark)."""
        path = self.folder / "verify.html"
        path.write_bytes(verify_page())
        with chromium() as browser:
            opened = Opened(browser, path)
            return [opened.ask(raw, self.vkey, mark) for raw, mark in asked]


@pytest.fixture
def clash(portal, tmp_path):
    return Clash(portal, tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "marks"), [("mark_drawn", DRAWN), ("mark_typed", TYPED)])
def test_whoever_drew_or_typed_a_mark_is_told_that_the_receipt_is_somebody_elses(clash, field, marks):
    raw, page = clash.receipt(**{field: marks["one"]})
    assert "It is yours alone" in page
    code, said = clash.verify(raw, marks["one"])
    assert code == 0
    assert "this receipt is yours alone" in said
    code, said = clash.verify(raw, marks["two"])
    assert code == 1
    assert "E_NONCE" in said


@pytest.mark.django_db
def test_whoever_let_the_server_draw_is_told_that_nothing_can_be_compared(clash):
    raw, page = clash.receipt()
    assert "It does not prove that this receipt is yours alone." in page
    assert "we drew it" in page
    assert b'"nonce_by":"server"' in raw
    for mark in ([], [nonce_in(raw)]):  # what the server told both of them to be theirs
        code, said = clash.verify(raw, *mark)
        assert code == 0
        assert "the register drew the value itself, so this check is not possible" in said
        assert "yours alone" not in said


@pytest.mark.browser
@pytest.mark.django_db
def test_the_saved_page_says_the_same(clash):
    drawn, _ = clash.receipt(mark_drawn=DRAWN["one"])
    typed, _ = clash.receipt(mark_typed=TYPED["one"])
    server, _ = clash.receipt()
    asked = [(drawn, DRAWN["one"]), (drawn, DRAWN["two"]), (typed, TYPED["one"]), (typed, TYPED["two"])]
    asked += [(server, ""), (server, nonce_in(server))]
    said = clash.in_the_page(asked)
    for own in (said[0], said[2]):
        assert "this receipt is yours alone." in own
    for other in (said[1], said[3]):
        assert "E_NONCE" in other
        assert "the receipt of somebody else’s complaint was handed to you" in other
    for nobodys in said[4:]:
        assert nobodys.startswith("Verified")
        assert "the register drew the mark itself, so this check is not possible" in nobodys
        assert "this receipt is yours alone." not in nobodys


def nonce_in(raw):
    return raw.partition(b'"nonce":"')[2].partition(b'"')[0].decode()
