"""The public pages in a real browser and under the real verifier, on a real service with two months behind it."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.clerk.watched import KEYS
from tests.doors.look.browser import barriers, chromium, sideways, tabbed

pytestmark = pytest.mark.browser

PAGES = ["", "entries/", "entries/0/", "entries/12/", "figures/", "figures/?period=2026-02", "check/"]
NARROW = {"width": 320, "height": 256}


@pytest.fixture(scope="module")
def browser(example_served):  # noqa: ARG001  (opened after the service, so that it is closed before it)
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def windows(browser, example_served):
    """With scripts and without, for all tests: these pages keep nothing in a browser, and to open another takes a second."""
    address = f"{example_served.url}/register/"
    with (
        browser.new_context(base_url=address, reduced_motion="reduce") as scripted,
        browser.new_context(base_url=address, java_script_enabled=False) as scriptless,
    ):
        yield {True: scripted, False: scriptless}


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def page(windows, request):
    with windows[request.param].new_page() as opened:
        yield opened


@pytest.fixture
def scripted(windows):
    with windows[True].new_page() as opened:
        yield opened


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_barriers_in_light_and_dark_and_never_scrolls_sideways(scripted, address):
    scripted.goto(address)
    assert barriers(scripted) == []
    scripted.emulate_media(color_scheme="dark")
    assert barriers(scripted) == []
    scripted.set_viewport_size(NARROW)
    assert sideways(scripted) <= 0
    assert barriers(scripted) == []


def test_a_red_page_with_a_witness_that_is_away_has_no_barriers(scripted, example_served):
    policy, vkey = example_served.home / "policy", (example_served.home / "keys" / "vkey").read_text().strip()
    policy.write_text(f"log {vkey}\nwitness n0 {KEYS[0].vkey} http://127.0.0.1:1\nquorum n0\n")
    try:
        for _ in range(200):  # the clerk asks within a second, and says on the page that nobody answers
            scripted.goto("")
            if scripted.locator(".notice.bad").count():
                break
        assert "It has not answered since" in scripted.content()
        assert barriers(scripted) == []
        scripted.emulate_media(color_scheme="dark")
        assert barriers(scripted) == []
        scripted.set_viewport_size(NARROW)
        assert sideways(scripted) <= 0
    finally:
        policy.unlink()


@pytest.mark.parametrize("address", PAGES)
def test_every_control_is_reached_by_tab_with_a_focus_that_is_seen(scripted, address):
    scripted.goto(address)
    stops = tabbed(scripted)
    assert [stop["name"] for stop in stops if not stop["outlined"] or not stop["seen"]] == []


@pytest.mark.parametrize("address", PAGES)
def test_the_security_policy_stops_nothing_and_nothing_comes_from_elsewhere(scripted, example_served, address):
    asked, said = [], []
    scripted.on("request", lambda request: asked.append(request.url))
    scripted.on("console", lambda message: said.append(message.text))
    scripted.goto(address)
    assert all(url.startswith(example_served.url) for url in asked)
    assert said == []


def test_a_month_is_chosen_and_its_chart_is_drawn(page):
    page.goto("figures/")
    page.get_by_label("Period", exact=True).select_option("February 2026")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="February 2026").wait_for()
    chart = page.get_by_role("img", name="Received, by category: February 2026")
    box = chart.bounding_box()
    assert box["width"] > 200
    assert box["height"] > 80
    expect(page.get_by_role("row", name="Bullying or harassment 9")).to_be_visible()
    expect(page.get_by_text("Proved by statement 0").first).to_be_visible()


def test_an_entry_is_found_by_its_place(page):
    page.goto("entries/")
    page.get_by_label("Find an entry").fill("12")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("heading", name="Entry 12").wait_for()
    expect(page.get_by_text("evenhand.entry/v1")).to_be_visible()


def test_a_receipt_that_is_none_is_refused_with_a_sentence(page):
    page.goto("check/")
    page.get_by_label("Or paste all that is in the file").fill('{"a": 1}')
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Not verified").wait_for()
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def test_a_file_that_is_too_large_is_answered_with_a_sentence(page):
    page.goto("check/")
    file = {"name": "big.json", "mimeType": "application/json", "buffer": b"x" * 3_000_000}
    page.get_by_label("The file of the receipt").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("link", name="This file is larger than any receipt").wait_for()


def verify(tmp_path, *arguments):
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    command = [sys.executable, "-m", "evenhand_register.tools.verify", *arguments]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def key_of(example_served) -> str:
    return (example_served.home / "keys" / "vkey").read_text().strip()


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_verifier_finds_the_register_whole_over_the_network(example_served, tmp_path, slash):
    done = verify(tmp_path, f"{example_served.url}/register{slash}", "--vkey", key_of(example_served))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("VERIFIED")


def test_without_a_key_of_its_own_the_verifier_takes_the_policy_beside_and_says_so(example_served, tmp_path):
    done = verify(tmp_path, f"{example_served.url}/register")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("The key came from what is being checked")


def asked(served, name):
    """What the service gives out of its register."""
    with urllib.request.urlopen(f"{served.url}/register/{name}", timeout=20) as answer:
        return answer.read()


def test_publish_while_serving_writes_what_the_verifier_and_the_pages_show(example_served, tmp_path):
    folder = tmp_path / "public"
    report = example_served.run_json("publish", str(folder))
    assert report["vkey"] == key_of(example_served)
    done = verify(tmp_path, str(folder), "--vkey", report["vkey"])
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("figures/periods.csv", "figures/periods.json", "policy", "verify.html", "vkey"):
        shown = asked(example_served, name)
        for _ in range(3):  # between the two the clerk may have stated another month
            if shown != (folder / name).read_bytes():
                example_served.run_json("publish", str(folder))
                shown = asked(example_served, name)
        assert shown == (folder / name).read_bytes()
    both = [folder, tmp_path / "again"]
    for _ in range(3):
        for each in both:
            example_served.run("publish", str(each))
        heads = {(each / "checkpoint").read_bytes() for each in both}
        if len(heads) == 1:
            break
    assert len(heads) == 1


def test_the_command_for_figures_says_what_was_recorded_when(example_served):
    march = example_served.run_json("figures", "--as-at", "2026-03-31", "--as-known", "2026-03-31")
    assert march["complaints"]["received"] == 50
    assert march["complaints"]["closed"] == 18
    assert march["overrides"]["up"] == 6
    assert march["register"]["size"] < example_served.run_json("figures")["register"]["size"]
    assert march["definitions"]["complaints.outstanding"]["words"]
    text = example_served.run("figures", "--as-at", "2026-02-28")
    assert "As at 2026-02-28" in text
    assert "computed, not proved" in text


@pytest.mark.parametrize("option", [["--as-at", "2999-01-01"], ["--as-known", "yesterday"]])
def test_a_date_that_is_none_or_has_not_come_is_misuse(example_served, option):
    done = subprocess.run(
        [sys.executable, "-m", "evenhand", "figures", *option],
        env=example_served.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "give today or an earlier day" in done.stderr or "is no date" in done.stderr
    assert json.dumps(done.stdout) == '""'
