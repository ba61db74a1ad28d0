"""Sending what no browser would, and judging the answer."""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

from django.db import transaction
from django.test import Client

from evenhand.office.published_files import verify_page
from tests.hostile.surface import Form

URLENCODED = "application/x-www-form-urlencoded"
BORDER = "hostile-border"
_ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "style")
_SUSPICIOUS = re.compile(
    rb"(?i)hostile|alert|script:|onerror|onload|<script(?![^>]*\bsrc=\"/static/)|<svg|<iframe|49"
)
_NOT_HTML = ("text/plain", "application/octet-stream", "application/json", "text/csv", "image/", "application/pdf")


def raw(words: str) -> bytes:
    """The bytes of words, also of words that are no text."""
    return words.encode("utf-8", "surrogatepass")


def encoded(fields: Mapping[str, Sequence[str]]) -> bytes:
    """A form as bytes."""
    pairs = ((name, value) for name, values in fields.items() for value in values)
    return b"&".join(
        f"{quote_from_bytes(raw(name))}={quote_from_bytes(raw(value))}".encode() for name, value in pairs
    )


def with_files(fields: Mapping[str, Sequence[str]], files: Sequence[tuple[str, bytes, bytes]]) -> bytes:
    """A form with files, (field, bytes of the part's own headers after its name, content)."""
    parts = [
        f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + raw(value)
        for name, values in fields.items()
        for value in values
    ]
    for name, head, content in files:
        parts.append(
            f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"; '.encode() + head + b"\r\n\r\n" + content
        )
    return b"\r\n".join([*parts, f"--{BORDER}--\r\n".encode()])


def send(client: Client, form: Form, fields: Mapping[str, Sequence[str]], files: Sequence = (), **extra):
    """Send a form; nothing of what it did stays in the database, nor in the browser."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        if form.method == "get":
            answer = client.get(f"{form.action.partition('?')[0]}?{encoded(fields).decode()}", **extra)
        elif files:
            body = with_files(fields, files)
            answer = client.post(form.action, body, content_type=f"multipart/form-data; boundary={BORDER}", **extra)
        else:
            answer = client.post(form.action, encoded(fields), content_type=URLENCODED, **extra)
        judge(answer, form, fields)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def judge(answer, what: object, said: object = "") -> None:
    """An answer that is never an error of ours, cannot run anything, and adds no header."""
    about = f"{what} {str(said)[:300]!r}"
    assert answer.status_code < 500 or _is_away(answer), f"{answer.status_code}: {about}"
    for name, value in answer.headers.items():
        assert not re.search(r"[\r\n\0]", f"{name}{value}"), f"{name}: {about}"
    assert answer["X-Content-Type-Options"] == "nosniff", about
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        assert "default-src 'none'" in answer["Content-Security-Policy"], about
        assert "'unsafe" not in answer["Content-Security-Policy"], about
        page = b"" if answer.streaming else answer.content
        assert page == verify_page() or runs_in(page) == [], (
            about
        )  # that page runs its own script, and holds nobody's words
    else:
        assert not kind or kind.startswith(_NOT_HTML), f"{kind}: {about}"


def _is_away(answer) -> bool:
    """Whether a sign-in was answered that the key agent is busy, which on a busy machine is no fault."""
    return answer.status_code == 503 and any(
        word in answer.content for word in (b"Too many people are signing in", b"key agent")
    )


def runs_in(page: bytes) -> list[str]:
    """What in a page a browser would run, or take for a template's work: nothing should."""
    if not _SUSPICIOUS.search(page):
        return []
    reader = _Running()
    reader.feed(page.decode())
    return reader.found


class _Running(HTMLParser):
    """Collects what runs: scripts that are not our own, handlers, addresses that are scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag in ("script", "iframe", "object", "embed") and not said.get("src", "").startswith("/static/"):
            self.found.append(tag)
        self.found += [name for name in said if name.startswith("on")]
        self.found += [value for name, value in said.items() if name in _ADDRESSES and "script:" in value.lower()]
