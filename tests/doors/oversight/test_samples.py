"""Samples at the overseers' door: each frame is what it says, every draw is seen, and the files are enough to draw again (K4)."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from evenhand.office.act import perform
from evenhand.office.draw_sample import draw_sample
from evenhand.process import commands as c
from evenhand.process.codes import Role
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number
from evenhand.process.sampling import Frame, FrameKind
from evenhand.process.state import Person
from evenhand.records.load import as_recorded
from evenhand.records.models import Complaint, Record
from evenhand.records.queries.register import size
from evenhand.records.queries.samples import in_frame, sample, samples
from tests.doors.desk.house import REASONS, TEAM, canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
NEW = "/desk/oversight/samples/new/"
VALUE = "6152 3416 2353 4621"
SAID = {"frame": "open", "wanted": "2", "value": VALUE}


def drawn(house, frame: Frame, value: str = VALUE, wanted: int = 200, by: str = "olga"):
    return draw_sample(house.office, house.refs[by], frame, wanted, value)


def frames(house) -> dict[str, set[int]]:
    """Each frame that asks for nothing beside, with its complaints."""
    person, today = house.person("olga"), house.office.today()
    asked = (FrameKind.OPEN, FrameKind.DECLINED, FrameKind.DEPARTED, FrameKind.APART)
    return {kind.value: set(in_frame(person, Frame(kind), today)) for kind in asked}


def test_each_frame_holds_what_it_says(house):
    open_one, held, closed = house.accepted("a"), house.held("b"), house.closed("c")
    apart = house.received("d", apart=True)
    declined = house.acknowledged("e")
    house.do(declined, "tara", c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS))
    found = frames(house)
    assert found == {
        "open": {open_one, held, apart, declined},
        "declined": {declined},
        "departed": {held},
        "apart": {apart},
    }
    person, today = house.person("olga"), house.office.today()
    period = Frame(FrameKind.CLOSED, closed_from=date(2026, 1, 1), closed_to=today)
    before = Frame(FrameKind.CLOSED, closed_from=date(2020, 1, 1), closed_to=date(2020, 12, 31))
    assert in_frame(person, period, today) == [closed]
    assert in_frame(person, before, today) == []
    assert len(in_frame(person, Frame(FrameKind.CATEGORY, category="har"), today)) == 5
    assert in_frame(person, Frame(FrameKind.CATEGORY, category="dis"), today) == []


def test_what_follows_another_complaint_is_not_among_those_not_taken_up(house):
    lead, follower = house.closed("lead"), house.acknowledged("follower")
    house.do(follower, "tara", c.Assess(result="duplicate", duplicate_of=lead, reasons=REASONS))
    clerk = perform(house.office, Person("clerk"), follower, c.FollowLead())
    assert not isinstance(clerk, Refusal), clerk
    assert Complaint.objects.get(index=follower).stage == "declined"
    assert frames(house)["declined"] == set()


def test_an_overseer_draws_on_the_page_and_the_register_keeps_the_list_and_the_lot(house):
    indexes = [house.received(token) for token in ("a", "b", "c")]
    client, before = house.client("olga"), size()
    answer = client.post(NEW, SAID)
    assert answer["Location"] == "/desk/oversight/samples/1/"
    [recorded] = as_recorded(
        Record.objects.filter(act="sample-drawn").values_list("entry_id", "facts", "entry__record")
    )
    assert recorded.index == recorded.data["size"] == before
    assert recorded.data["listed"] == indexes
    page = client.get(answer["Location"]).content.decode()
    shown = [number(index) for index in recorded.data["chosen"]]
    assert len(shown) == 2
    assert all(f'href="/desk/complaints/{one}/"' in page for one in shown)
    [other] = set(indexes) - set(recorded.data["chosen"])
    assert number(other) not in page
    assert canaries_in(page.encode()) == []


def test_both_files_are_enough_to_draw_again(house):
    for token in "abcdef":
        house.received(token)
    client = house.client("olga")
    client.post(NEW, {**SAID, "wanted": "4"})
    document = json.loads(client.get("/desk/oversight/samples/1/sample.json").content)
    assert hashlib.sha256(document["frame_text"].encode()).hexdigest() == document["frame_sha256"]
    listed = document["frame_text"].split("\n")[4:-1]
    keys = {
        hashlib.sha256(
            f"evenhand.sample/v1\n{document['frame_sha256']}\n{document['value']}\n{index}\n".encode()
        ).hexdigest(): int(index)
        for index in listed
    }
    again = [keys[key] for key in sorted(keys)][: document["wanted"]]
    assert [one["index"] for one in document["drawn"]] == again
    answer = client.get("/desk/oversight/samples/1/sample.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="sample-1.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [int(row["index"]) for row in rows if row["drawn"] == "yes"] == again
    assert {row["key"]: int(row["index"]) for row in rows} == keys
    assert client.get("/desk/oversight/samples/1/sample.exe").status_code == 404
    assert client.get("/desk/oversight/samples/2/sample.json").status_code == 404


def test_who_draws_until_a_sample_pleases_is_seen_by_all_overseers(house):
    house.received("a")
    client = house.client("olga")
    for throw in range(3):
        client.post(NEW, {**SAID, "value": f"{throw}000-1111-2222-3333"})
    page = client.get("/desk/oversight/samples/").content.decode()
    assert page.count('<a href="/desk/oversight/samples/') >= 3
    assert "1 draw asked for the same before" in page
    assert "2 draws asked for the same before" in page


def test_a_value_is_used_once_by_whoever_it_was(house):
    house.received("a")
    assert drawn(house, Frame(FrameKind.OPEN)) == 1
    again = drawn(house, Frame(FrameKind.CATEGORY, category="har"), VALUE.replace(" ", ""))
    assert isinstance(again, Refusal)
    assert again.code == "value-used"
    assert len(samples()) == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "From which complaints?” is missing"),
        ({**SAID, "frame": "apart"}, "No complaint is like that at present"),
        ({**SAID, "frame": "everything"}, "Select a valid choice"),
        ({**SAID, "wanted": "0"}, "greater than or equal to 1"),
        ({**SAID, "wanted": "201"}, "less than or equal to 200"),
        ({**SAID, "wanted": "1e2"}, "Enter a whole number"),
        ({**SAID, "value": "short"}, "A random value has 16 to 200"),
        ({**SAID, "value": "x" * 401}, "at most 400 characters"),
        ({**SAID, "frame": "closed"}, "Give the first and the last day"),
        ({**SAID, "frame": "category"}, "Choose the category"),
        ({**SAID, "frame": "category", "category": "no-such"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_typed_is_lost(house, said, sentence):
    house.received("a")
    client, before = house.client("olga"), size()
    answer = client.post(NEW, said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert len(said.get("value", "")) > 400 or said.get("value", "") in answer.content.decode()
    assert size() == before


def test_a_get_draws_nothing(house):
    house.received("a")
    client, before = house.client("olga"), size()
    for where in ("", "samples/", "samples/new/?" + "&".join(f"{key}={said}" for key, said in SAID.items())):
        assert client.get(f"/desk/oversight/{where}").status_code == 200
    assert size() == before


def test_a_form_of_another_site_draws_nothing(house):
    house.received("a")
    client, before = house.client("olga", enforce_csrf_checks=False), size()
    client.handler.enforce_csrf_checks = True
    assert client.post(NEW, SAID).status_code == 403
    assert size() == before


@pytest.mark.parametrize("login", [login for login in TEAM if Role.OVERSEER not in TEAM[login]])
def test_nobody_else_draws_by_the_verb_either(house, login):
    house.received("a")
    refusal = drawn(house, Frame(FrameKind.OPEN), by=login)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "overseers-only"


def test_what_is_set_apart_is_drawn_too_and_stays_seen_by_overseers_alone(house):
    apart = house.received("a", apart=True)
    assert drawn(house, Frame(FrameKind.APART)) == 1
    assert sample(1).chosen == (apart,)
    for login in ("mona", "anna", "lena", "adam"):
        page = house.client(login).get("/desk/people/").content.decode()
        assert number(apart) not in page
        assert f">{apart}<" not in page


def test_a_sample_that_does_not_follow_from_its_list_is_told_from_one_that_does(house):
    """Its page says so. An act that was written behind the office's back is the doctor's to name."""
    for token in "ab":
        house.received(token)
    drawn(house, Frame(FrameKind.OPEN), wanted=1)
    true, origin = sample(1), house.office.origin
    assert true.agrees(origin)
    other = tuple(set(true.listed) - set(true.chosen))
    for lie in ({"chosen": other}, {"listed": true.chosen}, {"size": true.size + 1}, {"wanted": 2}):
        assert not replace(true, **lie).agrees(origin), lie
