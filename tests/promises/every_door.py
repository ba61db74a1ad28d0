"""Marked words sent through every door of a running service: what a party can send, what staff can write, what an import brings."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from evenhand.cli.bench.browser import Browser, filled_in
from tests.conftest import Served
from tests.doors.portal.browse import form_of
from tests.intake.tables import CASES, COMPLAINTS, write_csv, write_map
from tests.journeys.people import PASSWORD, Colleague
from tests.promises.casework import sign_in
from tests.promises.marked import Hand, Marker, spellings

INSIDE = """
import django
django.setup()
from datetime import UTC, datetime
from evenhand.clerk.duties import do_what_is_due
from evenhand.records.models import Draft, DraftFile
from evenhand.site.home import Home
from evenhand.site.wiring import make_office
home = Home.from_environment()
"""
EXPIRE = """
for model in (Draft, DraftFile):
    model.objects.update(expires=datetime(2020, 1, 1, tzinfo=UTC))
print(do_what_is_due(make_office(home, home.settings())))
"""
"""A week goes by for the drafts that there are, and the clerk does what it does each minute."""


def inside(served: Served, program: str) -> str:
    """What a few lines print that are run in the organisation's own home."""
    done = subprocess.run(
        [sys.executable, "-c", INSIDE + program],
        env={**served.environment, "DJANGO_SETTINGS_MODULE": "evenhand.site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def complain(hand: Hand) -> tuple[str, str]:
    """The five steps of the portal; returns number and phrase."""
    begin(hand)
    page = hand.browser.get("/complain/check/")
    phrase, filled = form_of(page)
    page = hand.send("/complain/check/", page, filled)
    found = re.search(r"EH-[0-9A-Z]+-[0-9A-Z]", page)
    assert found, page
    return found[0], phrase


def begin(hand: Hand) -> None:
    """All steps but the last."""
    hand.fill("/complain/about/", {"category": "har"})
    hand.fill("/complain/happened/")
    hand.fill("/complain/apart/", {"apart": "no"})
    hand.fill("/complain/files/")
    hand.fill("/complain/you/", {"who": "named"})


def register(hand: Hand) -> str:
    """A complaint that came by post; returns its number."""
    page = hand.fill("/desk/register/", {"channel": "post", "category": "har", "apart": "no"})
    assert "Nothing is registered yet" in page, page
    page = hand.browser.post("/desk/register/", {**filled_in(page), "send": "1"})[1]
    found = re.search(r"EH-[0-9A-Z]+-[0-9A-Z]", page)
    assert found, page
    return found[0]


def handle(marker: Marker, served: Served, colleagues: dict[str, Colleague], number: str, other: str) -> None:
    """Every act of the desk: one complaint to its reopening, and the other out of scope."""
    hands = {role: Hand(sign_in(served, one), marker) for role, one in colleagues.items() if role in HANDS}
    page, case, second = (
        f"/desk/complaints/{number}",
        f"/desk/complaints/{number}/cases/1",
        f"/desk/complaints/{other}",
    )
    manager, triage, investigator, decider = (hands[role] for role in HANDS[:4])
    officer = {"officer": colleagues["case-manager"].ref}

    manager.act(f"{page}/acts/acknowledge/", officer)
    triage.act(f"{page}/acts/assess/", {"result": "accepted", "duplicate_of": ""})
    manager.act(f"{page}/acts/link/", {"other": other, "type": "same-incident"})
    manager.act(f"{page}/acts/write/")
    manager.act(f"{page}/acts/open-case/", {"capacity": "member", "clause_1": "2.1"})
    _look_for_parties(marker, manager)
    manager.act(f"{case}/acts/allegation/", {"clause": "2.1"})
    for duty, role in (("investigate", "investigator"), ("decide", "decision-maker")):
        manager.act(f"{case}/acts/assign/", {"person": f"{duty} {colleagues[role].ref}"})
    investigator.act(f"{case}/acts/evidence/")
    investigator.act(f"{case}/acts/start/")
    investigator.act(f"{case}/acts/notice/")
    investigator.act(f"{case}/acts/reply/", {"how": "recorded"})
    findings = {"finding_1": "proved", "finding_2": "not-proved"}
    investigator.act(f"{case}/acts/recommend/", {**findings, "sanction": "4"})
    decider.act(f"{case}/acts/decide/", {**findings, "sanction": "2", "override_reason": "disproportionate"})
    hands["reviewer"].act(f"{case}/acts/review/", {"verify": "verify"})
    manager.act(f"{case}/acts/tell/")
    manager.act(f"{case}/acts/close/")
    hands["overseer"].act(f"{page}/acts/reopen/", {"cases": "1", "ground": "fraud"})

    manager.act(f"{second}/acts/acknowledge/", officer)
    triage.act(f"{second}/acts/assess/", {"result": "out-of-scope", "rule": "no-clause", "duplicate_of": ""})
    manager.act(f"{second}/acts/tell/")
    # last, for whoever declared a tie is asked about it on each complaint
    assert "Recorded. From now on" in manager.fill("/desk/ties/", {"kind": "family"})
    manager.fill("/desk/ties/", {"kind": "no such kind"})


def join(marker: Marker, served: Served, administrator: Colleague) -> None:
    """Accounts for people whose work addresses are marked, at the desk and by command; refused ones and another address too."""
    where, hand = "/desk/people/new/", Hand(sign_in(served, administrator), marker)
    named = {"name": "New Examplewright", "new": PASSWORD, "again": PASSWORD}
    address = marker.address(f"{where} email")
    page = hand.fill(where, {"login": "new", "email": address, **named})
    assert "The account of New Examplewright is set up" in page, page
    taken = hand.fill(where, {"login": "another", "email": address.replace("@", "+x@"), **named})
    assert "Another account has this e-mail address" in taken
    assert "not an e-mail address" in hand.fill(where, {"login": "another", **named})
    for more, lines in (
        (("--email", marker.address("command email")), ()),
        ((), (marker.address("asked for email"),)),
    ):
        words = ("people", "add", f"new{len(lines)}", "--name", "New Examplewright", "--by", "administrator", *more)
        assert served.run_json(*words, stdin="".join(f"{line}\n" for line in (PASSWORD, *lines, PASSWORD)))["waits"]
    confirmed = served.run_json(
        *("people", "confirm", "new", "--by", "appointing-authority"), stdin=f"{PASSWORD}\n{address.lower()}\n"
    )
    assert confirmed == {"confirmed": "new"}
    given = ("people", "email", "reviewer", "--by", "administrator", "--second", "appointing-authority")
    lines = (PASSWORD, PASSWORD, marker.address("another email"))
    assert served.run_json(*given, stdin="".join(f"{line}\n" for line in lines)) == {"account": "reviewer"}


def _look_for_parties(marker: Marker, manager: Hand) -> None:
    """A name that nobody has, and that of the respondent; and a search that is refused."""
    assert "Only complaints with the party that you looked for" in manager.fill("/desk/search/?category=har")
    respondent = next(words for where, words in marker.given.items() if where.endswith(" respondent_name"))
    assert "EH-" in manager.fill("/desk/search/", {"party": respondent})
    manager.fill("/desk/search/", {"party": marker.words("/desk/search/ party too long") * 20})


HANDS = ("case-manager", "triage-assessor", "investigator", "decision-maker", "reviewer", "overseer")


def refused_everywhere(marker: Marker, served: Served, member: Colleague, number: str) -> None:
    """Marked words where none belong: wrong phrases and passwords, addresses, headers, cookies, forms refused or forged."""
    stranger, staff = Hand(Browser(served.url), marker), Hand(sign_in(served, member), marker)
    for path in ("/follow/", "/follow/write/", "/desk/sign-in/", "/register/check/"):
        stranger.fill(path)
    for path in ("/complain/happened/", "/complain/you/"):
        stranger.fill(path, {"narrative": "", "who": "anonymous"})
    stranger.fill("/complain/happened/", {"narrative": marker.words("/complain/happened/ narrative too long") * 2000})
    for hand in (stranger, staff):
        hand.send(f"/desk/complaints/{number}/acts/write/", FORGED, {})
    staff.fill(f"/desk/complaints/{number}/acts/write/", {"text": ""}, bare=("uploads",))
    staff.fill(f"/desk/complaints/{number}/acts/link/", {"type": "same-incident"})
    lost = marker.words("/ address").split(" ")[0]
    for path in (
        f"/{lost}",
        f"/desk/?number={lost}",
        f"/desk/complaints/{lost}/",
        f"/register/entries/?find={lost}",
        f"/follow/file/{lost}/",
    ):
        staff.browser.status(path)
    marked = dict.fromkeys(("User-Agent", "Referer", "X-Forwarded-For", "Accept-Language", "Origin"), lost)
    for header, value in {
        **marked,
        "Cookie": f"evenhand-desk={lost}; evenhand-follow={lost}; csrftoken={lost}",
    }.items():
        for data in (None, b"text=" + lost.encode()):
            try:
                with urlopen(Request(served.url + "/desk/", data, {header: value})) as answer:
                    answer.read()
            except HTTPError as refused:
                refused.close()


FORGED = """
<textarea name="text"></textarea><input type="file" name="uploads"><input type="hidden" name="csrfmiddlewaretoken" value="none">
"""


def drafts(marker: Marker, served: Served) -> None:
    """Three complaints that are never sent: one is left, one thrown away, one expires."""
    left, thrown, expired = (Hand(Browser(served.url), marker) for _ in range(3))
    begin(expired)
    assert "expired drafts" in inside(served, EXPIRE)
    begin(left)
    begin(thrown)
    token = filled_in(thrown.browser.get("/complain/files/"))["csrfmiddlewaretoken"]
    thrown.browser.post("/complain/discard/", {"csrfmiddlewaretoken": token})


def commands(marker: Marker, served: Served, outside: Path, folder: Path) -> dict[str, str]:
    """What each command says that works on an organisation and asks for nobody's password, to people and to programs."""
    said = {"import-table": import_a_table(marker, served, outside)}
    shutil.copytree(served.home / "keys", outside / "kept apart")
    backup, published = str(folder / "backup"), str(folder / "published")
    for words in (
        ("backup", backup, "--yes"),
        ("backup", backup, "--check"),
        ("publish", published, "--yes"),
        ("doctor",),
        ("doctor", "--running"),
        ("figures",),
        ("people", "list"),
        ("key", "list"),
        ("upgrade", "--yes"),
    ):
        name = "-".join(words[:2]) if words[0] in ("people", "key") else words[0]
        once = words == ("backup", backup, "--yes")  # it writes over none that is there
        told = [served.run(*words, *more) for more in (((),) if once else ((), ("--json",)))]
        said[name] = said.get(name, "") + "".join(told)
    elsewhere = Served(
        folder / "restored", "", None, {**served.environment, "EVENHAND_HOME": str(folder / "restored")}
    )
    tiles = ("--tiles", str(served.home / "log"), "--kept-apart", str(outside / "kept apart"))
    said["restore"] = elsewhere.run("restore", backup, *tiles, "--yes")
    return said


def import_a_table(marker: Marker, served: Served, folder: Path) -> str:
    """Older records, with marked words in every sealed column; then again with others there. Returns what the command said."""
    told = {what: marker.words(f"import {what}") for what in ("number", "text", "respondent", "rule")}
    book = [
        (told["number"], "2018-11-05", "2019-02-01", "Money", told["text"]),
        ("8", "2019-01-05", "", told["rule"], "rejected"),
    ]
    accused = [(told["number"], told["respondent"], told["rule"], "YES", "YES", "expelled", "warned")]
    files = [write_csv(folder / "complaints.csv", COMPLAINTS, book), write_csv(folder / "cases.csv", CASES, accused)]
    words = ("import", "table", *map(str, files), "--map", str(write_map(folder)), "--yes")
    said = served.run(*words)
    book[0] = (*book[0][:4], "other words")
    accused[0] = (told["number"], "somebody else", *accused[0][2:])
    write_csv(files[0], COMPLAINTS, book)
    write_csv(files[1], CASES, accused)
    again = served.run_json(*words)
    assert again["changed"] == 1, again
    del again["columns"]  # what each label of the file in hand became
    return said + json.dumps(again)


def everything_written(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes, by its whole name."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def found(words: Iterable[str], written: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Which of the words stand in which file, in any spelling, or in its name."""
    return [
        (word, path)
        for word in words
        for spelling in spellings(word)
        for path, content in written.items()
        if spelling in content or word in path
    ]
