"""What can be sent to us, found in the program itself: every address, and every form of every page that can be walked to.

A new page is found because something links to it; a new form is found on its page; and `unvisited` and `unseen_fields` name what
the walk did not come to, so that nobody has to remember.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django import forms
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

import evenhand.doors

SUBMITS = ("submit", "image", "reset", "button")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page. `values`: what stands in it; `choices`: what may be chosen; `buttons`: what may be pressed."""

    page: str
    action: str
    method: str
    values: dict[str, list[str]]
    choices: dict[str, list[str]]
    files: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    hidden: tuple[str, ...]

    @property
    def free(self) -> list[str]:
        """The fields that anything can be typed into."""
        return [name for name in self.values if name not in self.choices]

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """Which form it is, wherever it stands: the address's name, the method, and its fields."""
        match = resolve(urlsplit(self.action).path)
        act = str(match.kwargs.get("act", match.kwargs.get("name", "")))
        return (f"{match.view_name} {act}", self.method, tuple(sorted([*self.values, *self.choices, *self.files])))

    def filled(self) -> dict[str, list[str]]:
        """The form as somebody sends it who chooses the first of everything and types a few words."""
        chosen = {name: [next((one for one in options if one), "")] for name, options in self.choices.items()}
        typed = {
            name: values if any(values) or name in self.hidden else [_likely(name)]
            for name, values in self.values.items()
        }
        return {**typed, **chosen}


def _likely(name: str) -> str:
    """What an honest person types: a day in a date's three inputs, words elsewhere."""
    return "" if name.endswith(("_day", "_month", "_year")) else "A few honest words, long enough to be reasons."


class _Reader(HTMLParser):
    """Reads forms and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.links, self.forms = page, [], []
        self._form: dict | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.links.append(urljoin(self.page, said["href"]))
        elif tag == "form":
            action = urljoin(self.page, said.get("action", "") or self.page)
            self._form = {"action": action, "method": said.get("method", "get").lower(), "values": {}, "choices": {}}
            self._form |= {"files": [], "buttons": [], "hidden": [], "asked": said.get("data-passkey-options", "")}
        elif self._form is not None:
            self._field(tag, said)

    def _field(self, tag, said):
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
            self._form["choices"].setdefault(name, [])
        elif tag == "option" and self._select:
            self._form["choices"][self._select].append(said.get("value", ""))
        elif not name:
            return
        elif tag == "textarea":
            self._area = name
            self._form["values"].setdefault(name, []).append("")
        elif tag == "button" or (tag == "input" and kind in SUBMITS):
            self._form["buttons"].append((name, said.get("value", "")))
        elif tag == "input" and kind == "file":
            self._form["files"].append(name)
        elif tag == "input" and kind in ("radio", "checkbox"):
            self._form["choices"].setdefault(name, []).append(said.get("value", "on"))
        elif tag == "input":
            self._form["values"].setdefault(name, []).append(said.get("value", ""))
            self._form["hidden"] += [name] if kind == "hidden" else []

    def handle_data(self, data):
        if self._area:
            self._form["values"][self._area][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            whole = self._form["values"][self._area]
            whole[-1] = whole[-1].removeprefix("\n")  # a line end at the beginning is the page's, not the text's
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form" and self._form is not None:
            lists = {name: tuple(self._form[name]) for name in ("files", "buttons", "hidden")}
            asked = self._form.pop("asked")
            self.forms.append(Form(page=self.page, **{**self._form, **lists}))
            if asked:  # the page's script sends the same form there first
                self.forms.append(
                    Form(page=self.page, **{**self._form, **lists, "action": urljoin(self.page, asked)})
                )
            self._form = None


@dataclass
class Walk:
    """What somebody found who opened every page that they were led to."""

    names: set[str] = field(default_factory=set)
    forms: dict[tuple, Form] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    opened: set[tuple] = field(default_factory=set)

    def read(self, page: str, answer) -> list[str]:
        """Note the forms of a page; its links."""
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            return []
        reader = _Reader(page)
        reader.feed(answer.content.decode())
        for form in reader.forms:
            self.forms.setdefault(form.kind, form)
            self.names.add(resolve(urlsplit(form.action).path).view_name)
            self.fields.update([*form.values, *form.choices, *form.files])
        for link in reader.links:
            self.fields.update(parse_qs(urlsplit(link).query, keep_blank_values=True))
        return reader.links

    def go(self, client: Client, *starts: str) -> None:
        """Open the pages that these lead to, one of each kind; in the portal, where a page depends on who looks, each time one."""
        waiting, opened = list(starts), set()
        while waiting:
            page = waiting.pop(0)
            where = urlsplit(page)
            if where.netloc or where.path.startswith(("/static/", "/leave/")):
                continue
            match = resolve(where.path)
            kind = (match.view_name, match.kwargs.get("act"), match.kwargs.get("name"))
            if kind in opened or (kind in self.opened and page not in starts):
                continue
            opened.add(kind)
            answer = client.get(page)
            assert answer.status_code < 500, page
            self.names.add(match.view_name)
            waiting += [answer["Location"]] if answer.status_code in (301, 302) else []
            waiting += self.read(page, answer)
        self.opened |= {kind for kind in opened if not kind[0].startswith("portal:")}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address that the program answers to: its full name and its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from patterns(pattern, before + space)
        else:
            yield f"{before}{pattern.name}", pattern


def form_classes() -> list[type[forms.BaseForm]]:
    """Every form of every door that nothing is derived from."""
    for module in pkgutil.walk_packages(evenhand.doors.__path__, "evenhand.doors."):
        importlib.import_module(module.name)
    found, waiting = [], [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        below = kind.__subclasses__()
        waiting += below
        if not below and kind.__module__.startswith("evenhand."):
            found.append(kind)
    return found


def unseen_fields(walk: Walk) -> list[str]:
    """The fields of forms that stood in no form of any page."""
    return [
        f"{kind.__name__}.{name}"
        for kind in form_classes()
        for name in kind.base_fields
        if name not in walk.fields and f"{name}_day" not in walk.fields
    ]
