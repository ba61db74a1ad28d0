"""Many more complaints at one moment than can be worked on: everybody waits a little, and nobody is sent away."""

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evenhand.site.bodies import SEATS
from tests.doors.portal.browse import Browser, form_of
from tests.doors.portal.test_secrecy import folder, found, read
from tests.hostile.strings import hostile_files

CANARY = "SURGE-CANARY"


def written(url: str, number: int) -> tuple[Browser, dict[str, str]]:
    """Somebody who has written everything and looks at the page that sends it."""
    browser = Browser(url)
    browser.fill("/complain/about/", {"category": "har"})
    browser.fill("/complain/happened/", {"narrative": f"{CANARY} number {number}"})
    browser.fill("/complain/apart/", {"apart": "no"})
    browser.fill("/complain/you/", {"who": "anonymous"})
    return browser, form_of(browser.get("/complain/check/"))[1]


def surge(url: str, people: int) -> list[str]:
    """So many people write, and then all send at one moment; the numbers of their complaints."""
    with ThreadPoolExecutor(people) as pool:
        ready = list(pool.map(lambda number: written(url, number), range(people)))
        pages = list(pool.map(lambda one: one[0].post("/complain/check/", one[1]), ready))
    return [number for page in pages for number in re.findall(r"EH-[0-9A-Z]+-[0-9A-Z]", page)[:1]]


def test_everybody_who_complains_at_one_moment_is_acknowledged(served):
    people = 5 * SEATS
    assert len(set(surge(served.url, people))) == people


@pytest.mark.slow
def test_everybody_who_complains_at_one_moment_is_acknowledged_however_many(served):
    people = 60 * SEATS
    assert len(set(surge(served.url, people))) == people


def test_hostile_files_leave_nothing_clear_on_the_disk_nor_in_the_log(served):
    """The whole home folder, the database and its journal among it, the log, and the machine's folder for temporary files."""
    before = set(Path(tempfile.gettempdir()).glob("*"))
    browser, _ = written(served.url, 0)
    marked = [
        (path.name, CANARY.encode() * 50 + path.read_bytes())
        for path in hostile_files()
        if path.stat().st_size < 60_000
    ]
    for name, content in [("\u202egnp.exe", CANARY.encode() * 9_000), *marked[:12]]:
        browser.fill("/complain/files/", {"do": "add"}, (name, content))
    browser.post("/complain/check/", form_of(browser.get("/complain/check/"))[1])
    log = (served.home.parent / "serve.log").read_bytes()
    left = [read(path) for path in set(Path(tempfile.gettempdir()).glob("*")) - before if path.is_file()]
    assert found([CANARY, "gnp.exe"], folder(served.home), log, *left) == []
