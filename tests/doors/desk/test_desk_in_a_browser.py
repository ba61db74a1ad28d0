"""The desk in a real browser: no barrier, nothing wider than the window, every control reached, and no script needed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served, free_port
from tests.doors.desk.house import PASSWORD
from tests.doors.look.browser import barriers, chromium, sideways, tabbed

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 256}  # a window of 1280 x 1024 at 400 %


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Served]:
    """A real service with people in every role and a complaint at several stages."""
    home = tmp_path_factory.mktemp("desk") / "home"
    made = Served(home, f"http://127.0.0.1:{free_port()}", None, {**os.environ, "EVENHAND_HOME": str(home)})
    made.environment.pop("DJANGO_SETTINGS_MODULE", None)
    made.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/desk", "--yes")
    command = [sys.executable, "-m", "tests.doors.desk.fill"]
    filled = subprocess.run(command, env=made.environment, capture_output=True, text=True, check=True)
    made.told = json.loads(filled.stdout)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def chrome(desk):  # noqa: ARG001  opened after the service, so that it is closed before it
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def people(chrome, desk) -> Iterator[dict[str, Page]]:
    """Everyone's own browser, signed in once for all tests of this file."""
    contexts, pages = [], {}
    for login in ("ines", "mona", "dora", "rosa", "olga", "anna", "lena", "adam"):
        context = chrome.new_context(base_url=desk.url, reduced_motion="reduce")
        contexts.append(context)
        pages[login] = sign_in(context.new_page(), desk, login)
    yield pages
    for context in contexts:
        context.close()


def digits(secret: str) -> str:
    """What their telephone shows."""
    return str(pyotp.TOTP(secret).at(int(time.time())))  # noqa: TID251  (their telephone)


def sign_in(page: Page, desk: Served, login: str) -> Page:
    """As a person does it."""
    page.goto("/desk/sign-in/")
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Password").fill(PASSWORD + login)
    page.get_by_label("Code").fill(digits(desk.told["totp"][login]))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner").get_by_text(f"{login.capitalize()} Example")).to_be_visible()
    return page


def addresses(desk: Served, login: str) -> list[str]:
    """The pages that one of them works on."""
    number = {stage: f"/desk/complaints/{number}/" for stage, number in desk.told["numbers"].items()}
    return {
        "ines": ["/desk/", "/desk/register/", number["received"], f"{number['received']}acts/acknowledge/"],
        "mona": [
            "/desk/?stage=any&sort=-received",
            "/desk/?number=nothing",
            "/desk/people/",
            "/desk/figures/",
            "/desk/rules/",
            "/desk/account/?changed=1",
            "/desk/search/",
            "/desk/ties/",
            "/desk/?queue=find&stage=any",
            "/desk/?party=none",
            number["held"],
            f"{number['held']}complainant/",
            f"{number['accepted']}acts/open-case/",
            f"{number['accepted']}acts/link/",
            f"{number['recommended']}cases/1/acts/assign/",
            f"{number['accepted']}acts/acknowledge/",
            "/desk/register/",
        ],
        "dora": [f"{number['recommended']}cases/1/acts/decide/", f"{number['held']}complainant/"],
        "rosa": ["/desk/", f"{number['held']}cases/1/acts/review/"],
        "olga": [
            number["held"],
            *(f"/desk/oversight/{rest}" for rest in ("", "samples/", "samples/new/", "samples/1/", "findings/")),
            "/desk/oversight/findings/new/",
            "/register/oversight/",
            "/register/oversight/1/",
        ],
        "anna": ["/desk/recommendations/", "/desk/recommendations/1/1/"],
        "lena": ["/desk/", "/desk/figures/", number["held"]],
        "adam": ["/desk/health/", "/desk/people/"],
    }[login]


