"""Stands between a scanner and the service and counts: what was asked, and how it was answered."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})
"""Headers that belong to one connection, or that this server writes itself."""
DOORS = ("/desk/sign-in/", "/follow/")
"""Where whoever is not signed in is led."""
TOKEN = "csrftoken"
SECONDS = 60
WORST = 500


class Between(ThreadingHTTPServer):
    """Listens on a port of its own. `answers` counts by method, path and status; `broken` names what ended in an error.
    `turned_back` names what came with a cookie of somebody who is signed in, and was answered as nobody gets it; `strange` counts
    what was answered so and came without.

    A scanner that sends nonsense in the place of its cookies is told to forget them, and would go on as nobody: so cookies of the
    names `kept` are never taken from it. Nor is it given another token for forms than the first: with those that it has found it
    would only be refused.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, url: str, kept: frozenset[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind, self.kept = urlsplit(url), kept
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.answers: Counter[tuple[str, str, int]] = Counter()
        self.broken: list[str] = []
        self.turned_back: list[str] = []
        self.strange = 0
        self.token = ""
        self._lock = threading.Lock()

    def note(self, method: str, address: str, status: int) -> None:
        """Count one request."""
        with self._lock:
            self.answers[method, address.partition("?")[0], status] += 1
            if status >= WORST:
                self.broken.append(f"{status} {method} {address}")

    def note_turned_back(self, method: str, address: str, cookies: str) -> None:
        """Count one that was answered as nobody gets it."""
        with self._lock:
            if any(f"{name}=" in cookies for name in self.kept):
                self.turned_back.append(f"{method} {address}")
            else:
                self.strange += 1

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            for kept in (self.answers, self.broken, self.turned_back):
                kept.clear()
            self.strange = 0

    def handle_error(self, request: object, client_address: object) -> None:
        """A scanner that hangs up has its reasons."""


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    """Head and content go together and at once: otherwise each answer would wait 40 ms for a word that the head has come."""
    server: Between

    def pass_on(self) -> None:
        """Ask the service the same, and answer the same."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if (
            len(body) < length
        ):  # it hung up in the middle, as it does when its time is over: nobody has to wait for the rest
            self.close_connection = True
            return
        port = self.server.behind.port
        behind = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() != "connection":
                    behind.putheader(name, value)
            behind.endheaders(body)
            answer = behind.getresponse()
            content = answer.read()
        except (OSError, HTTPException, ValueError) as error:
            self.server.note(self.command, f"{self.path} ({type(error).__name__})", WORST + 99)
            self.close_connection = True
            return
        finally:
            behind.close()
        headers = answer.getheaders()
        taken = [one for one in headers if self._takes_back(*one)]
        left_out = [*taken, *(one for one in headers if self._is_another_token(*one))]
        door = urlsplit(answer.getheader("Location") or "").path in DOORS
        self.server.note(self.command, self.path, answer.status)
        if taken or door:
            self.server.note_turned_back(self.command, self.path, self.headers.get("Cookie") or "")
        self.send_response_only(answer.status, answer.reason)
        for name, value in headers:
            if name.lower() not in HOP and (name, value) not in left_out:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _takes_back(self, name: str, value: str) -> bool:
        cookie = value.partition("=")[0] if name.lower() == "set-cookie" else ""
        return cookie in self.server.kept and "Max-Age=0" in value

    def _is_another_token(self, name: str, value: str) -> bool:
        cookie, _, rest = value.partition("=")
        if name.lower() != "set-cookie" or cookie != TOKEN:
            return False
        given = rest.partition(";")[0]
        self.server.token = self.server.token or given
        return given != self.server.token

    def __getattr__(self, name: str) -> object:
        """Every method there is, and those that scanners make up."""
        if name.startswith("do_"):
            return self.pass_on
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's name)
        """Keep quiet."""


@contextmanager
def between(url: str, kept: Iterable[str] = ()) -> Iterator[Between]:
    """The service at that address, with somebody in front who counts."""
    server = Between(url, frozenset(kept))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
