"""Forms filled in with marked words: every field for free text that a page shows gets words of its own, every upload a file.

What is marked can be looked for afterwards, in whatever spelling it was written down.
"""

import base64
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.error import HTTPError

from evenhand.cli.bench.browser import Browser, filled_in

MARK = "KANARIE"
NOT_WORDS = re.compile(r".*_(day|month|year)|csrfmiddlewaretoken")
"""Fields whose page fills them in rightly: the parts of a date."""


def spellings(word: str) -> list[bytes]:
    """A word as programs write it: in several encodings, and the part of its base64 that does not depend on where it stands."""
    plain = word.encode()
    cut = [base64.b64encode(b"." * before + plain).rstrip(b"=")[4 if before else 0 : -1] for before in range(3)]
    return [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), *cut]


@dataclass
class Marker:
    """Gives out marked words, and remembers for which fields."""

    given: dict[str, str] = field(default_factory=dict)

    def words(self, where: str) -> str:
        """Words that nobody else has, and enough of them to be reasons."""
        self.given[where] = (
            f"{MARK}-{len(self.given)} of {where}: a harbour wall, nineteen lanterns and Gottlieb Quillfeather"
        )
        return self.given[where]

    def address(self, where: str) -> str:
        """A marked work e-mail address."""
        self.given[where] = f"{MARK}-{len(self.given)}@Quillfeather.example"
        return self.given[where]

    def file(self, where: str) -> tuple[str, bytes]:
        """A file of a marked name, and longer than one piece of an upload."""
        return f"{MARK}-{len(self.given)}-name.txt", self.words(f"{where} (file)").encode() * 2000

    @property
    def fields(self) -> set[str]:
        """The names of the fields that got some."""
        return {where.split(" ")[1].removesuffix("_1") for where in self.given}


@dataclass
class Hand:
    """Somebody with a browser who fills in whatever a page asks. `written` is what was sent last."""

    browser: Browser
    marker: Marker
    written: dict[str, str] = field(default_factory=dict)

    def fill(self, path: str, chosen: dict[str, str] | None = None, *, bare: tuple[str, ...] = ()) -> str:
        """Open a page, fill in all of its free fields but `bare` and those chosen, and send it. Returns the page that comes."""
        return self.send(path, self.browser.get(path), chosen or {}, bare)

    def send(self, path: str, page: str, chosen: dict[str, str], bare: tuple[str, ...] = ()) -> str:
        """The same with a page that is open already; also an answer that says no."""
        free = _Free()
        free.feed(page)
        words = {name: self.marker.words(f"{path} {name}") for name in free.texts if name not in {*chosen, *bare}}
        self.written = {**words, **chosen}
        files = {name: self.marker.file(f"{path} {name}") for name in free.files if name not in bare}
        try:
            return self.browser.post(path, {**filled_in(page), **self.written}, **files)[1]
        except HTTPError as refused:
            return refused.read().decode()

    def act(self, path: str, chosen: dict[str, str] | None = None, *, bare: tuple[str, ...] = ()) -> None:
        """Do an act of the desk. Some are sent twice: the first time the page says what follows."""
        page = self.fill(path, chosen, bare=bare)
        if "Recorded:" not in page:
            page = self.send(path, page, self.written, ("uploads",))
        assert "Recorded:" in page, f"{path}\n{page}"


class _Free(HTMLParser):
    """The fields of a page into which anything can be typed, and those for files."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, kind = said.get("name") or "", said.get("type") or "text"
        if not name or NOT_WORDS.fullmatch(name):
            return
        if tag == "textarea" or (tag == "input" and kind in ("text", "password")):
            self.texts.append(name)
        elif tag == "input" and kind == "file":
            self.files.append(name)
