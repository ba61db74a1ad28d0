"""The documentation as the tests see it: its pages, its links, the paths of the checkout that it names, its blocks of commands.

Parts of a page are printed from the program itself. They stand between `<!-- begin: NAME -->` and `<!-- end -->`; tests
compare, and `python -m tests.docs.printed` writes them again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"

_FENCE = re.compile(r"^```(?P<language>\S*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"`(?P<text>[^`\n]+)`")
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+)$", re.MULTILINE)
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)+\.(py|md|toml|in|lock|css|js|csv|json|tsv)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and the heading that it stands under."""

    language: str
    body: str
    heading: str


def pages() -> list[Path]:
    """Every page of the documentation, in order."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "register" / "README.md"])


def links(text: str) -> Iterator[str]:
    """The targets of all links and pictures outside of fenced blocks."""
    for found in _LINK.finditer(_FENCE.sub("", text)):
        yield found["target"]


def named_paths(text: str) -> Iterator[str]:
    """Whatever in backquotes looks like a path to a file of the checkout."""
    for found in _CODE.finditer(_FENCE.sub("", text)):
        if _PATH.fullmatch(found["text"]):
            yield found["text"]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    plain = (found["text"].replace("`", "").strip().lower() for found in _HEADING.finditer(_FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def blocks(text: str) -> Iterator[Block]:
    """All fenced blocks."""
    for found in _FENCE.finditer(text):
        above = _HEADING.findall(_FENCE.sub("", text[: found.start()]))
        yield Block(found["language"], found["body"], above[-1] if above else "")


def between(text: str, name: str) -> str:
    """What stands between the markers of that name. Raises ValueError if the page has no such markers."""
    return text[slice(*_inside(text, name))]


def put_between(text: str, name: str, printed: str) -> str:
    """The page with `printed` between the markers of that name."""
    start, end = _inside(text, name)
    return text[:start] + printed + text[end:]


def _inside(text: str, name: str) -> tuple[int, int]:
    begin = f"<!-- begin: {name} -->\n"
    start = text.index(begin) + len(begin)
    return start, text.index("<!-- end -->", start)
