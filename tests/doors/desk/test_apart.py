"""At the desk: handing a complaint to people from outside, and what is then left of it for everybody else (B9)."""

import pytest

from evenhand.office.appoint import end_appointment
from evenhand.office.end_account import end_account
from evenhand.process import commands as c
from evenhand.process.leaving import OUTSIDE_HOLDS, EndAccount
from evenhand.process.numbers import number
from evenhand.records.load import state_of
from evenhand.records.models import Complaint
from tests.doors.desk.house import address, canaries_in
from tests.doors.desk.test_own_sign_in import troubles
from tests.doors.desk.test_recusal import old_links
from tests.doors.desk.test_registering import PAGE, sent, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

OPEN = {
    "respondent_name": "Barnaby Quillfeather",
    "capacity": "officer",
    "clause_1": "2.1",
    "particulars_1": "Shouted at the complainant.",
    "rows": "1",
}


def apart(house, token="apart"):
    """Set apart by its sender, acknowledged by Otis."""
    index = house.received(token, apart=True)
    house.do(index, "otis", c.Acknowledge(officer=house.refs["otis"]))
    return index


def test_whoever_hands_it_over_has_to_say_that_they_mean_it(house):
    index = house.accepted()
    mona = house.client("mona")
    where = address(index, "acts", "set-apart")
    assert "nobody can take that back" in mona.get(where).content.decode()
    assert mona.post(where, {}).status_code == 422
    assert not state_of(index).apart
    answer = mona.post(where, {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/?left=1")
    assert state_of(index).apart
    assert "That complaint is with others now" in mona.get(answer["Location"]).content.decode()
    assert troubles() == []


def test_old_links_lead_nowhere_for_anybody_who_had_worked_on_it(house):
    index = house.noticed()
    clients = {login: house.client(login) for login in ("mona", "ivan", "dora", "ines")}
    links = old_links(index)
    house.do(index, "mona", c.SetApart())
    for login, client in clients.items():
        absent = client.get("/desk/complaints/EH-NONE/").content
        for where in links:
            assert client.get(where).content == absent, (login, where)
        assert number(index) not in client.get("/desk/?stage=any").content.decode(), login
    otis = house.client("otis")
    page = otis.get(address(index)).content.decode()
    assert "Only people from outside handle it" in page
    assert canaries_in(page.encode()), "who handles it from outside reads it"


def test_who_complained_is_told_to_who_handles_it_from_outside_and_not_to_who_decides(house):
    index = house.assigned()
    house.do(index, "mona", c.SetApart())
    house.do(index, "otis", c.Assign(case=1, duty="decide", person=house.refs["oona"]))
    where = address(index, "complainant")
    assert house.client("otis").get(where).status_code == 200
    assert house.client("oona").get(where).status_code == 403


def test_the_forms_of_outside_name_people_from_outside_alone(house):
    index = apart(house)
    otis = house.client("otis")
    page = otis.get(address(index, "acts", "officer")).content.decode()
    assert "Oona Example" in page
    assert not [name for name in ("Ines", "Mona", "Ivan", "Dora") if f"{name} Example" in page]
    house.do(index, "otis", c.Assess(result="accepted", reasons="There is something here to be decided."))
    page = otis.get(address(index, "acts", "open-case")).content.decode()
    assert "why can this office handle it" not in page


def test_where_too_few_are_from_outside_the_form_says_that_another_is_needed(house):
    index = house.assigned()
    house.do(index, "mona", c.SetApart())
    house.do(index, "otis", c.Assign(case=1, duty="investigate", person=house.refs["oona"]))
    page = house.client("otis").get(address(index, "cases", "1", "acts", "assign")).content.decode()
    assert "Nobody is free to take this. If no outside handler is left, another person from outside" in page


def test_against_an_officer_the_page_asks_why_the_office_can_handle_it_and_keeps_what_was_typed(house):
    index = house.accepted()
    mona, where = house.client("mona"), address(index, "acts", "open-case")
    answer = mona.post(where, OPEN)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_stays_inside"' in page
    assert "Set the complaint apart, so that people from outside handle it, or choose why this office can." in page
    assert "Barnaby Quillfeather" in page
    assert state_of(index).cases == ()
    assert mona.post(where, {**OPEN, "stays_inside": "branch-office"}).status_code == 302
    assert "which has no say over this office" in mona.get(address(index)).content.decode()


def test_a_letter_is_set_apart_as_it_is_registered_and_is_gone_for_whoever_did_it(house):
    ines = house.client("ines")
    assert ines.post(PAGE, typed(ines, apart="")).status_code == 422
    check = ines.post(PAGE, typed(ines, apart="yes"))
    slip = ines.post(PAGE, {**sent(check), "send": "1"})
    page = slip.content.decode()
    made = slip.context["made"]
    assert state_of(made.index).apart
    assert "You no longer find it, and nobody else in this office does." in page
    assert address(made.index) not in page
    assert slip.context["phrase"] in page
    assert ines.get(address(made.index)).status_code == 404


def test_queues_and_lists_of_people_from_outside_hold_what_is_set_apart_and_nothing_else(house):
    inside, outside = house.received("inside"), house.received("outside", apart=True)
    otis, ines = house.client("otis"), house.client("ines")
    for client, shown, hidden in ((otis, outside, inside), (ines, inside, outside)):
        for where in ("/desk/", "/desk/?queue=acknowledge&stage=any", f"/desk/?number={number(hidden)}"):
            page = client.get(where).content.decode()
            assert f"/complaints/{number(hidden)}/" not in page, where
            assert (f"/complaints/{number(shown)}/" in page) == ("number" not in where), where


def nobody_outside(house):
    for login in ("otis", "oona"):
        [held] = house.person(login).appointments
        assert end_appointment(house.office, house.refs["anna"], held.ref) is None


def test_where_nobody_is_from_outside_the_overseer_and_an_administrator_are_told(house):
    olga, adam, mona = (house.client(login) for login in ("olga", "adam", "mona"))
    house.received("outside", apart=True)
    assert "Nobody is an outside handler" not in adam.get("/desk/health/").content.decode()
    assert "Nobody is an outside handler" not in olga.get("/desk/").content.decode()
    nobody_outside(house)
    assert "Nobody is an outside handler" in adam.get("/desk/health/").content.decode()
    assert "1 complaint that is set apart waits" in olga.get("/desk/").content.decode()
    assert "set apart" not in mona.get("/desk/").content.decode()
    Complaint.objects.update(stage="closed")
    assert "Nobody is an outside handler" not in olga.get("/desk/").content.decode()
    told = adam.get("/desk/health/").content.decode()
    assert "Nobody is an outside handler" in told, "it says the same whether any waits or none"


def test_whoever_leaves_from_outside_hands_over_first_and_nobody_inside_reads_what(house, agent):
    index = apart(house)
    adam = house.client("adam")
    page_of = f"/desk/people/{house.refs['otis']}/end/"
    assert adam.post(page_of, {"reason": "left"}).status_code == 302
    for client in (adam, house.client("mona")):
        assert number(index) not in client.get("/desk/people/").content.decode()
    assert OUTSIDE_HOLDS in adam.get(page_of).content.decode()
    assert number(index) in house.client("oona").get("/desk/people/").content.decode()
    command = EndAccount(house.refs["otis"], "left", house.refs["adam"], house.refs["anna"])
    assert end_account(house.office, agent, command).sentence == OUTSIDE_HOLDS
    house.do(index, "oona", c.NameOfficer(officer=house.refs["oona"]))
    assert end_account(house.office, agent, command) is None
