"""Who holds which role, the acts of the office, and the figures: all for those who see cases, the published ones for others."""

from datetime import date, timedelta

import pytest
from django.utils.html import escape

from evenhand.doors.desk import words
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.close_period import close_period
from evenhand.process.rules import RULES
from evenhand.process.visibility import VISIBILITY
from tests.doors.desk.house import TEAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


@pytest.mark.parametrize("login", TEAM)
def test_everybody_reads_who_holds_which_role_and_who_gave_it(house, login):
    page = house.client(login).get("/desk/people/").content.decode()
    for other, roles in TEAM.items():
        assert f"{other.capitalize()} Example" in page
        for role in roles:
            assert str(words.ROLE[role]) in page
    assert "The founding of the organisation" in page


def test_an_appointment_that_ended_is_shown_as_ended(house):
    [appointment] = house.person("ivan").appointments
    assert end_appointment(house.office, house.refs["anna"], appointment.ref) is None
    page = house.client("mona").get("/desk/people/").content.decode()
    assert "not in force" in page
    assert "Appointment ended, and with it a role" in page


def test_the_acts_of_the_office_are_paged_and_hold_no_secret(house):
    client = house.client("lena")
    first = client.get("/desk/people/")
    assert [line.entry for line in first.context["acts"]] == sorted(
        (line.entry for line in first.context["acts"]), reverse=True
    )
    assert "Rulebook adopted" in client.get("/desk/people/?page=99").content.decode() + first.content.decode()
    close_period(house.office, "2026-03")
    assert "Period closed for publication" not in client.get("/desk/people/").content.decode()
    assert "Period closed for publication" in client.get("/desk/people/?all=1").content.decode()
    for secret in ("verifier", "credentials", "stand_in"):
        assert secret not in first.content.decode()


def test_the_tables_that_the_desk_runs_on_can_be_read_row_by_row(house):
    page = house.client("lena").get("/desk/rules/").content.decode()
    for rule in RULES:
        assert escape(rule.words) in page
    assert page.count("<tr>") == len(RULES) + len(VISIBILITY) + 2


def test_figures_count_as_at_a_date_and_as_known_on_another(house):
    house.received("one")
    house.closed("two")
    client = house.client("mona")
    figures = client.get("/desk/figures/").context["figures"]
    assert (figures.complaints.received, figures.complaints.closed) == (2, 1)
    earlier = house.office.today() - timedelta(days=1)
    asked = {"as_at_day": earlier.day, "as_at_month": earlier.month, "as_at_year": earlier.year}
    answer = client.get("/desk/figures/", asked)
    assert answer.context["figures"].complaints.received == 0
    assert b"computed" in answer.content


def test_the_people_page_says_from_where_somebody_comes_and_until_when_they_cool_off(house):
    left = date(2020, 1, 31)
    said = {"background": "left-leadership", "left": left}
    assert isinstance(appoint(house.office, house.refs["anna"], house.refs["nora"], "intake-officer", **said), str)
    shown = house.client("nora").get("/desk/people/").content.decode()
    assert "Left the leadership" in shown
    assert 'cools off until before <time datetime="2021-01-31">' in shown
    assert "From outside" in shown


def test_a_date_that_has_not_come_is_refused_with_a_sentence(house):
    client = house.client("mona")
    answer = client.get("/desk/figures/", {"as_at_day": "1", "as_at_month": "1", "as_at_year": "2099"})
    assert answer.status_code == 422
    assert b"has not come yet" in answer.content
    assert (
        client.get("/desk/figures/", {"as_at_day": "41", "as_at_month": "1", "as_at_year": "2020"}).status_code == 422
    )


@pytest.mark.parametrize("login", ["lena", "adam", "anna", "paul", "nora"])
def test_whoever_sees_no_case_sees_closed_periods_with_small_numbers_hidden(house, login):
    house.received("one")
    house.closed("two")
    client = house.client(login)
    assert b"No period is closed yet" in client.get("/desk/figures/?as_at_day=1").content
    close_period(house.office, "2026-03")
    page = client.get("/desk/figures/?as_at_day=1&as_at_month=1&as_at_year=2020").content.decode()
    assert "2026-03" in page
    assert "hidden" in page
    assert "As at" not in page
    assert '<td class="numeric">1</td>' not in page
