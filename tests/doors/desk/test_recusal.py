"""Stepping down through the page: gone at once, from every page and link of before, and the case goes on."""

import pytest

from evenhand.process.numbers import number
from evenhand.records.load import state_of
from evenhand.records.models import Sealed
from tests.doors.desk.house import CANARIES, address, canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

STEP_DOWN = {"ground": "relative"}


@pytest.fixture
def index(house):
    return house.noticed()


def old_links(index):
    """What somebody may have kept: pages, forms and files."""
    file = state_file(index)
    forms = [address(index, "cases", "1", "acts", act) for act in ("evidence", "notice", "reply", "recommend")]
    return [
        address(index),
        address(index, "complainant"),
        address(index, "files", file),
        address(index, "acts", "write"),
        *forms,
    ]


def state_file(index):
    return Sealed.objects.filter(what="file", compartment__complaint=index).values_list("address", flat=True)[0]


def test_whoever_steps_down_lands_on_the_list_and_the_case_goes_on(house, index):
    ivan = house.client("ivan")
    assert "Step down because of a conflict of interest" in ivan.get(address(index)).content.decode()
    answer = ivan.post(address(index, "acts", "step-down"), STEP_DOWN)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/?left=1")
    page = ivan.get(answer["Location"]).content.decode()
    assert "That complaint is with others now, and you no longer see it." in page
    assert number(index) not in page
    assert state_of(index).cases[0].investigator == house.refs["irma"]
    assert house.client("irma").get(address(index)).status_code == 200


def test_old_links_of_whoever_stepped_down_lead_nowhere(house, index):
    ivan = house.client("ivan")
    links = old_links(index)
    assert 404 not in {ivan.get(where).status_code for where in links}
    ivan.post(address(index, "acts", "step-down"), STEP_DOWN)
    absent = ivan.get("/desk/complaints/EH-NONE/").content
    for where in links:
        for answer in (ivan.get(where), ivan.post(where, {"text": "x"})):
            assert answer.status_code in (404, 405), where
            assert answer.status_code == 405 or answer.content == absent, where
            assert canaries_in(answer.content) == []
    assert number(index) not in ivan.get("/desk/?stage=any").content.decode()


def test_colleagues_read_why_and_the_ground_has_to_be_one_of_the_list(house, index):
    ivan = house.client("ivan")
    assert ivan.post(address(index, "acts", "step-down"), {"ground": "tired"}).status_code == 422
    ivan.post(address(index, "acts", "step-down"), STEP_DOWN)
    page = house.client("mona").get(address(index)).content.decode()
    assert "A party or witness is related to me, or close to me" in page


def test_the_only_case_manager_is_told_that_somebody_from_outside_is_needed(house, index):
    mona = house.client("mona")
    answer = mona.post(address(index, "acts", "step-down"), STEP_DOWN)
    assert answer.status_code == 422
    assert "a person from outside has to be appointed" in answer.content.decode()
    assert CANARIES["narrative"] in mona.get(address(index)).content.decode()
