"""Outside scanners find nothing that was not looked at, and leave the service as they found it."""

import json
import shutil
import socket
import sqlite3
import threading
from contextlib import closing
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus
from urllib.request import Request, urlopen

import pytest

from tests.outside import persons, scan
from tests.outside.between import between
from tests.outside.scanners import LOOKS, Limits, program, reached, sqlmap, wapiti

MISSING = "This needs wapiti (pip install wapiti3 into a folder of its own), which is not on this machine."
LIMITS = Limits(crawl=90, each=5, level=1)
"""The whole is to end within a quarter of an hour. The crawl ends by itself long before; of the attacks time ends most."""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The demonstration, which each scans on a copy of its own, and its logins."""
    home = tmp_path_factory.mktemp("built") / "home"
    return home, persons.demonstration(home)


@pytest.mark.slow
@pytest.mark.parametrize("who", persons.BEGINNINGS)
def test_a_scanner_finds_nothing_new_and_leaves_everything_in_order(who, built, tmp_path):
    if program("wapiti") is None:
        pytest.skip(MISSING)
    shutil.copytree(built[0], tmp_path / "home")
    found = scan.scan_as(tmp_path / "home", built[1], who, LIMITS)
    (tmp_path / "outcome.json").write_text(json.dumps(asdict(found), indent=1))
    assert [line for one in found.scans for line in (*one.broken, one.said) if line] == []
    new = [finding for one in found.scans for finding in one.findings if not scan.is_known(finding)]
    assert new == []
    assert (found.serves, found.errors, found.told, found.troubles) == (200, [], [], [])
    was_there(found)


def was_there(found):
    """It was shown every kind of page that this person has, was never taken for nobody, and most of what it sent was looked at."""
    assert (found.missed, found.stays) == ([], True)
    assert found.kinds >= KINDS[found.who]
    for one in found.scans:
        assert one.turned_back == []
        assert one.strange < one.requests / 5 or found.who == "nobody"
        assert one.requests > 100
        assert set(one.cut).isdisjoint({"the crawl", *LOOKS})
        looked_at = sum(count for status, count in one.own.items() if status in LOOKED_AT)
        assert looked_at > one.requests / 2, one.own


LOOKED_AT = (200, 302, 422)
"""A page, a form that was obeyed, a form that came back."""
KINDS = {"nobody": 8, "complainant": 2, "case-manager": 20, "investigator": 12, "administrator": 8}
"""Of how many kinds of pages the demonstration has at least one for each: fewer, and it shows too little."""


@pytest.mark.slow
def test_a_scanner_that_is_not_signed_in_reaches_none_of_the_pages_and_that_shows(built, tmp_path):
    if program("wapiti") is None:
        pytest.skip(MISSING)
    shutil.copytree(built[0], tmp_path / "home")
    service = persons.Service.at(tmp_path / "home")
    service.start()
    try:
        with between(service.url, persons.COOKIES) as front:
            own = persons.ground(persons.browser_of(front.url, "investigator", built[1]), "investigator")
            found = wapiti(front, own, persons.Browser(front.url), tmp_path, Limits(crawl=60, each=1, level=1))
            assert own.kinds.isdisjoint(reached(front))
    finally:
        service.stop()
    assert found.strange > found.requests / 5


@pytest.mark.slow
def test_a_scanner_finds_what_there_is_to_find(tmp_path):
    """A page that says back what it was asked, and asks a database in the same words: who does not find that finds nothing."""
    if program("wapiti") is None or program("sqlmap") is None:
        pytest.skip("This needs wapiti and sqlmap, which are not both on this machine.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with between(f"http://127.0.0.1:{server.server_address[1]}", persons.COOKIES) as front:
            everything = persons.Ground("nobody", "/", ("/?name=somebody",), (), frozenset({"/"}), 1)
            found = wapiti(front, everything, persons.Browser(front.url), tmp_path, LIMITS)
            asked = sqlmap(front, everything, persons.Browser(front.url), tmp_path, 120, everything.begins)
    finally:
        server.shutdown()
        server.server_close()
    assert ("Reflected Cross Site Scripting", "name") in {(one.what, one.parameter) for one in found.findings}
    assert [one.what for one in asked.findings] == ["SQL injection"]
    assert not any(scan.is_known(one) for one in asked.findings)


class Echo(BaseHTTPRequestHandler):
    """What no page of ours does."""

    def do_GET(self):
        name = unquote_plus(self.path.partition("=")[2])
        try:
            with closing(sqlite3.connect(":memory:")) as store:
                known = store.execute(f"SELECT 'we know you' WHERE 'somebody' = '{name}'").fetchall()
        except sqlite3.Error as error:
            known = error
        said = f"<html><body>Hello {name}: {known}</body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args):
        pass


def test_whoever_stands_between_counts_and_lets_nobody_be_signed_out(served):
    with between(served.url, persons.COOKIES) as front:
        browser = persons.Browser(front.url)
        assert [browser.status(path)[0] for path in ("/", "/nowhere/", "/desk/")] == [200, 404, 200]
        assert (front.strange, front.turned_back) == (1, [])
        with urlopen(Request(f"{front.url}/desk/", headers={"Cookie": "evenhand-desk=none"})) as answer:
            assert "evenhand-desk" not in str(answer.headers)
    asked = {("GET", "/", 200): 1, ("GET", "/nowhere/", 404): 1, ("GET", "/desk/", 302): 2}
    assert front.answers == {**asked, ("GET", "/desk/sign-in/", 200): 2}
    assert (front.strange, front.turned_back, front.broken) == (1, ["GET /desk/"], [])


def test_who_hangs_up_in_the_middle_of_a_form_is_no_error_of_the_service(served):
    with between(served.url) as front, socket.create_connection(front.server_address[:2]) as scanner:
        scanner.sendall(b"POST /register/check/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\ntext")
        scanner.shutdown(socket.SHUT_WR)
        assert scanner.recv(1) == b""
        assert (front.broken, front.answers) == ([], {})


def test_of_complaints_so_many_are_scanned_that_every_kind_of_page_is_among_them():
    leads = {"A": frozenset({"x"}), "B": frozenset({"x", "y"}), "C": frozenset({"z"}), "D": frozenset({"y", "z"})}
    assert persons.chosen_of(leads) == ["B", "C"]
