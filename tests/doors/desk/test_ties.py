"""The page on which a member of staff says whom they are tied to, and what comes of it where cases are opened and assigned."""

import re

import pytest

from evenhand.office.make_findable import make_findable
from evenhand.process.numbers import number
from evenhand.records.load import state_of
from evenhand.records.models import Case, Tie
from tests.doors.desk.house import CANARIES, address, enrolment
from tests.office.keys import keys_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

PAGE = "/desk/ties/"
RESPONDENT = CANARIES["respondent"]


def declare(client, name: str, **more):
    answer = client.post(PAGE, {"name": name, "kind": "friend", **more})
    assert answer.status_code == 302, answer.content.decode()


def findable(house, index: int) -> int:
    assert make_findable(house.office, house.person("mona"), index, keys_of(enrolment("mona").key_pair)) == 2
    return index


def offered(client, index: int) -> set[str]:
    page = client.get(address(index, "cases", "1", "acts", "assign")).content.decode()
    return set(re.findall(r'value="(?:investigate|decide) (s-[0-9a-f]+)"', page))


def test_each_reads_their_own_ties_and_takes_them_back_and_nobody_else_sees_one(house):
    ivan, irma = house.client("ivan"), house.client("irma")
    declare(ivan, "Yan Quillfeather", reach="yan@feather.example")
    page = ivan.get(PAGE).content.decode()
    assert "Yan Quillfeather" in page
    assert "yan@feather.example" in page
    assert "Quillfeather" not in irma.get(PAGE).content.decode()
    where = re.search(r'action="(/desk/ties/t-[0-9a-f]+/end/)"', page)[1]
    assert irma.post(where).status_code == 302
    assert Tie.objects.get().ended_entry is None
    assert ivan.get(where).status_code == 302, "an address alone takes nothing back"
    assert Tie.objects.get().ended_entry is None
    ivan.post(where)
    assert Tie.objects.get().ended_entry is not None
    assert "Quillfeather" not in ivan.get(PAGE).content.decode()


def test_who_is_tied_to_a_party_is_not_offered_and_a_forged_form_is_refused_without_a_name(house):
    declare(house.client("ivan"), RESPONDENT)
    index, mona = findable(house, house.opened()), house.client("mona")
    assert house.refs["ivan"] not in offered(mona, index)
    assert house.refs["irma"] in offered(mona, index)
    forged = {"person": f"investigate {house.refs['ivan']}", "answers_for_tie": "on"}
    assert mona.post(address(index, "cases", "1", "acts", "assign"), forged).status_code == 422
    assert Case.objects.get(complaint=index).investigator is None


def test_where_it_cannot_be_told_the_form_says_so_and_asks_whoever_assigns_to_answer_for_it(house):
    declare(house.client("ivan"), "Yan Respondent")
    index, mona = findable(house, house.opened()), house.client("mona")
    where = address(index, "cases", "1", "acts", "assign")
    page = mona.get(where).content.decode()
    assert "Ivan Example (a tie to a party cannot be ruled out)" in page
    assert "answer for it" in page
    chosen = {"person": f"investigate {house.refs['ivan']}"}
    refused = mona.post(where, chosen)
    assert refused.status_code == 422
    assert "cannot be told from codes" in refused.content.decode()
    assert mona.post(where, {**chosen, "answers_for_tie": "on"}).status_code == 302
    assert Case.objects.get(complaint=index).investigator == house.refs["ivan"]
    assert "whoever assigned answers for it" in mona.get(address(index)).content.decode()


def test_where_nobody_is_tied_the_form_asks_nothing_more(house):
    index, mona = findable(house, house.opened()), house.client("mona")
    assert "answers_for_tie" not in mona.get(address(index, "cases", "1", "acts", "assign")).content.decode()


def test_nobody_opens_a_case_against_a_friend_and_nothing_typed_is_lost(house):
    index, mona = house.accepted(), house.client("mona")
    declare(mona, RESPONDENT)
    said = {
        "respondent_name": RESPONDENT,
        "capacity": "member",
        "clause_1": "2.1",
        "particulars_1": "Shouted at her.",
    }
    refused = mona.post(address(index, "acts", "open-case"), said)
    assert refused.status_code == 422
    assert "your own ties" in refused.content.decode()
    assert "Shouted at her." in refused.content.decode()
    assert state_of(index).cases == ()


def test_a_tie_that_is_added_later_shows_on_which_complaints_to_step_down(house):
    index = findable(house, house.assigned())
    ivan = house.client("ivan")
    assert "step-down" not in ivan.get(PAGE).content.decode()
    declare(ivan, RESPONDENT)
    assert address(index, "acts", "step-down") in ivan.get(PAGE).content.decode()
    other = house.client("irma")
    declare(other, RESPONDENT)
    assert "step-down" not in other.get(PAGE).content.decode(), "a complaint that is not hers"


def test_a_tie_that_is_added_after_the_assignment_is_a_task_for_managers_without_saying_to_whom(house):
    index = findable(house, house.assigned())
    other = findable(house, house.assigned("two"))
    mona = house.client("mona")
    declare(house.client("irma"), RESPONDENT)
    assert "queue=tied" not in mona.get("/desk/").content.decode(), "she works on neither"
    declare(house.client("dora"), RESPONDENT)
    assert "queue=tied" in mona.get("/desk/").content.decode()
    page = mona.get("/desk/?queue=tied&stage=any").content.decode()
    assert {number(index), number(other)} == set(re.findall(r'href="/desk/complaints/(EH-[0-9A-Z-]+)/"', page))
    shown = mona.get(address(index)).content.decode()
    assert "Tied to a party, as they declared</dt><dd>Dora Example<" in shown
    declare(house.client("ivan"), "Yan Respondent")
    assert "Dora Example<" in mona.get(address(index)).content.decode(), "a similar name alone is no task"
    ties = house.client("dora").get(PAGE).content.decode()
    house.client("dora").post(re.search(r'action="(/desk/ties/t-[0-9a-f]+/end/)"', ties)[1])
    assert "queue=tied" not in mona.get("/desk/").content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(house):
    ivan = house.client("ivan")
    for said in ({}, {"name": "Yan"}, {"name": "--", "kind": "friend"}, {"name": "Yan", "kind": "enemy"}):
        answer = ivan.post(PAGE, said)
        assert answer.status_code == 422, said
        assert said.get("name", "") in answer.content.decode()
    assert not Tie.objects.exists()
