"""The first page and the way out (DESIGN section 10)."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client

from evenhand.doors.portal import cookies

pytestmark = pytest.mark.django_db


def test_the_first_page_leads_to_complaining_and_following(visitor):
    visitor.get("/")
    assert visitor.page.status_code == 200
    assert 'href="/complain/"' in visitor.page.content.decode()
    assert 'href="/follow/"' in visitor.page.content.decode()
    assert "No receipt, not registered." in visitor.text


def test_the_first_page_says_that_no_agreement_may_gag(visitor):
    visitor.get("/")
    assert "No agreement may stop you from complaining here." in visitor.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/complain/",
        "/complain/about/",
        "/complain/happened/",
        "/complain/apart/",
        "/complain/files/",
        "/complain/you/",
        "/follow/",
    ],
)
def test_every_page_has_the_quick_exit_and_is_kept_by_no_cache(visitor, path):
    visitor.get(path)
    assert visitor.page.status_code == 200
    assert "data-quick-exit" in visitor.page.content.decode()
    assert visitor.page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/follow/", "/register/", "/desk/sign-in/", "/nowhere/"])
def test_no_page_stands_in_the_frame_of_another_also_where_a_browser_reads_no_policy(visitor, path):
    visitor.get(path)
    assert visitor.page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in visitor.page.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize("path", ["/follow/", "/desk/sign-in/", "/complain/about/", "/complain/happened/"])
def test_a_form_whose_token_was_changed_is_refused(path):
    strict = Client(enforce_csrf_checks=True)
    strict.get(path)
    strict.cookies["csrftoken"] = "c" * 32
    answers = [strict.post(path, {"csrfmiddlewaretoken": token * 32, "phrase": "x"}).status_code for token in "cd"]
    assert answers[0] != HTTPStatus.FORBIDDEN
    assert answers[1] == HTTPStatus.FORBIDDEN


def test_leaving_quickly_takes_both_cookies_back(visitor):
    visitor.complain()
    visitor.answer()
    assert {cookies.DRAFT, cookies.FOLLOW} <= set(visitor.client.cookies)
    answer = visitor.client.get("/leave/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/exit/"
    assert not visitor.client.cookies[cookies.DRAFT].value
    assert not visitor.client.cookies[cookies.FOLLOW].value


def test_nothing_of_a_visit_stays_in_the_browser_of_whoever_leaves_quickly(visitor):
    visitor.get("/complain/about/")
    visitor.complain()
    assert all(cookie["max-age"] in ("", 0, 604_800) for cookie in visitor.client.cookies.values())
    visitor.client.get("/leave/")
    assert [name for name, cookie in visitor.client.cookies.items() if cookie.value] == []
    assert settings.CSRF_COOKIE_NAME in visitor.client.cookies


def test_a_link_on_another_site_cannot_throw_a_draft_away(visitor):
    visitor.answer()
    visitor.client.get("/leave/", headers={"sec-fetch-site": "cross-site"})
    assert visitor.client.cookies[cookies.DRAFT].value


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor):
    visitor.complain()
    visitor.answer()
    for name in (cookies.DRAFT, cookies.FOLLOW):
        cookie = visitor.client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert cookie["path"] == "/"
