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
SECONDS = 60
WORST = 500


class Between(ThreadingHTTPServer):
    """Listens on a port of its own. `answers` counts by status, `asked` by method and path, `broken` names what ended in an error.

    A scanner that sends nonsense in the place of a cookie is told to forget it, and would go on as nobody: so cookies of the names
    `kept` are never taken from it.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, url: str, kept: frozenset[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind, self.kept = urlsplit(url), kept
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.answers: Counter[int] = Counter()
        self.asked: Counter[tuple[str, str]] = Counter()
        self.broken: list[str] = []
        self._lock = threading.Lock()

    def note(self, method: str, address: str, status: int) -> None:
        """Count one request."""
        with self._lock:
            self.answers[status] += 1
            self.asked[method, urlsplit(address).path] += 1
            if status >= WORST:
                self.broken.append(f"{status} {method} {address}")

    def handle_error(self, request: object, client_address: object) -> None:
        """A scanner that hangs up has its reasons."""


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Between

    def pass_on(self) -> None:
        """Ask the service the same, and answer the same."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
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
        self.server.note(self.command, self.path, answer.status)
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            cookie = value.partition("=")[0] if name.lower() == "set-cookie" else ""
            taken_back = cookie in self.server.kept and "Max-Age=0" in value
            if name.lower() not in HOP and not taken_back:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

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
