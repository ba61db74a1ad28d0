"""What is sent everywhere: words into every field, files into every upload, anything as an address, a header or a cookie.

Each takes a `share` of the whole: 1 sends all of it, less sends so many of each, chosen by chance (`-p randomly` prints the seed).
"""

import random  # noqa: TID251  (seeded by the run)
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from email.message import Message
from itertools import cycle
from urllib.parse import quote

from django.core.exceptions import BadRequest
from django.test import Client
from django.urls import reverse

from evenhand.doors.portal import cookies
from evenhand.doors.staff import gate
from tests.hostile.people import People, can_be_filled
from tests.hostile.send import judge, raw, send
from tests.hostile.strings import OWN, every, file_names, hostile_files
from tests.hostile.surface import Form, patterns

TOKEN = "csrfmiddlewaretoken"
HEADERS = (
    "accept", "accept-language", "content-type", "expect", "host", "if-modified-since", "if-none-match", "origin", "range",
    "referer", "sec-fetch-site", "transfer-encoding", "user-agent", "x-forwarded-for", "x-forwarded-host",
    "x-forwarded-proto", "x-http-method-override", "x-requested-with",
)  # fmt: skip
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND", "<script>")
PLACES = ("/", "/complain/about/", "/follow/complaint/", "/desk/", "/register/entries/", "/register/check/")

type Choose = Callable[[Iterable[str]], list[str]]


def chooser(share: int | None, chance: random.Random) -> Choose:
    """Takes so many of a collection, or all of it."""

    def choose(things: Iterable[str]) -> list[str]:
        whole = list(things)
        return whole if share is None or share >= len(whole) else chance.sample(whole, share)

    return choose


def words_everywhere(people: People, choose: Choose) -> int:
    """Every field of every form: all free fields at once, then each field alone with our own words, also those with choices."""
    sent = 0
    for who, form in people.found:
        if not can_be_filled(form):
            continue
        client, filled = people.clients[who], form.filled()
        free = [name for name in form.free if name != TOKEN]
        for words in choose(every()):
            send(client, form, {**filled, **{name: [words] for name in free}})
            sent += 1
        for name in choose([*free, *form.choices]):
            for words in choose(OWN):
                send(client, form, {**filled, name: [words, words]})
                sent += 1
    return sent


def files_everywhere(people: People, choose: Choose) -> int:
    """Every hostile file, and every hostile name, into every upload; each is taken or refused by name, and never opened."""
    sent = 0
    for who, form in people.found:
        for field in form.files:
            client, filled = people.clients[who], {**form.filled(), "do": ["add"]}
            for part in choose([*map(str, range(len(_parts())))]):
                head, content = _parts()[int(part)]
                send(client, form, filled, [(field, head, content)])
                sent += 1
    return sent


def _parts() -> list[tuple[bytes, bytes]]:
    contents = [(_quoted(path.name, path.suffix), path.read_bytes()) for path in hostile_files()]
    return [*contents, *((_quoted(name), b"content") for name in file_names()), *_STRANGE_HEADS]


