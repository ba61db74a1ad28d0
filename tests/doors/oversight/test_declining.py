"""An overseer declines what another asked for: all of them see who, when and why, and nothing is taken away by it (ADR 0031)."""

import re
from datetime import timedelta

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.office import together
from evenhand.office.declining import SHOWN_DAYS, declined
from evenhand.office.together import What
from evenhand.process.codes import DecliningReason
from evenhand.process.numbers import number
from evenhand.records.models import Look, Record
from tests.doors.desk.house import House
from tests.doors.desk.test_own_sign_in import troubles
from tests.doors.oversight.test_notes import written
from tests.doors.oversight.test_opening_together import employ
from tests.doors.oversight.test_openings import HOME, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
REASON = {"reason": "no-need"}


def waits(house: House, login: str = "omar") -> str:
    """The address under which the one thing that waits is confirmed or declined, up to that word."""
    page = house.client(login).get(HOME).content.decode()
    [found] = set(re.findall(r'"(/desk/oversight/asked/[0-9a-f]+/)(?:confirm|decline)/"', page))
    return found


def test_all_overseers_read_who_declined_when_and_why_and_it_goes_on_waiting(house):
    employ(house, "opal")
    index = house.received()
    ask(house, index)
    omar, asked = house.client("omar"), waits(house)
    page = omar.get(f"{asked}decline/").content.decode()
    assert f"Decline to open {number(index)}" in page
    before = Record.objects.count()
    assert omar.post(f"{asked}decline/", REASON)["Location"] == HOME
    assert Record.objects.count() == before, "no act"
    for login in ("olga", "omar", "opal"):
        page = re.sub("</?time[^>]*>", "", house.client(login).get(HOME).content.decode())
        assert "Omar Example declined it on 3 Mar 2026: There is no need for it." in page
        assert "Olga Example asked, and Omar Example declined on 3 Mar 2026: There is no need for it" in page
    opal = house.client("opal")
    page = opal.post(f"{asked}confirm/").content.decode()
    mark = re.search(r'name="sure" value="([0-9a-f]{16})"', page)[1]  # she never declared
    assert opal.post(f"{asked}confirm/", {"sure": mark}).status_code == 302, "another opens it all the same"


def test_the_asker_still_reads_it_after_what_they_asked_for_is_gone(house):
    index = house.received()
    ask(house, index)
    asked = waits(house)
    house.client("omar").post(f"{asked}decline/", {"reason": "talk"})
    assert house.client("olga").post(f"{asked}forget/").status_code == 302
    page = house.client("olga").get(HOME).content.decode()
    assert "Waits for a second overseer" not in page
    assert f">{number(index)}</a>: Olga Example asked, and Omar Example declined" in page
    ask(house, index)
    page = house.client("omar").get(HOME).content.decode()
    assert "declined it on" not in page, "what was declined before says nothing of what is asked now"


def test_nobody_takes_back_what_another_asked_for(house):
    """The attack: to clear it away unseen."""
    index = house.received()
    ask(house, index)
    asked = waits(house)
    answer = house.client("omar").post(f"{asked}forget/")
    assert answer.status_code == 422
    assert "only they take it back" in answer.content.decode()
    assert waits(house) == asked


def test_it_takes_a_reason_and_is_said_once(house):
    index = house.received()
    ask(house, index)
    omar, asked = house.client("omar"), waits(house)
    for sent in ({}, {"reason": "whim"}):
        assert omar.post(f"{asked}decline/", sent).status_code == 422
    assert declined(house.office) == []
    assert omar.post(f"{asked}decline/", REASON).status_code == 302
    assert "You declined this already" in omar.post(f"{asked}decline/", REASON).content.decode()
    assert "Take it back instead" in house.client("olga").post(f"{asked}decline/", REASON).content.decode()
    assert "Nobody asks for this any more" in omar.post(f"{HOME}asked/{'0' * 32}/decline/", REASON).content.decode()
    [one] = declined(house.office)
    assert (one.what, one.index, one.by, one.asked_by) == (
        What.COMPLAINT,
        index,
        house.refs["omar"],
        house.refs["olga"],
    )


def test_a_note_that_is_not_opened_together_is_declined_alike(house):
    entry = written(house)
    house.client("olga").post(f"{HOME}notes/{entry}/")
    house.client("omar").post(f"{waits(house)}decline/", {"reason": "interest"})
    [one] = declined(house.office)
    assert (one.what, one.index, one.reason) == (What.NOTE, entry, DecliningReason.INTEREST)
    assert (
        f"Note {entry}</a>: Olga Example asked, and Omar Example declined"
        in house.client("olga").get(HOME).content.decode()
    )


def test_what_was_declined_is_sealed_with_the_looks_of_its_day_and_the_doctor_names_a_change(house):
    index = house.received()
    ask(house, index)
    house.client("omar").post(f"{waits(house)}decline/", REASON)
    house.clock.moment += timedelta(days=1)
    do_what_is_due(house.office)
    assert troubles() == []
    assert Look.objects.filter(what__startswith="declined ").delete()[0] == 1
    assert [table for table, _ in troubles()] == ["look"]


def test_after_some_weeks_the_page_leaves_it_out(house):
    index = house.received()
    ask(house, index)
    house.client("omar").post(f"{waits(house)}decline/", REASON)
    house.clock.moment += timedelta(days=SHOWN_DAYS + 1)
    assert declined(house.office) == []


@pytest.mark.parametrize("login", ["mona", "adam", "anna", "lena"])
def test_nobody_else_declines_anything(house, login):
    index = house.received()
    ask(house, index)
    asked = waits(house)
    client = house.client(login)
    assert client.get(f"{asked}decline/").status_code == 404
    assert client.post(f"{asked}decline/", REASON).status_code == 404
    assert declined(house.office) == []


def test_nobody_fills_the_room_in_which_all_that_is_asked_for_waits(house, monkeypatch):
    """Whoever wants the others to open nothing: what they ask for again takes the place of the earlier asking, up to a number."""
    monkeypatch.setattr(together, "MOST_WAITING", 2)
    first, second, third = (house.received(token) for token in "abc")
    for index in (first, first, first, second):
        ask(house, index)
    page = house.client("omar").get(HOME).content.decode()
    assert page.count("asked by Olga Example") == 2
    refused = house.client("olga").post(f"/desk/oversight/complaints/{number(third)}/open/", {"reason": "delay"})
    assert b"wait already. Have another overseer open some of them" in refused.content
    ask(house, second)
    assert house.client("omar").post(f"/desk/oversight/complaints/{number(third)}/open/", {"reason": "delay"})
