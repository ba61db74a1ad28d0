"""What you may not see does not exist: the same bytes and headers as a real absence, through the same code (DESIGN 5.16)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.process.commands import Acknowledge
from evenhand.process.numbers import number
from evenhand.records.load import load
from evenhand.records.models import Barred, Look
from evenhand.records.queries.casefile import case_file
from tests.doors.desk.house import REASONS, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def told(answer) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, dict(answer.headers)


def places(index: int, file: str) -> list[str]:
    return [
        address(index),
        address(index, "complainant"),
        address(index, "files", file),
        address(index, "acts", "write"),
        address(index, "cases", "1", "acts", "decide"),
        address(index, "acts", "no-such-act"),
    ]


def test_an_unseen_complaint_and_an_absent_one_are_byte_for_byte_the_same(house):
    unseen, absent = house.held(), 987_654
    file = next(
        one["address"]
        for one in case_file(unseen, house.office.today()).facts[0].data["sealed"]
        if one["what"] == "file"
    )
    client = house.client("dirk")
    for there, not_there in zip(places(unseen, file), places(absent, file), strict=True):
        assert told(client.get(there)) == told(client.get(not_there)), there
        assert told(client.post(there, {"text": "x"})) == told(client.post(not_there, {"text": "x"})), there
    assert told(client.get(address(unseen))) == told(client.get("/desk/complaints/no-number/"))
    assert told(client.get(address(unseen))) == told(client.get("/desk/nowhere/"))


def test_an_unseen_complaint_asks_the_database_the_same_questions_as_an_absent_one(house):
    unseen = house.held()
    client = house.client("dirk")
    asked = []
    for index in (unseen, 987_654):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(index))
        asked.append(
            [re.sub(rf"\b{index}\b", "N", query["sql"]) for query in queries if "records_session" not in query["sql"]]
        )
    assert asked[0] == asked[1]


def test_a_file_of_another_complaint_is_not_found_under_this_one(house):
    mine, other = house.opened("one"), house.opened("two")
    file = next(
        one["address"]
        for one in case_file(other, house.office.today()).facts[0].data["sealed"]
        if one["what"] == "file"
    )
    client = house.client("mona")
    assert client.get(address(other, "files", file)).status_code == 200
    assert told(client.get(address(mine, "files", file))) == told(client.get(address(mine, "files", "0" * 64)))


def test_linking_with_an_unseen_complaint_says_the_same_as_with_an_absent_one(house):
    unseen, index = house.received("one"), house.accepted("two")
    Barred.objects.create(complaint_id=unseen, person=house.refs["mona"])
    client = house.client("mona")
    for other in (number(unseen), number(10_987_654)):
        page = client.post(
            address(index, "acts", "link"), {"other": other, "type": "same-incident", "reasons": REASONS}
        )
        assert page.status_code == 422
        assert "There is no other complaint with this number that you can see" in page.content.decode()


def test_an_assessor_may_name_a_double_that_they_do_not_see_and_is_shown_nothing_of_it(house):
    unseen, index = house.received("one"), house.received("two")
    Barred.objects.create(complaint_id=unseen, person=house.refs["tara"])
    house.do(index, "ines", Acknowledge(officer=house.refs["ines"]))
    client = house.client("tara")
    double = {"result": "duplicate", "duplicate_of": number(unseen), "reasons": REASONS}
    assert client.post(address(index, "acts", "assess"), double).status_code == 302
    assert load(index, house.office.today()).state.duplicate_of == unseen
    assert client.get(address(unseen)).status_code == 404


def test_looking_for_what_is_not_there_leaves_no_look_at_it(house):
    unseen = house.held()
    client = house.client("dirk")
    client.get(address(unseen))
    assert not Look.objects.filter(complaint=unseen).exists()