def _quoted(name: str, suffix: str = "") -> bytes:
    """A part's headers as a browser writes them: the name quoted, and a type that says what the sender likes."""
    kinds = {".html": "text/html", ".svg": "image/svg+xml", ".pdf": "application/pdf", ".png": "image/png"}
    safe = raw(name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
    return b'filename="' + safe + b'"\r\nContent-Type: ' + kinds.get(suffix, "text/html; x=y").encode()


_STRANGE_HEADS = (
    (b"filename=unquoted name.txt", b"x"),
    (b'filename="a\\"b.txt"', b"x"),
    (b"filename*=utf-8''%E2%82%AC%00.txt", b"x"),
    (b"filename*=utf-8''%FF%FE.txt", b"x"),
    (b"filename*=nonsense''x.txt", b"x"),
    (b'filename="x.txt"; filename="y.txt"', b"x"),
    (b'filename="x.txt"\r\nContent-Transfer-Encoding: base64', b"not base64!"),
    (b'filename="x.txt"\r\nContent-Transfer-Encoding: quoted-printable', b"=ZZ"),
    (b'filename="x.txt"\r\nContent-Type: text/html;charset="\x00"', b"x"),
    (b'filename="x.txt"\r\nContent-Type: ' + b"a" * 900, b"x"),
    (b'filename="x.txt"\r\nContent-Length: -1', b"x"),
    (b'filename=""', b""),
)


def addresses(people: People, choose: Choose) -> int:
    """Every address with anything in its place holders, and anything as a question behind it; each sent by one visitor in turn."""
    sent, turns = 0, cycle(("stranger", "complainant", "mona"))
    strange = [word for word in every() if word and len(word) < 3_000]
    for name, pattern in patterns():
        for words in ["a\x00b", *choose(strange)]:  # a database that is no SQLite takes no NUL
            for where in _filled(name, pattern.pattern.converters, words):
                judge(people.clients[next(turns)].get(where, follow=False), where)
                sent += 1
    return sent


def _filled(name: str, converters: dict, words: str) -> Iterator[str]:
    """Addresses of that name with these words in each place; as they are, and with an honest question's names."""
    said = quote(raw(words), safe="")
    honest = {"name": "about", "act": "write", "number": "EH-0001-2", "address": "0" * 64, "rest": "0/000", "case": 1}
    question = "&".join(f"{key}={said}" for key in _QUESTIONS)
    plain = {key: 1 if _takes_numbers(one) else honest.get(key, 1) for key, one in converters.items()}
    whole = reverse(name, kwargs=plain) if converters else reverse(name)
    yield f"{whole}?{question}"
    yield f"{whole}?{said}"
    for key in converters:
        marked = reverse(name, kwargs={**plain, key: _mark(converters[key])})
        yield marked.replace(str(_mark(converters[key])), said)


_QUESTIONS = (
    "page",
    "sort",
    "stage",
    "queue",
    "number",
    "find",
    "period",
    "record",
    "next",
    "back",
    "lost",
    "done",
    "as",
    "all",
    "out",
)


def _mark(converter: object) -> object:
    """Something that an address takes, and that stands nowhere else in it."""
    return 987654321 if _takes_numbers(converter) else "placeholder"


def _takes_numbers(converter: object) -> bool:
    return type(converter).__name__ == "IntConverter"


def headers(people: People, choose: Choose) -> int:
    """Anything that can stand in a header, in every header that means something to us or to Django."""
    sent = 0
    values = [
        "",
        "\xff\xfe",
        ",",
        ";q=1",
        "bytes=0-99999999999",
        "9" * 4000,
        "a" * 70_000,
        "'\"<script>alert(1)</script>",
    ]
    for header in HEADERS:
        for value in choose(values):
            for where in choose(PLACES):
                sent += 1
                with suppress(BadRequest):  # raised before Django answers; `site.bodies` does
                    judge(
                        people.clients["complainant"].get(where, headers={header: value}),
                        f"{header} at {where}",
                        value,
                    )
    for method in METHODS:
        for where in choose(PLACES):
            judge(people.clients["mona"].generic(method, where, b"body", "text/plain"), f"{method} {where}")
            sent += 1
    return sent


def spoilt_cookies(people: People, choose: Choose) -> int:
    """Every cookie, with anything in it, and with what was really in it, cut or changed."""
    names = (cookies.DRAFT, cookies.FOLLOW, gate.COOKIE, "csrftoken", "django_language", "unknown")
    real = {name: one.value for client in people.clients.values() for name, one in client.cookies.items()}
    sent = 0
    for name in names:
        true = real.get(name) or "x" * 40
        spoilt = [
            true[:-1],
            true[1:],
            true + "A",
            true[::-1],
            true.replace(true[5], "!"),
            true * 50,
            "=",
            ":",
            "a:b:c",
            "\xff",
        ]
        for value in choose([*spoilt, *(word for word in every() if len(word) < 3_000)]):
            said = raw(value).decode("latin-1").translate(dict.fromkeys((*range(32), 127)))
            for where in choose(PLACES):
                judge(
                    Client(raise_request_exception=False).get(where, headers={"cookie": f"{name}={said}"}),
                    where,
                    value,
                )
                sent += 1
    return sent


def name_in(disposition: str) -> str:
    """The file name that a browser reads out of a Content-Disposition (RFC 6266, RFC 8187)."""
    message = Message()
    message["Content-Disposition"] = disposition
    return str(message.get_filename(""))


def uploads_of(people: People) -> list[tuple[str, Form, str]]:
    """Who can send files, where, and in which field."""
    return [(who, form, field) for who, form in people.found for field in form.files]
