"""The real service: one complaint however often it is sent at one moment, and nothing clear anywhere on its disk."""

import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.doors.portal.browse import Browser, form_of
from tests.doors.portal.test_secrecy import folder, found, read

NARRATIVE = "SERVED-CANARY at the summer meeting Archibald Thistlewood struck the table"
NAME = "SERVED-CANARY Euphemia Marchbanks"
CLEAR = b"SERVED-CANARY a recording of the meeting " * 5_000
ANSWERS = {
    "/complain/about/": {"category": "har"},
    "/complain/happened/": {"narrative": NARRATIVE, "about": "SERVED-CANARY Archibald"},
    "/complain/apart/": {"apart": "no"},
    "/complain/you/": {"who": "named", "name": NAME},
}


def temporary() -> set[Path]:
    """The files in the machine's folder for temporary files that belong to no test."""
    return {path for path in Path(tempfile.gettempdir()).glob("*") if path.is_file()}


@pytest.fixture
def browser(served) -> Browser:
    return Browser(served.url)


def written(browser: Browser) -> None:
    """Every step answered, with a file."""
    for path, fields in ANSWERS.items():
        browser.fill(path, fields)
    browser.fill("/complain/files/", {"do": "add"}, ("canary.ogg", CLEAR))


def test_sent_eight_times_at_one_moment_it_is_one_complaint_and_everybody_is_told_its_number(browser):
    written(browser)
    phrase, fields = form_of(browser.get("/complain/check/"))
    pages = browser.post_at_once("/complain/check/", fields, 8)
    numbers = {number for page in pages for number in re.findall(r"EH-[0-9A-Z]+-[0-9A-Z]", page)}
    assert len(numbers) == 1
    assert all("Your complaint is registered" in page for page in pages)
    other = Browser(browser.url)
    assert numbers.pop() in other.fill("/follow/", {"phrase": phrase})


def test_eight_people_at_one_moment_have_eight_complaints(served):
    people = [Browser(served.url) for _ in range(8)]
    forms = []
    for person in people:
        for path, fields in ANSWERS.items():
            person.fill(path, fields)
        forms.append(form_of(person.get("/complain/check/"))[1])
    with ThreadPoolExecutor(8) as pool:
        pages = list(
            pool.map(lambda pair: pair[0].post("/complain/check/", pair[1]), zip(people, forms, strict=True))
        )
    assert len({re.findall(r"EH-[0-9A-Z]+-[0-9A-Z]", page)[0] for page in pages}) == 8


def test_nothing_clear_is_on_the_disk_while_drafting_or_afterwards(browser, served):
    words = ["SERVED-CANARY", "Thistlewood", "Marchbanks", "canary.ogg"]
    before = temporary()
    written(browser)
    phrase, fields = form_of(browser.get("/complain/check/"))
    assert found([*words, phrase], folder(served.home)) == []
    browser.post("/complain/check/", fields)
    browser.fill("/follow/write/", {"text": "SERVED-CANARY they know where I live"}, ("canary.ogg", CLEAR))
    page = browser.get("/follow/complaint/")
    assert "they know where I live" in page
    assert found([*words, phrase], folder(served.home)) == []
    left = temporary() - before
    assert found(words, *map(read, left)) == []


def test_the_log_of_the_service_holds_no_word_and_no_address_of_who_complained(browser, served):
    written(browser)
    browser.post("/complain/check/", form_of(browser.get("/complain/check/"))[1])
    log = (served.home.parent / "serve.log").read_text()
    assert "SERVED-CANARY" not in log
    assert "POST /complain" not in log


def test_the_signed_receipt_is_there_soon_and_verifies_by_the_command(browser, served, tmp_path):
    written(browser)
    page = browser.post(
        "/complain/check/", {**form_of(browser.get("/complain/check/"))[1], "mark_typed": "blue heron 1987"}
    )
    index = re.search(r"/follow/receipt/(\d+)/", page)[1]
    for _ in range(100):
        if "Save my receipt" in page:
            break
        threading.Event().wait(0.2)
        page = browser.get(f"/follow/receipt/{index}/")
    file = tmp_path / "receipt.json"
    file.write_text(browser.get(f"/follow/receipt/{index}/file/"))
    vkey = (served.home / "keys" / "vkey").read_text().strip()
    command = [
        sys.executable,
        "-m",
        "evenhand_register.tools.verify",
        str(file),
        "--vkey",
        vkey,
        "--nonce",
        "blue heron 1987",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert index in done.stdout
