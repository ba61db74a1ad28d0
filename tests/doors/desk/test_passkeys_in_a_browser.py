"""A passkey in a real Chromium with a virtual device of its own: added, shown, and never in the way of whoever has none."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served, free_port
from tests.doors.look.browser import barriers, chromium, sideways
from tests.journeys.people import PASSWORD, hire

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Served]:
    """A real service at a host name: passkeys work at no bare address."""
    home = tmp_path_factory.mktemp("passkeys") / "home"
    made = Served(home, f"http://localhost:{free_port()}", None, {**os.environ, "EVENHAND_HOME": str(home)})
    made.environment.pop("DJANGO_SETTINGS_MODULE", None)
    made.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/passkeys", "--yes")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def chrome(desk):  # noqa: ARG001  opened after the service, so that it is closed before it
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(chrome, desk) -> Iterator[Page]:
    """A browser of the test's own, with a device that holds passkeys and agrees to everything."""
    context = chrome.new_context(base_url=desk.url, reduced_motion="reduce")
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield opened
    context.close()


def fill(page: Page, login: str, code: str = "") -> None:
    page.goto("/desk/sign-in/")
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code)


def test_one_is_added_and_signs_in_with_the_right_password_and_no_code(page, desk):
    mona = hire(desk, ("case-manager",))["case-manager"]
    fill(page, mona.login, mona.code())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=mona.name).click()
    page.get_by_role("link", name="Add or remove a passkey").click()
    assert (barriers(page), sideways(page)) == ([], 0)
    page.get_by_label("A name for it").fill("Blue key")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(mona.code())
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status").filter(has_text="The passkey is added.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Blue key")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 256})
    assert (barriers(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Sign out").click()
    fill(page, mona.login)
    assert (barriers(page), sideways(page)) == ([], 0)
    page.get_by_label("Password").fill("another one altogether")
    page.get_by_role("button", name="Go on with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The sign-in name, password or code is not right.")
    fill(page, mona.login)
    page.get_by_role("button", name="Go on with a passkey").click()
    expect(page.get_by_role("banner").get_by_text(mona.name)).to_be_visible()


def test_name_and_password_are_asked_for_first_and_a_lost_connection_is_said(page):
    page.goto("/desk/sign-in/")
    page.get_by_role("button", name="Go on with a passkey").click()
    expect(page.get_by_role("status").filter(has_text="Type your sign-in name and password first.")).to_be_visible()
    expect(page.get_by_label("Sign-in name")).to_be_focused()
    fill(page, "nobody")
    page.context.set_offline(True)
    page.get_by_role("button", name="Go on with a passkey").click()
    expect(page.get_by_role("status").filter(has_text="No passkey was shown.")).to_be_visible()
    expect(page.get_by_role("button", name="Go on with a passkey")).to_be_enabled()


def test_without_a_script_nobody_is_offered_what_needs_one(chrome, desk):
    context = chrome.new_context(base_url=desk.url, java_script_enabled=False)
    page = context.new_page()
    fill(page, "nobody")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Go on with a passkey")).to_be_hidden()
    context.close()