@pytest.mark.parametrize("login", ["ines", "mona", "dora", "rosa", "olga", "anna", "lena", "adam"])
def test_no_page_of_the_desk_has_a_barrier_or_is_wider_than_its_window(people, desk, login):
    page = people[login]
    for where in addresses(desk, login):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(where)
        assert barriers(page) == [], where
        page.set_viewport_size(NARROW)
        assert sideways(page) <= 0, where


def test_the_sign_in_page_has_no_barrier(chrome, desk):
    with chrome.new_context(base_url=desk.url) as context:
        page = context.new_page()
        page.goto("/desk/sign-in/?over=1")
        assert barriers(page) == []
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert barriers(page) == []


def test_a_new_device_is_set_up_with_scripts_switched_off(chrome, desk):
    with chrome.new_context(base_url=desk.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/desk/sign-in/")
        page.get_by_role("link", name="Set up a new device").click()
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Sign-in name").fill("tara")
        page.get_by_label("Password").fill(PASSWORD + "tara")
        page.get_by_label("Code of the present device").fill(digits(desk.told["totp"]["tara"]))
        page.get_by_role("button", name="Go on").click()
        secret = page.locator(".second-factor code").inner_text().replace(" ", "")
        assert page.get_by_role("img", name="A code for the camera").is_visible()
        page.get_by_label("Code of the new device").fill("000000")
        page.get_by_role("button", name="Use the new device").click()
        expect(page.get_by_role("link", name="This is not a code of the new device")).to_be_visible()
        page.get_by_label("Code of the new device").fill(digits(secret))
        page.get_by_role("button", name="Use the new device").click()
        expect(page.get_by_text("The new device is set up.")).to_be_visible()


def test_the_pages_of_a_new_device_have_no_barrier(chrome, desk):
    with chrome.new_context(base_url=desk.url) as context:
        page = context.new_page()
        page.goto("/desk/new-device/")
        assert barriers(page) == []
        page.get_by_label("Sign-in name").fill("ivan")
        page.get_by_label("Password").fill(PASSWORD + "ivan")
        page.get_by_label("Code of the present device").fill(digits(desk.told["totp"]["ivan"]))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Confirm the new device")).to_be_visible()
        assert barriers(page) == []
        page.set_viewport_size(NARROW)
        assert sideways(page) <= 0


def test_the_end_of_an_account_is_asked_for_on_pages_without_a_barrier(people):
    page = people["adam"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/desk/people/")
    page.get_by_role("link", name="End the account Irma Example").click()
    assert barriers(page) == []
    page.get_by_role("button", name="Ask for the end").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("They left the organisation").check()
    page.get_by_role("button", name="Ask for the end").click()
    expect(page.get_by_text("It waits for a second person")).to_be_visible()
    assert barriers(page) == []
    page.set_viewport_size(NARROW)
    assert sideways(page) <= 0
    page.goto("/desk/people/")
    expect(page.get_by_role("heading", name="Whose account is to end")).to_be_visible()
    assert barriers(page) == []


def test_every_control_of_the_list_and_of_a_case_is_reached_in_reading_order(people, desk):
    page = people["mona"]
    page.set_viewport_size({"width": 1280, "height": 900})
    for where in ("/desk/", f"/desk/complaints/{desk.told['numbers']['held']}/"):
        page.goto(where)
        stops = tabbed(page)
        assert [stop["order"] for stop in stops] == sorted(stop["order"] for stop in stops), where
        assert all(stop["outlined"] and stop["seen"] for stop in stops), [stop for stop in stops if not stop["seen"]]


def test_a_list_keeps_its_state_in_the_address_while_it_is_sorted_and_filtered(people):
    page = people["mona"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/desk/")
    page.get_by_label("Stage").select_option("any")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Received").click()
    assert "stage=any" in page.url
    assert "sort=received" in page.url
    assert page.get_by_label("Stage").input_value() == "any"


def test_a_decision_that_departs_is_warned_about_before_it_is_made(people, desk):
    page = people["dora"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/desk/complaints/{desk.told['numbers']['recommended']}/cases/1/acts/decide/")
    page.get_by_label("Finding on allegation 1").select_option("proved")
    page.get_by_label("Sanction").select_option("1")
    page.get_by_label("Reasons").fill("Advice is enough, because it happened once and was regretted at once.")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("3 rungs lighter")).to_be_visible()
    expect(page.get_by_text("it will be held for an independent reviewer")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Decide the case").click()
    expect(page.get_by_role("link", name="Choose why it departs")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("Why does it depart").select_option("disproportionate")
    page.get_by_label("Under which power?").fill("Rule 9 of the procedure")
    page.get_by_role("button", name="Decide the case").click()
    assert page.get_by_role("status").inner_text().startswith("Recorded: Decision made")
    assert page.get_by_role("heading", name="Case 1").inner_text().endswith("Held for review")


def test_a_letter_is_registered_with_scripts_switched_off(chrome, desk):
    with chrome.new_context(base_url=desk.url, java_script_enabled=False) as context:
        page = sign_in(context.new_page(), desk, "ida")
        page.get_by_role("link", name="Register a complaint").click()
        page.get_by_label("What is it about, above all?").select_option("fin")
        page.get_by_label("What happened, in the sender’s own words").fill("The cash box was empty after the fair.")
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Go on: check it").click()
        phrase = page.locator(".phrase").inner_text()
        page.get_by_role("button", name="Register the complaint").click()
        expect(page.get_by_role("heading", name="The complaint is registered")).to_be_visible()
        assert page.locator(".phrase").inner_text() == phrase
        page.get_by_role("link", name="Go to EH-").click()
        expect(page.get_by_text("The cash box was empty after the fair.").first).to_be_visible()


def test_an_overseer_draws_a_value_in_their_own_browser_and_a_sample_with_it(people):
    """Not pressed, the page works without: the value is typed (`tests/doors/oversight/test_samples.py`)."""
    page = people["olga"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/desk/oversight/samples/new/")
    value = page.get_by_label("Your random value")
    page.get_by_role("button", name="Draw a value in this browser").click()
    first = value.input_value()
    page.get_by_role("button", name="Draw a value in this browser").click()
    assert len(first) == 32
    assert value.input_value() != first
    page.get_by_label("All that are open").check()
    page.get_by_label("How many?").fill("2")
    drawn = value.input_value()
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.get_by_role("heading", name="Sample 2")).to_be_visible()
    expect(page.get_by_text(drawn)).to_be_visible()


def test_one_overseer_asks_and_another_declines_and_then_opens_it_all_the_same(people, chrome, desk):
    number = desk.told["numbers"]["held"]
    olga = people["olga"]
    olga.set_viewport_size({"width": 1280, "height": 900})
    olga.goto(f"/desk/oversight/complaints/{number}/open/")
    assert barriers(olga) == []
    olga.get_by_label("It takes too long").check()
    olga.get_by_role("button", name="Ask another overseer").click()
    expect(olga.get_by_role("status")).to_contain_text("You have asked for it")
    with chrome.new_context(base_url=desk.url, reduced_motion="reduce") as context:
        omar = sign_in(context.new_page(), desk, "omar")
        omar.goto("/desk/oversight/")
        omar.get_by_role("link", name=f"Decline to open {number}").click()
        assert barriers(omar) == []
        omar.get_by_role("button", name="Decline", exact=True).click()
        expect(omar.get_by_role("alert")).to_contain_text("Why do you not open it?")
        omar.get_by_label("Let us talk about it first").check()
        omar.get_by_role("button", name="Decline", exact=True).click()
        for page in (omar, olga):
            page.goto("/desk/oversight/")
            expect(page.get_by_text("Omar Example declined it on")).to_be_visible()
            assert barriers(page) == []
            page.set_viewport_size(NARROW)
            assert sideways(page) <= 0
        omar.set_viewport_size({"width": 1280, "height": 900})
        omar.get_by_role("button", name=f"Open {number} together").click()
        expect(omar.get_by_role("heading", name=number).first).to_be_visible()
