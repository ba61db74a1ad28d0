"""A plain browser: no script, cookies, patience. Asks again when the server does not answer."""

import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar

_BORDER = "evenhand-bench"
PATIENCE = 1200
"""Tries, a tenth of a second apart: a busy machine takes its time to start again."""
AWAY = 503


class NoAnswer(Exception):  # named for what the person sees
    """The server did not answer, however often it was asked."""


class Browser:
    """Asks one service, and keeps its cookies. `tries` counts what it asked.

    A patient one asks again when a page says that the disk or the database is away (503 with Retry-After), and keeps those
    pages in `turned_away`.
    """

    def __init__(self, url: str, *, patient: bool = False) -> None:
        self.tries = 0
        self.turned_away: list[str] = []
        self._url, self._patient = url, patient
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        """The page at an address, wherever that leads. Raises HTTPError for anything but a success, or NoAnswer."""
        return self.ask(path)[1]

    def fill(self, path: str, fields: dict[str, str], **file: tuple[str, bytes]) -> str:
        """Open a page and send its form, with a file under the name of its field. Returns the page that comes."""
        return self.post(path, {**filled_in(self.get(path)), **fields}, **file)[1]

    def post(self, path: str, fields: dict[str, str], **file: tuple[str, bytes]) -> tuple[str, str]:
        """Send a form. Returns the address where it led, and the page."""
        if not file:
            return self.ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return self.ask(path, _multipart(fields, file), f"multipart/form-data; boundary={_BORDER}")

    def status(self, path: str) -> tuple[int, str]:
        """What a page is answered with, whether it is a success or not."""
        try:
            return 200, self.get(path)
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[str, str]:
        """The address where it ended, and the page."""
        for _ in range(PATIENCE):
            self.tries += 1
            headers = {"Content-Type": kind} if kind else {}
            request = urllib.request.Request(self._url + path, data=body, headers=headers)  # noqa: S310  (our own address)
            try:
                with self._opener.open(request, timeout=20) as response:
                    return response.url, response.read().decode()
            except urllib.error.HTTPError as answer:
                if not (self._patient and answer.code == AWAY and "Retry-After" in answer.headers):
                    raise
                self.turned_away.append(answer.read().decode())
                time.sleep(0.1)
            except (OSError, HTTPException):
                time.sleep(0.1)  # the server is gone; a person would press the button again
        raise NoAnswer(path)


def filled_in(page: str) -> dict[str, str]:
    """What the forms of a page hold already: texts and hidden fields, by name."""
    inputs = _Inputs()
    inputs.feed(page)
    return inputs.values


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a field that has a value."""
        said = dict(attrs)
        if tag == "input" and said.get("type", "text") in ("text", "hidden") and said.get("name"):
            self.values[str(said["name"])] = said.get("value") or ""


def _multipart(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> bytes:
    said = [
        f'--{_BORDER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for field, (name, content) in files.items():
        head = f'--{_BORDER}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        said.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*said, f"--{_BORDER}--\r\n".encode()])
