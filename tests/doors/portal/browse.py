"""A browser without scripts, over real HTTP: cookies, hidden fields, and several requests at one moment."""

import re
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from html import unescape
from http.cookiejar import CookieJar
from typing import Any

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_BORDER = "evenhand-portal-test"


class Browser:
    """Asks one service, and keeps its cookies."""

    def __init__(self, url: str, jar: CookieJar | None = None) -> None:
        self.url = url
        self.jar = CookieJar() if jar is None else jar
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        """The page at an address, wherever that leads."""
        return self._ask(path)

    def fill(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """Open a page, fill in its form and send it."""
        token = self.token(self.get(path))
        return self.post(path, {"csrfmiddlewaretoken": token, **fields}, file)

    def post(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """Send a form."""
        return self._ask(path, *_encoded(fields, file))

    def post_at_once(self, path: str, fields: dict[str, str], times: int) -> list[str]:
        """Send the same form several times at one moment, each time with the cookies of now."""
        twins = [Browser(self.url, _copy(self.jar)) for _ in range(times)]
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda twin: twin.post(path, fields), twins))

    @staticmethod
    def token(page: str) -> str:
        """The token that the page's forms carry."""
        found = _CSRF.search(page)
        assert found, page
        return found[1]

    def _ask(self, path: str, body: bytes | None = None, kind: str = "") -> str:
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind} if kind else {})
        with self._opener.open(request, timeout=60) as answer:
            page: str = answer.read().decode()
            return page


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """The phrase on the check-answers page, and its form filled in rightly."""
    words = re.findall(r"<li>([a-z]+)</li>", page[page.index('<ol class="words">') :])[:12]
    places = [int(place) for place in re.findall(r"Word (\d+) of your phrase\s*</label>", page)]
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    filled: dict[str, Any] = {
        "csrfmiddlewaretoken": Browser.token(page),
        "token": unescape(token[1]),
        "first_word": words[places[0] - 1],
        "second_word": words[places[1] - 1],
    }
    return " ".join(words), filled


def _encoded(fields: dict[str, str], file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    if file is None:
        return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
    name, content = file
    parts = [
        f'--{_BORDER}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{_BORDER}\r\nContent-Disposition: form-data; name="attachments"; filename="{name}"\r\n\r\n'.encode()
    return b"".join(
        [*parts, head, content, f"\r\n--{_BORDER}--\r\n".encode()]
    ), f"multipart/form-data; boundary={_BORDER}"


def _copy(jar: CookieJar) -> CookieJar:
    new = CookieJar()
    for cookie in jar:
        new.set_cookie(copy(cookie))
    return new
