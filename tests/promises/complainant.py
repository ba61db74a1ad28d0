"""A complainant with a plain browser: no script, cookies, patience. Tries again when the server does not answer."""

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PHRASE = re.compile(r'<ol class="words"[^>]*>(.*?)</ol>', re.S)
_ITEM = re.compile(r"<li[^>]*>(.*?)</li>", re.S)
_ASKED = re.compile(r"Word (\d+) of your phrase")
_HIDDEN = re.compile(r'<input type="hidden" name="token" value="([^"]*)"')
_RECEIPT = re.compile(r"/follow/receipt/(\d+)/")
_NUMBER = re.compile(r"EH-[0-9A-Z]+-[0-9A-Z]")
PATIENCE = 1200
"""Tries, a tenth of a second apart: a busy machine takes its time to start again."""


class NoAnswer(Exception):  # named for what the person sees
    """The server did not answer, however often it was asked."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a complainant holds afterwards."""

    index: int
    number: str
    phrase: str
    tries: int


class Complainant:
    """One browser."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._tries = 0

    def complain(self, narrative: str, attachment: bytes) -> Acknowledged:
        """All five steps, with a file; every step is sent again until it is answered."""
        self._fill("/complain/about/", {"category": "har"})
        self._fill("/complain/happened/", {"narrative": narrative})
        self._upload("/complain/files/", "note.txt", attachment)
        self._fill("/complain/you/", {"who": "anonymous"})
        page = self._get("/complain/check/")[1]
        words = [re.sub(r"<[^>]+>", "", unescape(item)).strip() for item in _ITEM.findall(_PHRASE.search(page)[1])]
        first, second = (words[int(place) - 1] for place in _ASKED.findall(page)[:2])
        fields = {
            "csrfmiddlewaretoken": _TOKEN.search(page)[1],
            "token": _HIDDEN.search(page)[1],
            "first_word": first,
            "second_word": second,
            "mark_typed": narrative[:40],
        }
        self._tries = 0
        where, page = self._post("/complain/check/", fields)
        number = _NUMBER.search(page)[0]
        found = _RECEIPT.search(where)
        return Acknowledged(int(found[1]) if found else -1, number, " ".join(words), self._tries)

    def follow(self, phrase: str) -> str:
        """The tracking page of the complaint that the phrase opens."""
        token = _TOKEN.search(self._get("/follow/")[1])[1]
        return self._post("/follow/", {"csrfmiddlewaretoken": token, "phrase": phrase})[1]

    def receipt(self, index: int) -> str:
        """The signed receipt, as soon as there is one. The complaint must be open: just sent, or followed."""
        for _ in range(PATIENCE):
            if "Save my receipt" in self._get(f"/follow/receipt/{index}/")[1]:
                return self._get(f"/follow/receipt/{index}/file/")[1]
            threading.Event().wait(0.1)
        raise NoAnswer(f"the receipt of entry {index}")

    def _fill(self, path: str, fields: dict[str, str]) -> None:
        token = _TOKEN.search(self._get(path)[1])[1]
        self._post(path, {"csrfmiddlewaretoken": token, **fields})

    def _upload(self, path: str, name: str, content: bytes) -> None:
        token = _TOKEN.search(self._get(path)[1])[1]
        border = "----evenhand-test"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'.encode(),
            f'--{border}\r\nContent-Disposition: form-data; name="attachments"; filename="{name}"\r\n'.encode(),
            b"Content-Type: text/plain\r\n\r\n" + content + b"\r\n",
            f"--{border}--\r\n".encode(),
        ]
        self._ask(path, b"".join(parts), f"multipart/form-data; boundary={border}")

    def _get(self, path: str) -> tuple[str, str]:
        return self._ask(path, None, "")

    def _post(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        return self._ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def _ask(self, path: str, body: bytes | None, kind: str) -> tuple[str, str]:
        """The address where it ended and the page. Raises NoAnswer, or HTTPError for anything but a success."""
        for _ in range(PATIENCE):
            self._tries += 1
            request = urllib.request.Request(
                self._url + path, data=body, headers={"Content-Type": kind} if kind else {}
            )
            try:
                with self._opener.open(request, timeout=20) as response:
                    return response.url, response.read().decode()
            except urllib.error.HTTPError:
                raise
            except (OSError, HTTPException):
                threading.Event().wait(0.1)  # the server is gone; a person would press the button again
        raise NoAnswer(path)
