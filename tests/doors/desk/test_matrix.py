"""Nothing at the desk without the gate, and what ends takes the pages away at once (B1, DESIGN section 7).

Who reaches which page, role by role and address by address, stands in `tests/doors/wall`.
"""

import pytest

from evenhand.doors.desk.acts import ACTS
from evenhand.doors.desk.urls import urlpatterns
from evenhand.office.appoint import end_appointment
from evenhand.process import commands as c
from evenhand.process.codes import Role
from evenhand.process.commands import ReviewOverride
from evenhand.process.numbers import number
from evenhand.process.rules import RULES
from evenhand.records.models import Account
from evenhand.records.queries.casefile import case_file
from tests.doors.desk.house import CANARIES, address, canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

BEFORE_THE_GATE = {"sign-in", "sign-in-passkey", "sign-out", "new-device", "new-device-confirm"}


def test_every_address_of_the_desk_but_those_for_getting_in_is_behind_the_gate():
    for pattern in urlpatterns:
        gated = getattr(pattern.callback, "is_gated", False)
        assert gated or pattern.name in BEFORE_THE_GATE, pattern.name


def test_an_appointment_that_ends_takes_the_cases_away_at_once(house):
    index = house.held()
    client = house.client("mona")
    assert client.get(address(index)).status_code == 200
    [appointment] = house.person("mona").appointments
    assert end_appointment(house.office, house.refs["anna"], appointment.ref) is None
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
    assert {act.command for act in ACTS} == staff - {c.OpenToOverseers}, "which has pages of the overseers' door"


def test_the_canaries_are_where_they_should_be(house):
    """Otherwise their absence would prove nothing."""
    index = house.held()
    page = house.client("mona").get(address(index)).content
    assert set(canaries_in(page)) == {word for key, word in CANARIES.items() if key not in ("name", "reach")}


def _sealed(house, index: int) -> list[dict]:
    file = case_file(index, house.office.today())
    return [sealed for recorded in file.facts for sealed in recorded.data.get("sealed", ())]
