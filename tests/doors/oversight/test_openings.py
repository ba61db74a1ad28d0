"""Opening a complaint with another overseer, through the pages; what is said of it, and who sees that (DESIGN 5.14)."""

import re
from datetime import timedelta

import pytest

from evenhand.office.declare_affiliations import declare_affiliations
from evenhand.process.affiliations import Affiliation
from evenhand.process.numbers import number
from evenhand.records.models import Record
from tests.doors.desk.house import House, canaries_in
from tests.doors.oversight.test_opening_together import employ

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
HOME = "/desk/oversight/"
WORDS = "It lay for five weeks without anybody being asked about it."


def ask(house: House, index: int, login: str = "olga") -> None:
    """An overseer asks."""
    answer = house.client(login).post(f"{HOME}complaints/{number(index)}/open/", {"reason": "delay"})
    assert answer.status_code == 302, answer.content.decode()


def open_it(house: House, index: int) -> None:
    """Olga asks, Omar confirms on the first page."""
    ask(house, index)
    omar = house.client("omar")
    page = omar.get(HOME).content.decode()
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', page)
    answer = omar.post(address)
    assert answer["Location"] == f"/desk/complaints/{number(index)}/"


def test_from_the_page_of_the_complaint_to_its_words(house):
    index = house.held()
    olga, where = house.client("olga"), f"/desk/complaints/{number(index)}/"
    page = olga.get(where).content.decode()
    assert f"{HOME}complaints/{number(index)}/open/" in page
    assert canaries_in(page.encode()) == []
    open_it(house, index)
    page = olga.get(where).content.decode()
    assert "CANARY-NARRATIVE" in page
    assert "CANARY-SENDER" not in page
    assert "Opened to two overseers for some days" in page
    assert "It takes too long" in page
    assert olga.get(where + "complainant/").status_code == 403


def test_nothing_is_asked_without_a_reason(house):
    index = house.received()
    answer = house.client("olga").post(f"{HOME}complaints/{number(index)}/open/", {})
    assert answer.status_code == 422
    assert "choose one of the reasons" in answer.content.decode()


def test_what_they_find_is_read_by_who_works_on_it_and_stands_there_for_good(house):
    index = house.held()
    open_it(house, index)
    acts = f"/desk/complaints/{number(index)}/acts/"
    said = {"result": "delayed", "text": WORDS}
    answer = house.client("omar").post(acts + "oversight-finding/", said)
    assert answer.status_code == 302, answer.content.decode()
    page = house.client("mona").get(f"/desk/complaints/{number(index)}/").content.decode()
    assert "Delayed without a reason" in page
    assert WORDS in page
    assert house.client("mona").get(acts + "oversight-finding/").status_code in (403, 404)


def test_either_has_done_with_it_and_the_words_are_gone_for_both(house):
    index = house.held()
    open_it(house, index)
    answer = house.client("olga").post(f"/desk/complaints/{number(index)}/acts/close-opening/", {})
    assert answer.status_code == 302
    page = house.client("omar").get(f"/desk/complaints/{number(index)}/").content
    assert canaries_in(page) == []


def test_the_first_page_says_what_waits_what_is_open_and_to_whom(house):
    index = house.received()
    ask(house, index)
    mine, theirs = (house.client(login).get(HOME).content.decode() for login in ("olga", "omar"))
    assert "Take it back" in mine
    assert "/confirm/" not in mine
    assert "Olga Example" in theirs
    assert f"Open {number(index)} together" in theirs
    open_it_page = house.client("omar")
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', theirs)
    open_it_page.post(address)
    page = house.client("olga").get(HOME).content.decode()
    assert "Olga Example, Omar Example" in page
    assert canaries_in(page.encode()) == []


@pytest.mark.parametrize("login", ["mona", "adam", "anna", "lena", "otis"])
def test_nobody_else_finds_the_page_or_what_waits(house, login):
    index = house.received()
    ask(house, index)
    page = house.client("omar").get(HOME).content.decode()
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', page)
    client = house.client(login)
    assert client.get(f"{HOME}complaints/{number(index)}/open/").status_code == 404
    assert client.post(address).status_code == 404
    assert client.post(address.replace("confirm", "forget")).status_code == 404


