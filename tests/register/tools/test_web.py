"""A register behind a web address, served on this machine."""

import gzip
import http.server
import threading
from functools import partial

import pytest

from tests.register.counting import counted_log
from tests.register.support import small_log

KEY = small_log().signer.vkey


class Server(http.server.ThreadingHTTPServer):
    """Serves files, and answers some paths in its own way."""

    daemon_threads = True

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.special = {}
        self.methods = set()
        self.address = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.methods.add(self.command)
        special = self.server.special.get(self.path)
        if special is None:
            super().do_GET()
            return
        status, headers, body = special
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(publish, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    serving = Server(publish(small_log(600).published(), "site"))
    thread = threading.Thread(target=partial(serving.serve_forever, poll_interval=0.01))
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


def test_a_register_at_an_address_is_verified(verify, server):
    code, out, _ = verify(server.address, "--vkey", KEY)
    assert (code, out.splitlines()[0]) == (
        0,
        f"VERIFIED: the register {small_log().origin} is whole, with its 600 entries.",
    )
    assert server.methods == {"GET"}


def test_a_statement_at_an_address_is_verified_with_its_register(verify, server, publish):
    log = counted_log(periods=1)
    publish(log.published(), "site/counting")
    at = f"{server.address}/counting/record/{log.stated[0][0].hex()}"
    code, out, _ = verify(at, "--vkey", KEY)
    assert code == 0
    assert out.startswith("VERIFIED: the totals of the period 2026-P0 are the exact sums")


def test_a_key_at_the_address_shows_only_that_it_agrees_with_itself(verify, server):
    code, out, _ = verify(server.address + "/")
    assert code == 0
    assert (
        out.splitlines()[0] == "The key came from what is being checked: this shows only that it agrees with itself."
    )


def test_a_file_at_an_address_is_verified(verify, server, tmp_path):
    (tmp_path / "site" / "receipt.json").write_bytes(small_log(600).receipt(1))
    assert verify(f"{server.address}/receipt.json")[1].startswith("The key came from what is being checked")
    assert verify(f"{server.address}/receipt.json", "--vkey", KEY)[1].startswith("VERIFIED")


def test_a_bundle_may_come_compressed(verify, server, tmp_path):
    path = "/tile/entries/000"
    raw = (tmp_path / "site" / path[1:]).read_bytes()
    server.special[path] = (200, {"Content-Encoding": "gzip"}, gzip.compress(raw))
    assert verify(server.address, "--vkey", KEY)[0] == 0
    server.special[path] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(2**28)))
    assert verify(server.address, "--vkey", KEY)[1].startswith("NOT VERIFIED")
    server.special[path] = (200, {"Content-Encoding": "gzip"}, b"not gzip")
    assert verify(server.address, "--vkey", KEY)[1].startswith("NOT VERIFIED")


def test_a_missing_file_is_a_refusal_and_a_broken_server_is_not(verify, server):
    server.special["/tile/0/001"] = (404, {}, b"")
    code, out, _ = verify(server.address, "--vkey", KEY)
    assert (code, out.splitlines()[0]) == (1, "NOT VERIFIED: The file tile/0/001 is missing. [E_TILE]")
    server.special["/tile/0/001"] = (503, {}, b"")
    code, out, err = verify(server.address, "--vkey", KEY)
    assert (code, out) == (2, "")
    assert err == f"{server.address}/tile/0/001 answered with the error 503: try again later.\n"


def test_a_file_without_end_is_cut_off_and_refused(verify, server):
    server.special["/tile/0/000"] = (200, {}, bytes(20_000_000))
    assert verify(server.address, "--vkey", KEY)[1].splitlines()[0].endswith("[E_TILE]")


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,x"])
def test_a_server_cannot_make_the_reader_open_something_else(verify, server, target):
    server.special["/tile/0/000"] = (302, {"Location": target}, b"")
    code, out, err = verify(server.address, "--vkey", KEY)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_an_address_where_nothing_is_or_nobody_answers_is_no_answer(verify, server):
    code, _, err = verify(f"{server.address}/elsewhere", "--vkey", KEY)
    assert code == 2
    assert err == (
        f"There is neither a published register nor a file at {server.address}/elsewhere: check the address.\n"
    )
    code, _, err = verify("http://127.0.0.1:1/", "--vkey", KEY)
    assert code == 2
    assert "cannot be reached" in err
    assert verify("https://[nonsense", "--vkey", KEY)[0] == 2
