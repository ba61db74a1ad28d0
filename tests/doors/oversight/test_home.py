"""The door of the overseers: its first page, and that nobody comes round the wall (K4, DESIGN 5.14, 5.16).

That it is not there for anybody else is asked, address by address and person by person, in `tests/doors/wall`.
"""

import re

import pytest
from django.test import Client

from evenhand.doors.oversight.urls import urlpatterns
from evenhand.doors.staff.gate import safe_next
from evenhand.office.end_account import end_account
from evenhand.process.leaving import EndAccount
from evenhand.process.numbers import number
from evenhand.records.models import Account
from tests.doors.desk.house import canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
HOME = "/desk/oversight/"


def test_every_address_of_the_door_is_behind_the_gate_and_the_wall():
    for pattern in urlpatterns:
        assert getattr(pattern.callback, "is_gated", False), pattern.name
        assert getattr(pattern.callback, "is_walled", False), pattern.name


def test_an_overseer_is_led_back_to_this_door_after_signing_in(house):
    sent = Client().get(HOME)
    assert sent["Location"] == "/desk/sign-in/?next=%2Fdesk%2Foversight%2F"
    answer = Client().post("/desk/sign-in/", {**house.credentials("olga"), "next": HOME})
    assert answer["Location"] == HOME
    assert safe_next(HOME + "../../") == "/desk/"


def test_the_first_page_counts_by_stage_what_is_overdue_and_what_is_held(house, clock):
    house.received("late one")
    clock.moment = clock.moment.replace(month=8)
    index = house.held("held one")
    page = house.client("olga").get(HOME).content.decode()
    assert '<th scope="row">Received</th><td class="number">1</td>' in page
    assert '<th scope="row">Held for review</th><td class="number">1</td>' in page
    assert number(index) not in page
    assert canaries_in(page.encode()) == []


def test_who_holds_the_role_no_more_finds_the_door_gone(house):
    from evenhand.office.appoint import end_appointment

    client = house.client("olga")
    assert client.get(HOME).status_code == 200
    [held] = house.person("olga").appointments
    assert end_appointment(house.office, house.refs["anna"], held.ref) is None
    assert client.get(HOME).status_code == 404


def test_it_says_who_left_with_case_materials_or_without_a_word_about_them(house, agent):
    page = house.client("olga").get(HOME).content.decode()
    assert "Left with a question about case materials" not in page
    command = EndAccount(house.refs["ivan"], "left", house.refs["adam"], house.refs["anna"])
    assert end_account(house.office, agent, command) is None
    page = house.client("olga").get(HOME).content.decode()
    assert "Left with a question about case materials" in page
    assert "Ivan Example, until 3 Mar 2026: They were not asked" in " ".join(re.sub("<[^>]*>", "", page).split())


def test_it_stands_also_where_somebody_took_the_row_of_an_account_away(house, agent):
    command = EndAccount(house.refs["nora"], "left", house.refs["adam"], house.refs["anna"])
    assert end_account(house.office, agent, command) is None
    Account.objects.filter(login="nora").delete()
    page = house.client("olga").get(HOME)
    assert page.status_code == 200
    assert house.refs["nora"] in page.content.decode()
