"""The portal in a real browser, with scripts and without: no barrier on any page, nothing wider than the window."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.doors.look.browser import barriers, chromium, sideways, tabbed

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 256}  # a window of 1280 x 1024 at 400 %
NARRATIVE = "At the spring meeting somebody shouted at me.\n\nTwo people saw it."
LETTER = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"a letter" * 1_000}
EMPTY = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
MARK = re.compile(r"^[A-Za-z0-9+/]{22}==$")
SOON = 30_000  # milliseconds in which the clerk has signed


@pytest.fixture(scope="module")
def chrome(served):  # noqa: ARG001  opened after the service, so that it is closed before it
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(chrome, served) -> Iterator[Page]:
    with chrome.new_context(base_url=served.url, reduced_motion="reduce") as context:
        yield context.new_page()


@pytest.fixture
def scriptless(chrome, served) -> Iterator[Page]:
    with chrome.new_context(base_url=served.url, java_script_enabled=False) as context:
        yield context.new_page()


def go_on(page: Page) -> None:
    """Press Continue."""
    page.get_by_role("button", name="Continue").click()


def answering(page: Page) -> Iterator[str]:
    """Walk to the last page, with a slip at each step; stops at every page on the way, and says which it is."""
    page.goto("/")
    yield "home"
    page.get_by_role("link", name="Make a complaint").click()
    yield "start"
    page.get_by_role("link", name="Start", exact=True).click()
    yield "about"
    go_on(page)
    yield "about, refused"
    page.get_by_label("Bullying or harassment").check()
    go_on(page)
    yield "happened"
    go_on(page)
    yield "happened, refused"
    page.get_by_label("In your own words").fill(NARRATIVE)
    go_on(page)
    yield "apart"
    go_on(page)
    yield "apart, refused"
    page.locator("[name=apart][value=no]").check()
    go_on(page)
    yield "files"
    page.locator("[name=attachments]").set_input_files([LETTER, EMPTY])
    page.get_by_role("button", name="Add these files").click()
    yield "files, one refused"
    go_on(page)
    yield "you"
    page.get_by_label("No, I want to stay anonymous").check()
    page.locator("[name=name]").fill("A. Name")
    go_on(page)
    yield "you, refused"
    page.locator("[name=name]").fill("")
    go_on(page)
    yield "check"


def phrase_on(page: Page) -> list[str]:
    """The twelve words, when the whole page has come."""
    page.wait_for_load_state()
    return page.locator("ol.words li").all_inner_texts()


def copy_two_words(page: Page) -> None:
    """Fill in the two words that the page asks for."""
    words = phrase_on(page)
    for label in page.get_by_label(re.compile(r"^Word \d+ of your phrase")).all():
        asked = page.locator(f"label[for={label.get_attribute('id')}]").inner_text()
        label.fill(words[int(re.findall(r"\d+", asked)[0]) - 1])


def mark_on(page: Page) -> str:
    """The mark that the device drew; waits for its script, which may run after the page can be read."""
    shown = page.locator("[data-mark-value]")
    expect(shown).to_have_text(MARK)
    return shown.inner_text()


def sending(page: Page) -> Iterator[str]:
    """From the check-answers page to the receipt, the complaint and the way back by phrase."""
    words = " ".join(phrase_on(page))
    page.get_by_role("button", name="Send my complaint").click()
    yield "check, refused"
    copy_two_words(page)
    page.get_by_role("button", name="Send my complaint").click()
    expect(page.get_by_role("heading", name="Your complaint is registered")).to_be_visible()
    yield "receipt, waiting or ready"
    expect(page.get_by_role("link", name="Save my receipt")).to_be_visible(timeout=SOON)
    yield "receipt"
    page.get_by_role("link", name="See what comes next").click()
    yield "complaint"
    page.get_by_role("link", name="Write to us").click()
    yield "write"
    page.get_by_role("button", name="Send", exact=True).click()
    yield "write, refused"
    page.get_by_label("Your message").fill("Somebody told me to withdraw it.")
    page.get_by_role("button", name="Send", exact=True).click()
    yield "complaint, with a message"
    page.get_by_role("button", name="Close my complaint in this browser").click()
    page.get_by_role("link", name="Follow your complaint").click()
    yield "follow"
    page.get_by_label("Your phrase").fill("wrong words")
    page.get_by_role("button", name="Open my complaint").click()
    yield "follow, refused"
    page.get_by_label("Your phrase").fill(words)
    page.get_by_role("button", name="Open my complaint").click()
    yield "complaint, again"


def test_the_whole_way_with_scripts_has_no_barriers_and_fits_the_narrowest_window(page, served):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for steps in (answering(page), sending(page)):
        for name in steps:
            assert barriers(page) == [], name
            wide = page.viewport_size
            page.set_viewport_size(NARROW)
            assert sideways(page) <= 0, name
            page.set_viewport_size(wide)
    assert all(url.startswith(served.url) for url in asked)
    assert [line for line in said if "status of 422" not in line and "status of 503" not in line] == []


def test_the_whole_way_without_scripts(scriptless):
    for steps in (answering(scriptless), sending(scriptless)):
        for _name in steps:
            expect(scriptless.get_by_role("link", name="Leave this page quickly")).to_be_visible()
    assert "Somebody told me to withdraw it." in scriptless.locator("main").inner_text()


@pytest.mark.parametrize(
    "address",
    ["/", "/complain/", "/complain/happened/", "/complain/apart/", "/complain/files/", "/complain/you/", "/follow/"],
)
def test_tab_reaches_every_control_in_order_with_a_focus_that_is_seen(page, address):
    page.set_viewport_size(NARROW)
    page.goto(address)
    stops = tabbed(page)
    orders = [stop["order"] for stop in stops]
    assert stops[0]["name"] == "Skip to main content"
    assert orders == sorted(orders)
    assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["seen"])] == []


def test_the_device_draws_a_mark_shows_it_keeps_it_and_the_receipt_is_bound_to_it(page):
    list(answering(page))
    mark = mark_on(page)
    page.reload()
    assert mark_on(page) == mark
    page.get_by_role("button", name="Send my complaint").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert mark_on(page) == mark
    copy_two_words(page)
    page.get_by_role("button", name="Send my complaint").click()
    expect(page.get_by_role("link", name="Save my receipt")).to_be_visible(timeout=SOON)
    expect(page.locator("main")).to_contain_text(mark)
    assert "if the mark above is the one that your device showed" in page.locator("main").inner_text()


def test_without_scripts_no_mark_is_shown_and_the_page_says_which_check_is_not_possible(scriptless):
    list(answering(scriptless))
    expect(scriptless.locator("[data-mark]")).to_be_hidden()
    said = scriptless.locator("main").inner_text()
    assert "If you leave this empty, we draw a mark for you." in said
    assert "you cannot check that it is yours alone" in said


def test_printed_the_last_page_is_the_phrase_and_the_mark_alone(page):
    list(answering(page))
    mark = mark_on(page)
    page.emulate_media(media="print")
    shown = page.locator("main").inner_text()
    assert phrase_on(page)[0] in shown
    assert mark in shown
    assert "shouted" not in shown
    assert "Send my complaint" not in shown


@pytest.mark.parametrize("way", ["click", "Esc three times"])
def test_leaving_quickly_forgets_the_draft_and_leaves_no_way_back(page, served, way):
    list(answering(page))
    assert {cookie["name"] for cookie in page.context.cookies()} >= {"evenhand-draft"}
    if way == "click":
        page.get_by_role("link", name="Leave this page quickly").click()
    else:
        expect(page.get_by_text("or press Esc three times")).to_be_visible()  # the script is there
        for _press in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(f"{served.url}/exit/")
    assert not {cookie["name"] for cookie in page.context.cookies()} & {"evenhand-draft", "evenhand-follow"}
    page.goto("/complain/check/")
    assert "shouted" not in page.content()


def test_the_back_button_shows_nothing_of_a_complaint_that_was_closed(page):
    list(answering(page))
    list(sending(page))
    page.get_by_role("button", name="Close my complaint in this browser").click()
    # While a browser is between two pages it refuses to go back: the next one has to be there.
    expect(page.get_by_role("link", name="Make a complaint")).to_be_visible()
    page.wait_for_load_state()
    page.go_back()
    expect(page.get_by_role("heading", name="Follow your complaint")).to_be_visible()
    assert "Somebody told me to withdraw it." not in page.content()


def test_the_back_button_after_sending_registers_nothing_twice(page):
    list(answering(page))
    copy_two_words(page)
    page.get_by_role("button", name="Send my complaint").click()
    number = page.locator(".panel .hash").inner_text()
    page.wait_for_load_state()
    page.go_back()
    send = page.get_by_role("button", name="Send my complaint")
    if send.is_visible():  # the browser shows the page as it was left
        send.click()
        assert page.locator(".panel .hash").inner_text() == number
    else:
        assert "Nothing of it was sent" in page.content() or "Before you start" in page.content()
