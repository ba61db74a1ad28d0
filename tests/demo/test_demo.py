"""`evenhand demo` for real: built by the office, clean afterwards, the same events each time under fresh keys."""

import json
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pyotp
import pytest

from evenhand.cli.bench.service import wait_for
from evenhand.demo.cast import CAST
from evenhand.demo.stories import respondents
from evenhand.process.codes import CaseStage, ComplaintStage
from evenhand.site.clock import SimulatedClock
from evenhand.vault.password_policy import password_faults
from tests.conftest import Served
from tests.demo.conftest import COMPLAINTS, DAYS, demo
from tests.demo.paper import SUNDAY, on_paper


def facts(home: Path) -> list[dict[str, Any]]:
    """Every fact on a complaint, in register order, with the complaint's index as `of`."""
    with closing(sqlite3.connect(home / "evenhand.sqlite3")) as database:
        rows = database.execute(
            "SELECT complaint, facts FROM records_record WHERE complaint IS NOT NULL ORDER BY 1, [index]"
        )
        return [{**json.loads(facts)["data"], "of": complaint} for complaint, facts in rows]


def events(home: Path) -> list[list[tuple[Any, ...]]]:
    """By complaint in order of arrival: what was done, by whom, how many days before the last day, with which codes."""
    people = {one["ref"]: one["login"] for one in told(home)["people"]}
    known = facts(home)
    last = max(date.fromisoformat(one["on"]) for one in known)
    codes = (
        "category",
        "channel",
        "result",
        "rule",
        "ground",
        "findings",
        "sanction",
        "direction",
        "outcome",
        "duty",
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    for one in known:
        ago = (last - date.fromisoformat(one["on"])).days
        who = people.get(one["by"], one["by"])
        found.setdefault(one["of"], []).append((one["act"], who, ago, *(str(one.get(code)) for code in codes)))
    return list(found.values())


def told(home: Path) -> dict[str, Any]:
    """What demonstration.json says."""
    return json.loads((home / "demonstration.json").read_text())


def everything(home: Path) -> dict[str, bytes]:
    """Every file of a home, to see that nothing was touched."""
    return {str(path): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def test_the_doctor_finds_nothing_wrong(built):
    answer = built.run_json("doctor")
    assert answer["clean"]
    assert answer["complaints"] == COMPLAINTS


def test_every_complaint_is_in_the_figures_and_the_signed_register_holds_every_entry(built):
    figures = built.run_json("figures")
    assert figures["complaints"]["received"] == COMPLAINTS
    assert figures["complaints"]["closed"] > 0
    head = (built.home / "log" / "checkpoint").read_text().splitlines()
    assert head[0] == "demo.invalid/lantern-walkers"
    assert int(head[1]) == figures["register"]["size"]


def test_what_was_counted_in_each_month_that_is_over_is_proved(built):
    openings = [json.loads(path.read_text()) for path in (built.home / "log" / "record").rglob("*") if path.is_file()]
    claims = [one["facts"]["data"]["claim"] for one in openings if one["facts"]["kind"] == "statement"]
    edges = {int(path.name) for path in (built.home / "log" / "edge").iterdir()}
    assert {claim["to"]["size"] for claim in claims} == edges != set()


def test_what_the_office_recorded_is_what_was_played_on_paper(built):
    """The play depends on nothing but its script: the same rules, asked without an office, give the same acts on the same days.

    But for tokens of parties, which take a key, and for what overseers do, which is no part of a complaint's life.
    """
    known = _handled(facts(built.home))
    last = max(date.fromisoformat(one["on"]) for one in known)
    paper = on_paper(COMPLAINTS, DAYS, SUNDAY + (last - SUNDAY.date()))
    people = {one["ref"]: one["login"] for one in told(built.home)["people"]}
    recorded = [(one["act"], people.get(one["by"], one["by"]), one["on"]) for one in known]
    played = [
        (one.act, one.data["by"], one.data["on"])
        for _, history in sorted(paper.stage.world.histories.items())
        for one in history
    ]
    assert sorted(recorded) == sorted(played)


def _handled(history: list[dict]) -> list[dict]:
    """Without what overseers did, the covers around it, and the keys passed on for it."""
    beside = {"party-tokens-made", "access-settled"}
    overseers = {one["by"] for one in history if one["act"] in ("oversight-opened", "oversight-found")}
    return [
        one
        for one in history
        if one["act"] not in beside
        and not one["act"].startswith("oversight-")
        and not (one["act"].startswith("cover-") and one["by"] in overseers)
    ]


def test_the_file_with_the_logins_is_its_owners_alone(built):
    assert stat.S_IMODE((built.home / "demonstration.json").stat().st_mode) == 0o600


def test_everyone_has_a_password_of_their_own_that_the_policy_allows(built):
    people = told(built.home)["people"]
    assert len({one["password"] for one in people}) == len(people) == len(CAST)
    for one in people:
        assert password_faults(one["password"], one["login"]) == []


def test_no_name_of_a_complainant_or_respondent_stands_in_the_database(built):
    """Unlike the names of staff, theirs are sealed. All that the demonstration could have given is looked for."""
    with closing(sqlite3.connect(built.home / "evenhand.sqlite3")) as database:
        whole = "\n".join(database.iterdump()).lower()
    names = {each.name.lower() for each in respondents()} | {"mail.invalid", "bramblewain", "ravensgrove"}
    assert not [name for name in names if name in whole or name.encode().hex() in whole]
    assert CAST[0].name.lower() in whole


def test_started_again_it_is_the_same_demonstration(built):
    before = told(built.home)
    done = demo(built.home, "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["address"] is None
    assert [one["password"] for one in answer["logins"]] == [one["password"] for one in before["people"]]
    assert all(re.fullmatch(r"[A-Z2-7]{32}", one["totp"]) for one in answer["logins"])
    assert set(answer) == {"address", "logins", "phrases", "vkey"}
    assert answer["vkey"] == (built.home / "keys" / "vkey").read_text().strip()
    assert 1 <= len(answer["phrases"]) <= 3


def test_the_list_of_logins_says_whom_to_sign_in_as_for_what(built):
    done = demo(built.home, "--no-serve")
    assert "to verify or veto the override held on EH-" in done.stdout
    assert "to decide EH-" in done.stdout
    for member in CAST:
        assert f"{member.name}, " in done.stdout


def test_built_anew_it_asks_first_and_changes_nothing(built):
    before = everything(built.home)
    done = demo(built.home, "--fresh", "--no-serve")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert everything(built.home) == before


def test_found_unfinished_it_is_built_again_with_the_same_events_and_other_keys(tmp_path):
    home, small = tmp_path / "home", ("--no-serve", "--complaints", "3", "--days", "9")
    assert demo(home, *small).returncode == 0
    first, logins, key = events(home), told(home), (home / "keys" / "vkey").read_text()
    (home / "kept by somebody.txt").write_text("not ours")
    (home / "demonstration.unfinished").touch()
    done = demo(home, *small)
    assert done.returncode == 0, done.stderr
    assert events(home) == first
    assert (home / "keys" / "vkey").read_text() != key
    again = told(home)
    assert [one["login"] for one in again["people"]] == [one["login"] for one in logins["people"]]
    for field in ("password", "totp", "ref"):
        assert not {one[field] for one in again["people"]} & {one[field] for one in logins["people"]}
    assert not {one["phrase"] for one in again["phrases"]} & {one["phrase"] for one in logins["phrases"]}
    assert not (home / "demonstration.unfinished").exists()
    assert (home / "kept by somebody.txt").read_text() == "not ours"


@pytest.mark.parametrize("asked", [("--no-serve",), ("--no-serve", "--fresh", "--yes")])
def test_a_real_organisation_is_left_alone(organisation, asked):
    home = organisation("register.example/evenhand")
    before = everything(home)
    done = demo(home, *asked)
    assert done.returncode == 2
    assert "not a demonstration" in done.stderr
    assert everything(home) == before


def test_a_real_organisation_with_the_mark_of_an_unfinished_demonstration_is_left_alone(organisation):
    home = organisation("register.example/evenhand")
    (home / "demonstration.unfinished").touch()
    before = everything(home)
    done = demo(home, "--no-serve", "--fresh", "--yes", "--complaints", "1", "--days", "7")
    assert done.returncode == 2
    assert everything(home) == before


@pytest.mark.parametrize("lost", ["evenhand.toml", "keys/vkey"])
def test_a_real_organisation_that_has_lost_a_file_is_left_alone_too(organisation, lost):
    home = organisation("register.example/evenhand")
    (home / lost).unlink()
    for mark in ("demonstration.json", "demonstration.unfinished"):
        (home / mark).write_text("{}")
    before = everything(home)
    assert demo(home, "--no-serve", "--fresh", "--yes", "--complaints", "1", "--days", "7").returncode == 2
    assert everything(home) == before


def test_parts_of_an_organisation_without_settings_are_left_alone(organisation):
    home = organisation("demo.invalid/by-hand")
    (home / "evenhand.toml").unlink()
    before = everything(home)
    done = demo(home, "--no-serve", "--fresh", "--yes")
    assert done.returncode == 2
    assert "evenhand.toml is missing" in done.stderr
    assert everything(home) == before


def test_an_organisation_that_it_did_not_make_is_not_taken_for_the_demonstration(organisation):
    home = organisation("demo.invalid/by-hand")
    before = everything(home)
    done = demo(home, "--no-serve")
    assert done.returncode == 2
    assert "--fresh" in done.stderr
    assert everything(home) == before


def test_too_small_a_demonstration_is_refused_with_a_sentence(tmp_path):
    done = demo(tmp_path / "home", "--no-serve", "--days", "3")
    assert done.returncode == 2
    assert done.stderr == "A demonstration has at least 7 days and one complaint.\n"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "origin", ["register.example/evenhand", "demo.invalid", "demo.invalid.example/x", "x/demo.invalid/"]
)
def test_no_other_origin_gets_a_simulated_clock(origin):
    with pytest.raises(ValueError, match=r"demo\.invalid"):
        SimulatedClock(origin, SUNDAY)


def test_the_simulated_clock_does_not_go_back():
    clock = SimulatedClock("demo.invalid/x", SUNDAY)
    with pytest.raises(ValueError, match="does not go back"):
        clock.go_to(SUNDAY - timedelta(seconds=1))


class Visitor:
    """Somebody with a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.browser.open(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        data = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields}).encode()
        request = Request(self.address + path, data, {"Origin": self.address})
        with self.browser.open(request, timeout=60) as answer:
            return answer.read().decode()


@pytest.fixture
def serving(built):
    """The demonstration started a second time, as a visitor starts it: it only serves what was built."""
    port = built.url.rsplit(":", 1)[1]
    log = (built.home.parent / "demo.log").open("a")
    built.process = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "demo", "--port", port, "--json"],
        env=built.environment,
        stdout=log,
        stderr=log,
        text=True,
    )
    wait_for(built.url + "/", built.process)
    yield built
    built.stop()
    log.close()


def test_a_visitor_signs_in_follows_a_complaint_and_cannot_have_it_built_anew_meanwhile(serving):
    answer = told(serving.home)
    reviewer = next(one for one in answer["people"] if one["login"] == "zainab")
    staff = Visitor(serving.url)
    assert reviewer["password"] in staff.get("/desk/sign-in/")
    code = pyotp.TOTP(reviewer["totp"]).now()
    page = staff.post("/desk/sign-in/", login="zainab", password=reviewer["password"], code=code)
    assert "Zainab Harounash" in page
    assert "Held for review" in page
    for followed in answer["phrases"]:
        assert followed["number"] in Visitor(serving.url).post("/follow/", phrase=followed["phrase"])
    done = demo(serving.home, "--fresh", "--yes", "--no-serve")
    assert done.returncode == 2
    assert "being served" in done.stderr
    assert told(serving.home) == answer


@pytest.mark.slow
def test_the_whole_demonstration_is_clean_and_has_something_waiting_at_every_stage(tmp_path):
    home = tmp_path / "home"
    done = demo(home, "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["phrases"]) == 3
    made = Served(home, "", None, {"EVENHAND_HOME": str(home), "PATH": "/usr/bin:/bin"})
    answer = made.run_json("doctor")
    assert answer["clean"]
    assert answer["complaints"] == 300
    with closing(sqlite3.connect(home / "evenhand.sqlite3")) as database:
        stages = {stage for (stage,) in database.execute("SELECT DISTINCT stage FROM records_complaint")}
        cases = {stage for (stage,) in database.execute("SELECT DISTINCT stage FROM records_case")}
    assert stages == set(ComplaintStage)
    assert cases == set(CaseStage)
