"""A receipt of the running service: printed on one sheet, saved, and checked in the page that the service itself gives out."""

import re

import pytest
from playwright.sync_api import Page, expect

from evenhand.office.published_files import verify_page
from tests.doors.look.browser import barriers, chromium, sideways
from tests.doors.portal.test_portal_in_a_browser import NARROW, SOON, answering, copy_two_words, mark_on

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(served):
    with chromium() as browser, browser.new_context(base_url=served.url, reduced_motion="reduce") as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def held(page, served, tmp_path_factory):
    """What somebody holds of a complaint: the open page of the receipt, its file, the register's key and their own mark."""
    list(answering(page))
    mark = mark_on(page)
    copy_two_words(page)
    page.get_by_role("button", name="Send my complaint").click()
    expect(page.get_by_role("link", name="Save my receipt")).to_be_visible(timeout=SOON)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save my receipt").click()
    file = tmp_path_factory.mktemp("held") / "receipt.json"
    download.value.save_as(file)
    return page.url, file, (served.home / "keys" / "vkey").read_text().strip(), mark


def sheets(page: Page) -> int:
    """How many sheets of A4 the page prints on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_the_page_of_a_receipt_prints_on_one_sheet_with_its_code(page, held):
    page.goto(held[0])
    assert sheets(page) == 1
    page.emulate_media(media="print")
    code = page.get_by_role("img", name="A code for a camera.")
    assert code.bounding_box()["width"] > 140
    shown = page.locator("main").inner_text()
    assert "Counted as: Complaint received: Bullying or harassment, in " in shown
    assert "Save my receipt" not in shown
    assert re.search(r"http://127\.0\.0\.1:\d+/register/entries/\d+/\?record=[0-9a-f]{64}", shown)
    page.emulate_media(media="screen")


def test_the_code_has_no_barriers_and_fits_the_narrowest_window(page, held):
    page.goto(held[0])
    page.set_viewport_size(NARROW)
    assert sideways(page) <= 0
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 720})


def test_the_page_that_the_service_gives_out_is_saved_and_verifies_the_receipt_and_nothing_else_is_asked(
    page, held, served
):
    _url, file, vkey, mark = held
    asked, said = [], []
    page.goto(held[0])
    page.get_by_role("link", name="check it in a page that you can save").click()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    with page.expect_download() as download:
        page.get_by_role("link", name="Save this page").click()
    assert download.value.path().read_bytes() == verify_page()
    assert barriers(page) == []
    page.get_by_label("The file of your receipt").set_input_files(file)
    page.get_by_label("The register’s key, or a policy").fill(vkey)
    page.get_by_label("Your own mark").fill(mark)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="Verified", exact=True).wait_for()
    assert "this receipt is yours alone" in page.locator("#answer").inner_text()
    assert [url for url in asked if url != f"{served.url}/register/verify.html"] == []
    assert said == []
