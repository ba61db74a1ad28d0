"""The shipped Caddyfile in a real Caddy: HTTPS in front, our forms taken, no visitor's address kept or passed on."""

import http.client
import http.server
import json
import ssl
import subprocess
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar

import pytest

from evenhand.cli.bench.service import free_port
from tests.deploy.units import DEPLOY, needed
from tests.doors.portal.browse import Browser

VISITOR = {"X-Forwarded-For": "198.51.100.77", "X-Forwarded-Proto": "http", "User-Agent": "WILHELMINA"}


@contextmanager
def caddy(folder, upstream: int):
    """Caddy with the shipped file, on another port and with a certificate of its own; gives its port, and what trusts it."""
    program, port = needed("caddy", "caddy"), free_port()
    text = (DEPLOY / "Caddyfile").read_text()
    for ours, here in (
        ("complaints.example {", f"https://localhost:{port} {{\n\ttls internal"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        (
            "\n{\n",
            f"\n{{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tstorage file_system {folder}/store\n",
        ),
    ):
        assert text.count(ours) == 1, ours
        text = text.replace(ours, here)
    (folder / "Caddyfile").write_text(text)
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    with (folder / "caddy.log").open("w") as log:
        process = subprocess.Popen(
            [program, "run", "--adapter", "caddyfile", "--config", "Caddyfile"],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield port, _trust(folder, port, process)
    finally:
        process.terminate()
        process.wait(20)


def _trust(folder, port: int, process) -> ssl.SSLContext:
    """Trusts Caddy's own authority, once there is one and it answers with it."""
    root = folder / "store" / "pki" / "authorities" / "local" / "root.crt"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, (folder / "caddy.log").read_text()
        try:
            context = ssl.create_default_context(cafile=root)
            connection = http.client.HTTPSConnection("localhost", port, timeout=5, context=context)
            connection.connect()
        except OSError:
            threading.Event().wait(0.1)
            continue
        connection.close()
        return context
    pytest.fail("Caddy did not answer.")


class Told(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that reached it."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Nothing."""


def ask(port: int, trust: ssl.SSLContext, path: str = "/"):
    connection = http.client.HTTPSConnection("localhost", port, timeout=20, context=trust)
    connection.request("GET", path, headers=VISITOR)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_a_complaint_is_written_through_it_over_https_alone(by_unit, tmp_path):
    with caddy(tmp_path, int(by_unit.url.rsplit(":", 1)[1])) as (port, trust):
        visitor = Browser(f"https://localhost:{port}")
        visitor._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trust), urllib.request.HTTPCookieProcessor(visitor.jar), FromOurPage()
        )
        visitor.fill("/complain/about/", {"category": "har"})
        page = visitor.fill(
            "/complain/happened/", {"narrative": "In the hall, before the meeting.", "about": "the chair"}
        )
        assert "Is this about somebody who runs the organisation" in page
        _only_secure(visitor.jar)
        answer, _ = ask(port, trust)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


class FromOurPage(urllib.request.BaseHandler):
    """Says with each form which page it is from, as every browser does."""

    def https_request(self, request):
        request.add_header("Origin", f"https://{request.host}")
        request.add_header("Referer", request.full_url)
        return request


def _only_secure(jar: CookieJar) -> None:
    assert {cookie.name for cookie in jar} >= {"__Host-evenhand-draft"}
    assert [cookie.name for cookie in jar if not cookie.secure] == []


def test_evenhand_is_told_https_whatever_the_visitor_says_and_never_their_address(tmp_path):
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Told)
    thread = threading.Thread(target=upstream.serve_forever)
    thread.start()
    try:
        with caddy(tmp_path, upstream.server_address[1]) as (port, trust):
            _, body = ask(port, trust)
    finally:
        upstream.shutdown()
        upstream.server_close()
        thread.join()
    told = json.loads(body)
    assert told["X-Forwarded-Proto"] == "https"
    assert told["Host"] == f"localhost:{port}"
    assert "198.51.100.77" not in str(told)
    assert "127.0.0.1" not in str(told), "nor where they really came from"


def test_its_log_names_no_visitor_and_no_page_not_even_when_the_service_is_away(tmp_path):
    with caddy(tmp_path, free_port()) as (port, trust):
        answer, _ = ask(port, trust, "/follow/WILHELMINA/")
        assert answer.status == 502
    said = (tmp_path / "caddy.log").read_text()
    assert "serving initial configuration" in said, "its own remarks are there"
    for private in ("WILHELMINA", "198.51.100.77", "remote_ip", "/follow/"):
        assert private not in said, private
