"""People who complain to a service of their own, and count afterwards what became of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from evenhand.cli.bench.complainant import Acknowledged, Complainant
from evenhand.cli.bench.kill import figures
from evenhand.cli.bench.service import Service

WORDS = "What happened, in some words."
ATTACHMENT = b"x" * 3000


@dataclass
class People:
    """Whoever complains to one service, and what each was told."""

    service: Service
    acknowledged: list[Acknowledged] = field(default_factory=list)

    def complain(self) -> Acknowledged:
        """A complaint with a file, acknowledged."""
        self.acknowledged.append(Complainant(self.service.url).complain(WORDS, ATTACHMENT))
        return self.acknowledged[-1]

    def complain_patiently(self) -> list[str]:
        """A complaint of somebody who tries again when told to; what the pages said that told them so."""
        person = Complainant(self.service.url, patient=True)
        self.acknowledged.append(person.complain(WORDS, ATTACHMENT))
        return [page_words(page) for page in person.turned_away]

    def have_lost_nothing(self) -> None:
        """Every acknowledged complaint is there once, the newest is signed, and the doctor is content."""
        person, newest = Complainant(self.service.url), max(self.acknowledged, key=lambda one: one.index)
        person.follow(newest.phrase)
        assert person.receipt(newest.index)
        counted = figures(self.service, self.acknowledged, 1)
        assert (counted["lost"], counted["doubled"], counted["clean"]) == (0, 0, True), self.service.answer("doctor")


@contextmanager
def running(home: Path, database: str = "") -> Iterator[Service]:
    """An organisation in a folder, and its service."""
    service = Service.begin(home, database)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def page_words(page: str) -> str:
    """The heading and the first sentences of a page."""
    found = re.findall(r"<(?:h1|p)[^>]*>(.*?)</(?:h1|p)>", page[page.index("<main") :], re.S)
    return ". ".join(unescape(re.sub(r"<[^>]+>", "", text)).strip().rstrip(".") for text in found[:2]) + "."