def test_a_complaint_that_is_not_there_is_absent_here_too(house):
    client = house.client("olga")
    assert client.get(f"{HOME}complaints/{number(987_654)}/open/").status_code == 404
    assert client.get(f"{HOME}complaints/nonsense/open/").status_code == 404


def test_what_waits_comes_by_a_form_alone(house):
    index = house.received()
    ask(house, index)
    page = house.client("omar").get(HOME).content.decode()
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', page)
    assert house.client("omar").get(address).status_code == 405
    strict = house.client("omar", enforce_csrf_checks=False)
    strict.handler.enforce_csrf_checks = True
    assert strict.post(address).status_code == 403


def test_whoever_never_declared_says_so_before_it_is_opened(house):
    """The answer cannot-tell is shown, and confirmed by a person; a mark that was not shown counts for nothing."""
    employ(house, "opal")
    index = house.received()
    ask(house, index)
    opal = house.client("opal")
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', opal.get(HOME).content.decode())
    assert opal.post(address, {"sure": "on"}).status_code == 422
    answer = opal.post(address)
    assert answer.status_code == 422
    assert "nobody can tell of a conflict" in answer.content.decode()
    assert opal.post(address, {"sure": mark_in(answer)}).status_code == 302


def test_whoever_asks_answers_for_themself_and_nobody_does_it_for_them(house):
    employ(house, "opal")
    index = house.received()
    opal, where = house.client("opal"), f"{HOME}complaints/{number(index)}/open/"
    page = opal.get(where)
    assert "declared no affiliations within a year" in page.content.decode()
    assert opal.post(where, {"reason": "delay"}).status_code == 422
    assert opal.post(where, {"reason": "delay", "sure": "on"}).status_code == 422
    assert opal.post(where, {"reason": "delay", "sure": mark_in(page)}).status_code == 302
    omar = house.client("omar")
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', omar.get(HOME).content.decode())
    assert omar.post(address).status_code == 302
    [record] = Record.objects.filter(act="oversight-opened")
    assert b'"unclear":true' in bytes(record.facts), "and the act says so"
    page = house.client("mona").get(f"/desk/complaints/{number(index)}/").content.decode()
    assert "Nobody could tell of a conflict of interest, and this was confirmed" in page


def test_what_was_asked_while_nothing_was_unclear_does_not_outlive_that(house):
    """The attack: ask, take an affiliation back, and let another confirm that they know of nothing."""
    index = house.held()
    ivan, olga = house.refs["ivan"], house.refs["olga"]
    friend = Affiliation("friendship", ivan, house.office.today() - timedelta(days=900), None)
    ask(house, index)
    assert declare_affiliations(house.office, olga, (friend,)) is None
    omar = house.client("omar")
    [address] = re.findall(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', omar.get(HOME).content.decode())
    assert "has a conflict of interest" in omar.post(address).content.decode()
    assert declare_affiliations(house.office, olga, ()) is None
    for said in ({}, {"sure": "on"}):
        answer = omar.post(address, said)
        assert answer.status_code == 422
        assert "you cannot say it for them" in answer.content.decode()
        assert 'name="sure"' not in answer.content.decode()
    assert not Record.objects.filter(act="oversight-opened").exists()


def test_whoever_asks_and_whoever_confirms_reads_how_often_it_was_opened_before(house):
    """The attack: two who open one complaint again and again, to keep others from it or to watch it, unnoticed by the third."""
    index = house.held()
    where = f"{HOME}complaints/{number(index)}/open/"
    assert "before</h2>" not in house.client("olga").get(where).content.decode()
    for times in (1, 2):
        open_it(house, index)
        assert (
            house.client("olga").post(f"/desk/complaints/{number(index)}/acts/close-opening/", {}).status_code == 302
        )
        page = re.sub("</?time[^>]*>", "", house.client("omar").get(where).content.decode())
        assert f"Opened {times} time{'s' if times > 1 else ''} before" in page
        assert page.count("3 Mar 2026: Olga Example asked and Omar Example confirmed. It takes too long") == times
    ask(house, index)
    assert "Overseers opened it 2 times before." in house.client("omar").get(HOME).content.decode()


def mark_in(answer) -> str:
    """What a page asks to be confirmed, as its form sends it."""
    found = re.search(r'name="sure"[^>]* value="([0-9a-f]{16})"', answer.content.decode())
    assert found is not None, answer.content.decode()
    return found[1]
