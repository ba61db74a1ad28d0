"""Every page of the gallery, in a real browser, as WCAG 2.2 AA and the design ask."""

import pytest
from playwright.sync_api import expect

from tests.doors.look.browser import FOCUSED, barriers, sideways, tabbed
from tests.doors.look.gallery import PAGES

pytestmark = pytest.mark.browser

ADDRESSES = [f"/{name}/" for name in PAGES] + ["/portal/?refused", "/exit/", "/nowhere/"]
NARROW = {"width": 320, "height": 256}  # a window of 1280 x 1024 at 400 %
WIDE = {"width": 1280, "height": 800}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_no_barriers_in_light_dark_and_right_to_left_and_never_scrolls_sideways(page, address):
    page.goto(address)
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page) == []
    page.set_viewport_size(NARROW)
    assert sideways(page) <= 0
    page.goto(address + ("&" if "?" in address else "?") + "lang=ar")
    assert sideways(page) <= 0
    assert barriers(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_tab_reaches_every_control_in_reading_order_with_a_focus_that_is_seen(page, address):
    page.set_viewport_size(NARROW)
    page.goto(address)
    stops = tabbed(page)
    if address not in {"/exit/", "/portal/?refused"}:  # one has nothing to skip, the other begins at its errors
        assert stops[0]["name"] == "Skip to main content"
    orders = [stop["order"] for stop in stops]
    assert orders == sorted(orders)
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []


def test_the_quick_exit_that_stays_in_sight_never_covers_the_focus(page):
    page.set_viewport_size(WIDE)
    page.goto("/portal/")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator(".foot a").last.focus()
    expect(page.locator("[data-quick-exit]")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    for _stop in range(30):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUSED)["seen"]


def test_right_to_left_turns_the_page_round(page):
    page.set_viewport_size(WIDE)
    page.goto("/case/?lang=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    brand, sides = page.locator(".brand-name").bounding_box(), page.locator("aside").bounding_box()
    assert brand["x"] > WIDE["width"] / 2 > sides["x"]


@pytest.mark.parametrize("address", ["/portal/", "/desk/", "/public/", "/exit/"])
def test_the_content_security_policy_stops_nothing_and_nothing_is_fetched_from_elsewhere(page, gallery_url, address):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert all(url.startswith(gallery_url) for url in asked)
    assert said == []
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")


def test_nothing_moves_for_those_who_ask_for_less_motion(page):
    page.goto("/receipt/")
    assert page.locator(".button").first.evaluate("(at) => getComputedStyle(at).transitionDuration") == "0s"


def test_a_refused_form_puts_the_focus_on_the_summary_whose_links_lead_to_the_fields(page):
    page.goto("/portal/?refused")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Enter a real date in numbers").click()
    assert page.evaluate("document.activeElement.name") == "on_day"
    page.get_by_role("link", name="Choose what your complaint is about.").click()
    assert page.evaluate("document.activeElement.name") == "about"


def test_a_form_works_without_any_script_and_keeps_what_was_typed(scriptless):
    page = scriptless
    page.goto("/portal/")
    page.get_by_label("Who did it?").fill("the chair")
    page.get_by_label("Month").fill("4")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").get_by_role("link").first).to_have_text("Choose what your complaint is about.")
    assert page.get_by_label("Who did it?").input_value() == "the chair"
    assert page.get_by_label("Month").input_value() == "4"


def test_the_quick_exit_is_a_plain_link_without_script(scriptless, gallery_url):
    page = scriptless
    page.goto("/portal/")
    expect(page.get_by_text("or press Esc three times")).to_be_hidden()
    page.get_by_role("link", name="Leave this page quickly").click()
    assert page.url == f"{gallery_url}/exit/"


@pytest.mark.parametrize("way", ["click", "Esc three times"])
def test_the_quick_exit_leaves_no_way_back_to_the_page(page, gallery_url, way):
    page.goto("/public/")
    page.goto("/portal/")
    if way == "click":
        page.get_by_role("link", name="Leave this page quickly").click()
    else:
        for _press in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(f"{gallery_url}/exit/")
    page.go_back()
    assert page.url == f"{gallery_url}/public/"


def test_two_presses_of_esc_or_three_with_typing_between_stay_on_the_page(page, gallery_url):
    page.goto("/portal/")
    for key in ["Escape", "Escape", "a", "Escape"]:
        page.keyboard.press(key)
    assert page.url == f"{gallery_url}/portal/"
    expect(page.locator("html")).to_be_visible()


def test_print_leaves_out_what_paper_cannot_use(page):
    page.goto("/portal/")
    page.emulate_media(media="print")
    for gone in [".exit", ".actions", ".foot nav", ".skip"]:
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.get_by_role("heading", name="Tell us what happened")).to_be_visible()


def test_a_wide_table_scrolls_in_a_region_that_has_a_name_and_takes_the_focus(page):
    page.set_viewport_size(NARROW)
    page.goto("/desk/")
    region = page.get_by_role("region", name="Open cases")
    region.focus()
    page.keyboard.press("ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)
    assert sideways(page) <= 0
