"""The frame of every page, and the pages for when something is wrong."""

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure

from tests.doors.look.gallery import BROKEN
from tests.doors.look.markup import Markup


def test_a_missing_page_answers_the_same_bytes_whatever_was_asked_and_by_whom():
    asked = [
        Client().get("/nowhere/"),
        Client().get("/desk/case/7KQ4-M/?page=2&secret=1"),
        Client().post("/elsewhere/", {"a": "b"}),
        Client(headers={"referer": "https://example.org/", "user-agent": "x"}).get("/nowhere/"),
        Client(headers={"cookie": "sessionid=abc"}).get("/nowhere/"),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert len({answer.content for answer in asked}) == 1
    assert [dict(answer.headers) for answer in asked] == [dict(asked[0].headers)] * len(asked)


def test_a_missing_page_leaves_messages_for_the_page_that_they_are_meant_for():
    waiting = iter([Message(constants.INFO, "for the next page")])
    html = render_to_string("404.html", {"messages": waiting}, RequestFactory().get("/nowhere/"))
    assert "for the next page" not in html
    assert next(waiting).message == "for the next page"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_nothing_and_says_what_happened_and_what_to_do(name):
    page = Markup(render_to_string(f"{name}.html"))
    [heading] = page.text("h1")
    assert heading
    assert len([text for text in page.text("p") if len(text) > 40]) >= 3
    assert page.all("main", id="main")


@pytest.mark.parametrize(("name", "status"), list(zip(BROKEN, [400, 403, 500], strict=True)))
def test_a_page_that_breaks_answers_with_its_own_page_and_tells_no_secret(visitor, name, status):
    answer = visitor.get(f"/{name}/")
    assert answer.status_code == status
    assert b"said to nobody" not in answer.content
    assert b"Traceback" not in answer.content
    assert b"look/evenhand.css" in answer.content


def test_a_form_that_did_not_come_from_our_page_gets_our_page_and_not_the_frameworks():
    answer = csrf_failure(RequestFactory().post("/"))
    assert answer.status_code == 403
    assert b"Please send that again" in answer.content
    assert b"<style" not in answer.content


def test_the_quick_exit_is_on_the_portal_only_and_sends_no_referrer(visitor):
    [link] = Markup(visitor.get("/portal/").content.decode()).all("a", **{"data-quick-exit": ""})
    assert link["href"] == "/exit/"
    assert "noreferrer" in link["rel"].split()
    assert b"data-quick-exit" not in visitor.get("/desk/").content
    assert b"data-quick-exit" not in visitor.get("/public/").content


def test_the_quick_exit_leads_where_the_site_says():
    html = render_to_string("look/base_portal.html", {"quick_exit_url": "https://example.org/weather"})
    assert 'href="https://example.org/weather"' in html


def test_the_page_behind_the_quick_exit_names_neither_organisation_nor_complaint(visitor):
    html = visitor.get("/exit/").content.decode()
    seen = " ".join(Markup(html).text("html")).lower()
    assert not any(word in seen for word in ["guild", "complaint", "evenhand", "case", "report"])


def test_the_demonstration_says_so_and_the_real_thing_does_not(visitor):
    sentence = b"Demonstration: nothing here is a real complaint"
    assert sentence in visitor.get("/portal/").content
    assert sentence not in visitor.get("/portal/?plain").content


def test_the_footer_leads_to_the_register_the_check_and_the_accessibility_statement(visitor):
    page = Markup(visitor.get("/portal/").content.decode())
    assert {"What is this register", "Check a receipt", "Accessibility statement"} <= set(page.text("a"))


def test_search_engines_may_list_the_public_pages_only(visitor):
    listed = [
        not Markup(visitor.get(f"/{name}/").content.decode()).all("meta", name="robots")
        for name in ("portal", "desk", "public")
    ]
    assert listed == [False, False, True]


def test_the_page_says_its_language_and_direction(visitor):
    english, arabic = (
        Markup(visitor.get(f"/desk/?lang={code}").content.decode()).all("html") for code in ("en-gb", "ar")
    )
    assert english == [{"lang": "en-gb", "dir": "ltr"}]
    assert arabic == [{"lang": "ar", "dir": "rtl"}]


def test_messages_are_shown_with_their_level(visitor):
    assert b'<div class="message success" role="status">The extension is recorded' in visitor.get("/desk/").content
