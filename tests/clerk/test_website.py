"""The published folder is a website: pages that lead to every file, the same bytes for the same register, anywhere."""

import os
import re
import shutil
import threading
import urllib.request
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.publish import publish
from evenhand.clerk.statements import state_periods
from evenhand.office import published_pages
from evenhand.site.clock import SimulatedClock
from evenhand_register import note
from evenhand_register.cosignature import Cosigner
from evenhand_register.keys import Signer
from tests.clerk.watched import KEYS
from tests.conftest import found_office, noon
from tests.doors.look.browser import barriers, chromium, sideways
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    """What a page leads to or fetches, and the elements in it."""

    def __init__(self, text):
        super().__init__()
        self.found, self.elements = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value]


@dataclass
class Site:
    """A register with a month that is stated, published; and how it was published before that."""

    clock: SimulatedClock
    integrator: Integrator
    folder: Path
    early: Path


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Site:  # noqa: ARG001  (the database has to be there)
    """One for all tests of this file, which only publish it: to state a month takes seconds."""
    home = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), transaction.atomic():
        clock = noon()
        office = found_office(clock, home)
        integrator = Integrator(
            LogFiles(home / "log"), home / "guard" / "checkpoint", Signer(office.origin, os.urandom(32))
        )
        integrator.begin()
        for n in range(7):
            complain(office, f"complaint {n}")
        integrator.run()
        publish(integrator.files, integrator.vkeys, home / "early")
        clock.go_to(datetime(2026, 4, 1, 9, tzinfo=UTC))
        do_what_is_due(office)
        while integrator.run():
            pass
        assert list(state_periods(office, integrator.files, integrator.vkeys)) == ["2026-03"]
        integrator.run()
        publish(integrator.files, integrator.vkeys, home / "public")
        yield Site(clock, integrator, home / "public", home / "early")
        transaction.set_rollback(True)


@pytest.fixture
def integrator(site):
    return site.integrator


@pytest.fixture
def folder(site):
    return site.folder


@pytest.fixture
def served(folder):
    """The folder as any web server serves it, under an address of its own."""
    handler = partial(_Quiet, directory=str(folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{folder.name}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing: a test is no place for a log."""


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pages(folder):
    """The pages that are made for people, by path."""
    found = [folder / "index.html", *sorted((folder / "statements").glob("*.html"))]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_the_same_register_gives_the_same_bytes_also_elsewhere_and_later(site, folder, integrator, tmp_path):
    before = digests(folder)
    assert {"index.html", "statements/0.html", "verify.html"} <= before.keys()
    site.clock.go_to(datetime(2026, 4, 20, 9, tzinfo=UTC))
    again = Integrator(LogFiles(integrator.files.root), integrator.guard, integrator.signer)  # started again
    assert again.run() is None
    publish(again.files, again.vkeys, tmp_path / "elsewhere")
    publish(again.files, again.vkeys, folder)
    assert digests(tmp_path / "elsewhere") == digests(folder) == before


def test_every_link_leads_somewhere_in_the_folder_and_is_relative(folder, served):
    asked = set()
    for path, text in pages(folder).items():
        for link in Links(text).found:
            if link.startswith(("#", "data:")):
                continue
            assert not urlsplit(link).scheme, link
            assert not link.startswith("/"), link
            asked.add(urljoin(served + path, link))
    assert len(asked) >= 12
    for address in sorted(asked):
        assert address.startswith(served), f"{address} leads out of the folder"
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
    with urllib.request.urlopen(served) as answer:  # the folder's own address shows the page
        assert b"The complaints register" in answer.read()


def test_every_file_but_the_many_is_a_link_on_the_first_page(folder):
    linked = set(Links(pages(folder)["index.html"]).found)
    for path in digests(folder):
        if path != "index.html" and not path.startswith(("tile/", "record/", "edge/")):
            assert path in linked, path
    assert any(link.startswith("tile/entries/") for link in linked)
    assert any(link.startswith("record/") for link in linked)


def test_pages_run_no_script_and_fetch_nothing(folder):
    for text in pages(folder).values():
        elements = Links(text).elements
        assert not {"script", "img", "iframe", "form", "object"} & set(elements)
        assert re.search(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'", text)
        assert "@import" not in text
        assert "url(" not in text
        assert elements.count("main") == elements.count("h1") == 1


def test_pages_show_in_a_browser_without_a_network_and_keep_nobody_out(folder):
    """From the disk, as whoever copied the folder opens it; narrow and wide, light and dark."""
    with chromium() as browser:
        for width, scheme in ((1280, "light"), (360, "dark")):
            context = browser.new_context(
                offline=True, bypass_csp=True, viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            for path in pages(folder):
                page.goto((folder / path).as_uri())
                assert barriers(page) == []
                assert sideways(page) <= 0
                assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the style applies"
            context.close()
        strict = browser.new_context(offline=True).new_page()
        said = []
        strict.on("console", lambda message: said.append(message.text))
        strict.goto((folder / "index.html").as_uri())
        strict.click("text=2026-03")
        assert strict.url.endswith("/statements/0.html")
        assert said == [], "its own policy allows all that it needs"


def test_the_first_page_says_the_head_and_who_signed_it(folder, integrator, tmp_path):
    text = pages(folder)["index.html"]
    head = note.parse((folder / "checkpoint").read_bytes()).text.split("\n")
    for said in head[:3]:
        assert said.replace("+", "&#x2B;") in text or said in text
    assert "No outside witness has signed this head" in text
    own = Cosigner(integrator.signer.name.partition("/")[0] + "/w", bytes(range(32)))
    log = LogFiles(shutil.copytree(integrator.files.root, tmp_path / "log"))
    shown = note.parse(log.read("checkpoint"))
    seen = note.Signature(KEYS[0].name, KEYS[0].verifier.key_id, KEYS[0].cosign(shown.text, 1_775_000_000))
    log.replace("checkpoint", note.Note(shown.text, (*shown.signatures, seen)).render())
    policy = f"log {integrator.vkeys}\nwitness a {KEYS[0].vkey} https://w0.example\nwitness b {own.vkey} https://x.example\n"
    publish(log, integrator.vkeys, tmp_path / "cosigned", f"{policy}quorum none\n".encode())
    text = pages(tmp_path / "cosigned")["index.html"]
    assert f"{KEYS[0].name}, at 2026-03-31 23:33:20 UTC" in text
    assert own.name not in text, "it has not signed"


def test_a_statement_is_read_with_its_hidden_numbers_hidden(folder):
    text = pages(folder)["statements/0.html"]
    assert "Totals of 2026-03" in text
    rows = dict(re.findall(r'<th scope="row">(.*?)</th><td class="number">(.*?)</td>', text))
    assert rows["Complaints received"] == "7"
    assert any(value.startswith("hidden: 0 to ") for value in rows.values())
    assert rows["intake"] == "7"


def test_before_anything_is_stated_the_page_says_so(site):
    assert "No period has been stated yet" in pages(site.early)["index.html"]


def test_what_the_register_calls_itself_is_shown_as_words_and_runs_as_nothing(integrator, monkeypatch, tmp_path):
    real = published_pages.scheme_of
    monkeypatch.setattr(
        published_pages, "scheme_of", lambda *given: _renamed(real(*given), "<script>alert(1)</script>")
    )
    publish(integrator.files, integrator.vkeys, tmp_path / "renamed")
    for text in pages(tmp_path / "renamed").values():
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


def _renamed(scheme, name):
    return replace(scheme, name=name)
