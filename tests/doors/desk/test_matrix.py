"""Who reaches which page: every address of the desk for every role, and nothing without the gate (B1, DESIGN section 7)."""

import re

import pytest
from django.test import Client

from evenhand.doors.desk.acts import ACTS
from evenhand.doors.desk.urls import urlpatterns
from evenhand.office.appoint import end_appointment
from evenhand.process.codes import Role
from evenhand.process.commands import ReviewOverride
from evenhand.process.numbers import number
from evenhand.process.permissions import RULES
from evenhand.records.models import Account
from evenhand.records.queries.casefile import case_file
from tests.doors.desk.house import CANARIES, TEAM, address, canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
BEFORE_THE_GATE = {"sign-in", "sign-out", "new-device", "new-device-confirm"}
KEPT_OUT = {Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY, Role.LEADERSHIP, Role.PUBLICATION_OFFICER}
WALLED = [login for login, roles in TEAM.items() if set(roles) & KEPT_OUT]
SEES_HELD = {
    "ines": 200,
    "tara": 200,
    "mona": 200,
    "ivan": 200,
    "irma": 404,
    "dora": 200,
    "dirk": 404,
    "rosa": 200,
    "olga": 200,
}
"""What each gets who asks for a complaint with a held case: named officer, assessor, a manager, those on it, the reviewer."""


def test_every_address_of_the_desk_but_those_for_getting_in_is_behind_the_gate():
    for pattern in urlpatterns:
        gated = getattr(pattern.callback, "is_gated", False)
        assert gated or pattern.name in BEFORE_THE_GATE, pattern.name


def every_address(index: int, file: str) -> list[str]:
    """One of each kind, and every act on the complaint and on its case."""
    acts = [address(index, "acts", act.slug) for act in ACTS] + [
        address(index, "cases", "1", "acts", act.slug) for act in ACTS
    ]
    pages = ["/desk/", "/desk/people/", "/desk/figures/", "/desk/rules/", "/desk/register/", "/desk/health/"]
    pages += ["/desk/account/", "/desk/people/s-nobody/end/"]
    return [*pages, address(index), address(index, "complainant"), address(index, "files", file), *acts]


def test_nobody_who_is_not_signed_in_reaches_any_page(house):
    index = house.opened()
    for where in [*every_address(index, "0" * 64), "/desk/complaints/nonsense/", "/desk/complaints/EH-ZZZZ-Z/"]:
        answer = Client().get(where)
        assert (answer.status_code, answer["Location"][:14]) == (302, "/desk/sign-in/"), where


@pytest.mark.parametrize("login", [*WALLED, "nora"])
def test_walled_roles_and_people_without_a_role_find_no_case_at_any_address(house, login):
    index = house.held()
    [file] = [sealed["address"] for sealed in _sealed(house, index) if sealed["what"] == "file"][:1]
    client = house.client(login)
    for where in every_address(index, file):
        answer = client.get(where)
        open_to_all = where in ("/desk/", "/desk/people/", "/desk/figures/", "/desk/rules/", "/desk/account/")
        open_to_them = login == "adam" and where == "/desk/health/"
        expected = 200 if open_to_all or open_to_them else 403 if where == "/desk/register/" else 404
        assert answer.status_code == expected, where
        assert canaries_in(answer.content) == [], where
        assert number(index).encode() not in answer.content, where
        if "acts" in where:
            assert client.post(where, {"text": "x"}).status_code == 404, where


@pytest.mark.parametrize(
    "query", ["?stage=any", "?number=EH", "?queue=review", "?held=1", "?mine=1", "?category=har", "?page=2"]
)
def test_no_filter_shows_leadership_a_number_or_a_count(house, query):
    index = house.held()
    client = house.client("lena")
    page, plain = client.get("/desk/" + query).content, client.get("/desk/").content
    assert TOKEN.sub(b"", page) == TOKEN.sub(b"", plain)
    assert number(index).encode() not in page


@pytest.mark.parametrize(("login", "expected"), SEES_HELD.items())
def test_a_held_case_is_there_for_those_concerned_alone(house, login, expected):
    index = house.held()
    client = house.client(login)
    assert client.get(address(index)).status_code == expected
    listed = number(index).encode() in client.get("/desk/?stage=any").content
    assert listed == (expected == 200)


@pytest.mark.parametrize("login", [login for login in SEES_HELD if login not in ("irma", "dirk")])
def test_who_may_see_but_not_do_gets_the_page_with_the_sentence(house, login):
    index = house.held()
    client = house.client(login)
    offered = client.get(address(index)).content.decode()
    acts = [address(index, "acts", act.slug) for act in ACTS]
    acts += [address(index, "cases", "1", "acts", act.slug) for act in ACTS]
    for where in acts:
        answer = client.get(where)
        assert answer.status_code == (200 if where in offered else 403), where
    assert (address(index, "cases", "1", "acts", "review") in offered) == (login == "rosa")


def test_an_appointment_that_ends_takes_the_cases_away_at_once(house):
    index = house.held()
    client = house.client("mona")
    assert client.get(address(index)).status_code == 200
    [appointment] = house.person("mona").appointments
    assert end_appointment(house.office, house.refs["anna"], appointment.ref) is None
    assert client.get(address(index)).status_code == 302, "the key stood in for a case manager, and is forgotten"
    client = house.client("mona")
    assert client.get(address(index)).status_code == 404
    assert client.post(address(index, "acts", "write"), {"text": "Too late."}).status_code == 404
    assert b"You hold no role today" in client.get("/desk/").content


def test_an_account_that_ends_is_signed_out(house):
    client = house.client("mona")
    Account.objects.filter(ref=house.refs["mona"]).update(ended_entry=1)
    assert client.get("/desk/").status_code == 302


def test_a_case_taken_away_by_a_veto_is_gone_for_those_who_had_it(house):
    index = house.held()
    dora = house.client("dora")
    assert dora.get(address(index)).status_code == 200
    house.do(
        index, "rosa", ReviewOverride(case=1, verify=False, reasons="The reasons given do not bear on the finding.")
    )
    assert dora.get(address(index)).status_code == 404
    assert number(index).encode() not in dora.get("/desk/?stage=any").content


def test_the_overseer_sees_codes_and_not_one_word(house):
    index = house.held()
    client = house.client("olga")
    page = client.get(address(index)).content
    assert b"none of its words" in page
    assert b"Decision departs from the recommendation" in page
    assert canaries_in(page) == []
    [file] = [sealed["address"] for sealed in _sealed(house, index) if sealed["what"] == "file"][:1]
    assert client.get(address(index, "files", file)).status_code == 404
    assert client.get(address(index, "complainant")).status_code == 403


def test_every_act_of_a_person_in_the_table_has_its_page():
    staff = {rule.command for rule in RULES if set(rule.roles) & set(Role)} - {RULES[0].command}
    assert {act.command for act in ACTS} == staff


def test_the_canaries_are_where_they_should_be(house):
    """Otherwise their absence would prove nothing."""
    index = house.held()
    page = house.client("mona").get(address(index)).content
    assert set(canaries_in(page)) == {word for key, word in CANARIES.items() if key not in ("name", "reach")}


def _sealed(house, index: int) -> list[dict]:
    file = case_file(index, house.office.today())
    return [sealed for recorded in file.facts for sealed in recorded.data.get("sealed", ())]
