"""The small part of SVG that our charts use, written so that no label can break out of it.

Text becomes `Markup` only by `text`, attributes only by `element`; both escape. What XML cannot hold (control
characters, lone surrogates) becomes U+FFFD. Colours are `currentColor` and class names, so that a stylesheet and
dark mode decide; there is no `style` attribute and no script, so that `style-src 'self'` holds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NewType
from unicodedata import combining, east_asian_width

Markup = NewType("Markup", str)
Paint = Mapping[str, str]
PLAIN: Paint = MappingProxyType({})

WIDTH = 320
"""Width of every chart in its own units: at 320 px they are pixels, and text is as large as it says."""
FONT_SIZE = 13
LINE = 17
GLYPH = 8.4
"""The width of one Latin character at FONT_SIZE in a wide system font: better too much room than cut-off text."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}
_NAME = re.compile("[a-z][a-z0-9-]*")


def _thousands(number: int) -> str:
    return f"{number:,}"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a chart is told beside its numbers. All words are for people and may hold anything.

    `name` makes the ids in the page and must be unique there: small letters, digits and hyphens.
    """

    name: str
    title: str
    desc: str
    direction: Literal["ltr", "rtl"] = "ltr"
    hidden: str = "hidden"
    nothing: str = "No figures yet"
    number: Callable[[int], str] = _thousands

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"The chart name {self.name!r} cannot be an id: use small letters, digits and hyphens.")

    def shown(self, value: int | None) -> str:
        """A number as people read it, or the word for a hidden one."""
        return self.hidden if value is None else self.number(value)


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture, and the table that stands beside it. Headers and rows are plain text: escape them in the page."""

    svg: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text(words: str) -> Markup:
    """Escape words for use between tags or in an attribute."""
    return Markup(_NOT_XML.sub("\ufffd", words).translate(_ESCAPES))


def coordinate(value: float) -> str:
    """A coordinate: at most one decimal, and one spelling for each value."""
    spelled = f"{value:.1f}".removesuffix(".0")
    return "0" if spelled == "-0" else spelled


def element(tag: str, attributes: Mapping[str, str | float], *children: Markup) -> Markup:
    """One element; attributes in the order given."""
    written = "".join(
        f' {key}="{text(value) if isinstance(value, str) else coordinate(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>")


@dataclass(frozen=True, slots=True)
class Plane:
    """The drawing surface; in right-to-left pages it is mirrored, so that drawing code thinks left to right."""

    direction: Literal["ltr", "rtl"]

    def x(self, at: float, width: float = 0) -> float:
        """Where something that wide starts."""
        return at if self.direction == "ltr" else WIDTH - at - width

    def box(self, at: float, y: float, width: float, height: float, kind: str, paint: Paint = PLAIN) -> Markup:
        """A rectangle of a class."""
        place: dict[str, str | float] = {
            "class": kind,
            "x": self.x(at, width),
            "y": y,
            "width": width,
            "height": height,
        }
        return element("rect", place | dict(paint))

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str, paint: Paint = PLAIN) -> Markup:
        """A straight line of a class."""
        ends: dict[str, str | float] = {"class": kind, "x1": self.x(x1), "y1": y1, "x2": self.x(x2), "y2": y2}
        return element("line", ends | {"stroke": "currentColor"} | dict(paint))

    def words(self, at: float, y: float, words: str, anchor: str = "start") -> Markup:
        """Words on one line; `start` is the side where reading starts."""
        return element("text", {"class": "chart-text", "x": self.x(at), "y": y, "text-anchor": anchor}, text(words))


def hatch(setting: Setting) -> Markup:
    """The pattern that hidden numbers are drawn in."""
    stripe = element(
        "line",
        {"x1": 0, "y1": 0, "x2": 0, "y2": 6, "stroke": "currentColor", "stroke-width": 2, "class": "chart-hatch"},
    )
    pattern: dict[str, str | float] = {
        "id": f"{setting.name}-hatch",
        "width": 6,
        "height": 6,
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
    }
    return element("defs", {}, element("pattern", pattern, stripe))


def hatched(setting: Setting) -> Paint:
    """The paint of a hidden number."""
    return {"fill": f"url(#{setting.name}-hatch)", "stroke": "currentColor"}


def document(setting: Setting, height: float, parts: Sequence[Markup]) -> str:
    """The whole picture, with a title and a description that a screen reader announces."""
    names = {"title": f"{setting.name}-title", "desc": f"{setting.name}-desc"}
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "chart",
        "role": "img",
        "aria-labelledby": f"{names['title']} {names['desc']}",
        "viewBox": f"0 0 {WIDTH} {coordinate(height)}",
        "direction": setting.direction,
        "font-family": "system-ui, sans-serif",
        "font-size": FONT_SIZE,
        "fill": "currentColor",
    }
    title = element("title", {"id": names["title"]}, text(setting.title))
    desc = element("desc", {"id": names["desc"]}, text(setting.desc))
    return element("svg", attributes, title, desc, *parts)


def width_of(words: str) -> float:
    """About how wide words are; wide East Asian characters count twice and combining marks not at all."""
    return GLYPH * sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in words)


def wrap(words: str, width: float, most: int) -> tuple[str, ...]:
    """Break words into at most so many lines; what does not fit ends in an ellipsis (the table has all of it)."""
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if width_of(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
        if len(lines) > most:
            break
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width_of(f"{last}…") > width:
        last = last[:-1]
    return (*lines[: most - 1], f"{last}…")
