"""Asking one address as one person, and what came of it: the queries, and the answer without what differs each time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.doors.desk.acts import ACTS
from evenhand.process.numbers import number
from tests.doors.desk.house import address
from tests.doors.wall.table import Reach

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
OF_THE_READER = ("records_session", "SAVEPOINT")
"""Queries about who asks, which come before any complaint is looked for."""
ASKS_NOTHING = ("close", "close-opening")
"""Acts that are done by an empty form. All others are sent back."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody got. `queries` are those about complaints, with the indexes of complaints taken out."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str]
    queries: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """One page of a complaint at the desk. `rest` follows the complaint's address; an act has its slug, and is on
    `complaint`, on `case`, its first, or on `no such case`."""

    reach: Reach
    rest: tuple[str, ...] = ()
    slug: str = ""
    on: str = ""

    def of(self, index: int) -> str:
        """Its address."""
        return address(index, *self.rest)


def places(file: str) -> list[Place]:
    """Every page that a complaint has; `file` is the address of one of its files."""
    acts = [
        Place(Reach.MAY, (*before, "acts", act.slug), act.slug, on)
        for on, before in (("complaint", ()), ("case", ("cases", "1")))
        for act in ACTS
    ]
    pages = [Place(Reach.SEES), Place(Reach.IS_TOLD_WHO, ("complainant",)), Place(Reach.READS, ("files", file))]
    pages.append(Place(Reach.DRAWN, ("draws", "d-0")))
    guessed = [
        Place(Reach.MAY, ("acts", "no-such-act"), "no-such-act", "complaint"),
        Place(Reach.MAY, ("cases", "99", "acts", "assign"), "assign", "no such case"),
    ]
    return [*pages, *acts, *guessed]


def ask(client: Client, where: str, method: str = "GET", indexes: Iterable[int] = ()) -> Answer:
    """Ask, as a browser of that person would, or as no browser does; forms are sent empty. `indexes`: of all complaints."""
    index = re.compile(rf"\b({'|'.join(map(str, indexes)) or 'none'})\b")
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        answer = client.generic(method, where, "", "application/x-www-form-urlencoded")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"&lt;time" not in body, f"{where} shows people what is meant for their browsers"
    queries = (query["sql"] for query in asked if not any(word in query["sql"] for word in OF_THE_READER))
    return Answer(
        answer.status_code,
        TOKEN.sub(b"", body),
        {**answer.headers, "cookies": ",".join(sorted(answer.cookies))},
        tuple(index.sub("N", sql) for sql in queries),
    )


def numbers_in(body: bytes, complaints: Mapping[str, int]) -> Iterator[str]:
    """The names of the complaints whose number stands in a page."""
    return (name for name, index in complaints.items() if number(index).encode() in body)


def listed(body: bytes) -> set[str]:
    """The numbers of the complaints that a list leads to."""
    return set(re.findall(r'href="/desk/complaints/(EH-[0-9A-Z-]+)/"', body.decode()))


def offered(body: bytes) -> set[tuple[str, str]]:
    """The acts that the page of a complaint offers: slug, and `complaint` or `case`."""
    found = re.findall(r'href="/desk/complaints/[^/"]+/(cases/1/)?acts/([a-z-]+)/"', body.decode())
    return {(slug, "case" if case else "complaint") for case, slug in found}
