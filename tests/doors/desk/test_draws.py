"""A draw at the desk: the pool frozen on a page, the value typed by two who do not see each other's, the file saved."""

import json
import os
from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.process import commands as c
from evenhand.records.load import state_of
from evenhand.records.models import Entry
from evenhand.site.home import Home
from evenhand_register import draw, note
from evenhand_register.keys import Signer
from tests.clerk.watched import KEYS
from tests.doors.desk.house import REASONS, address
from tests.office.lots import VALUE, Lots

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


@pytest.fixture
def lots(office, clock, tmp_path, monkeypatch):
    """A register with a witness, which the desk reads."""
    signer = Signer(office.origin, os.urandom(32))
    integrator = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", signer)
    integrator.begin()
    monkeypatch.setattr(Home, "log", tmp_path / "log")
    monkeypatch.setattr(Home, "policy", tmp_path / "policy")
    for name in ("load_vkeys", "vkeys_or_none"):
        monkeypatch.setattr(f"evenhand.site.middleware.{name}", lambda _home: signer.vkey)
    return Lots(office, clock, integrator, tmp_path / "policy")


@pytest.fixture
def case(house, lots):
    """A case that Ivan investigates and nobody decides, signed."""
    index = house.opened()
    house.do(index, "mona", c.Assign(case=1, duty="investigate", person=house.refs["ivan"]))
    lots.sign()
    return index


def on_case(index, *rest):
    return address(index, "cases", "1", *rest)


def the_file(index, place=-1):
    """Where the file of a draw is."""
    return address(index, "draws", state_of(index).cases[0].draws[place].ref)


def pool(house, **changes):
    """What a case manager types."""
    known = localtime(house.clock.moment + timedelta(hours=1))
    return {
        **{f"member_{house.refs[login]}": "able" for login in ("dora", "dirk")},
        "source": "state-lottery/six-of-49",
        "round": "The drawing of this evening",
        "how": "Six numbers, ascending, joined by dashes",
        "known_day_day": known.day,
        "known_day_month": known.month,
        "known_day_year": known.year,
        "known_time": f"{known:%H:%M}",
        **changes,
    }


def frozen(house, lots, index, **changes):
    answer = house.client("mona").post(on_case(index, "acts", "freeze-pool"), pool(house, **changes))
    assert answer.status_code == 302, answer.content.decode()
    lots.sign()


def drawn(house, lots, index):
    frozen(house, lots, index)
    lots.clock.moment += timedelta(hours=1, minutes=1)
    for who in ("mona", "ivan"):
        answer = house.client(who).post(on_case(index, "acts", "value"), {"value": VALUE})
        assert answer.status_code == 302, answer.content.decode()
    lots.sign()


def test_the_page_says_who_is_in_the_pool_who_saw_it_and_what_is_waited_for(house, lots, case):
    frozen(house, lots, case)
    page = house.client("mona").get(address(case)).content.decode()
    assert "Frozen. The random value cannot be known yet." in page
    assert "Dora Example" in page
    assert KEYS[0].name in page
    assert "It bears another name than the register." in page
    assert the_file(case) not in page


def test_two_people_type_the_value_and_neither_sees_what_the_other_typed(house, lots, case):
    frozen(house, lots, case)
    lots.clock.moment += timedelta(hours=1, minutes=1)
    assert house.client("mona").post(on_case(case, "acts", "value"), {"value": VALUE}).status_code == 302
    ivan = house.client("ivan")
    for where in (address(case), on_case(case, "acts", "value")):
        assert VALUE not in ivan.get(where).content.decode()
    assert "Mona Example has typed a value in." in ivan.get(address(case)).content.decode()
    assert ivan.post(on_case(case, "acts", "value"), {"value": "03-12"}).status_code == 302
    assert state_of(case).cases[0].decision_maker is None
    assert house.client("mona").post(on_case(case, "acts", "value"), {"value": "03-12"}).status_code == 302
    assert state_of(case).cases[0].decision_maker in {house.refs["dora"], house.refs["dirk"]}


def test_the_file_of_a_draw_draws_again_and_is_there_for_whoever_sees_the_case(house, lots, case):
    drawn(house, lots, case)
    mona = house.client("mona")
    page = mona.get(address(case)).content.decode()
    assert "Drawn. With the file below anybody can draw again" in page
    answer = mona.get(the_file(case))
    assert answer["Content-Disposition"].startswith("attachment")
    report = draw.verify(answer.content, lots.own.policy)
    assert report.outcome.result[0].panel[0] == state_of(case).cases[0].decision_maker
    for stranger in ("lena", "adam", "irma", "paul"):
        assert house.client(stranger).get(the_file(case)).status_code == 404
    assert mona.get(address(case, "draws", "d-0")).status_code == 404


def test_whoever_was_drawn_is_replaced_by_the_next_with_a_reason(house, lots, case):
    drawn(house, lots, case)
    first = state_of(case).cases[0].decision_maker
    mona = house.client("mona")
    answer = mona.post(on_case(case, "acts", "replace-drawn"), {"why": "conflict", "reasons": REASONS})
    assert answer.status_code == 302
    assert state_of(case).cases[0].decision_maker not in (first, None)
    assert "cannot decide: Conflict of interest" in mona.get(address(case)).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"known_time": "quarter past"}, "Write the time with hours and minutes"),
        ({"known_time": "25:00"}, "Write the time with hours and minutes"),
        ({"known_day_year": "2020"}, "Choose a later drawing"),
        ({"source": "the lottery"}, "a short name without spaces"),
        ({"how": ""}, "is missing: fill it in"),
        ({"member": "conflict"}, "A lot needs 2 people who can be drawn, and here are 1."),
        ({"known_day_day": ""}, "must include a day"),
    ],
)
@pytest.mark.usefixtures("lots")
def test_what_is_wrong_with_a_pool_is_said_at_its_question_and_nothing_is_lost(house, case, changes, sentence):
    size = Entry.objects.count()
    changes = {name.replace("member", f"member_{house.refs['dora']}"): value for name, value in changes.items()}
    answer = house.client("mona").post(on_case(case, "acts", "freeze-pool"), pool(house, **changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "The drawing of this evening" in text
    assert Entry.objects.count() == size


def test_without_a_witness_the_page_says_what_to_do(house, lots, case):
    lots.path.write_text(f"log {lots.integrator.signer.vkey}\nquorum none\n")
    answer = house.client("mona").post(on_case(case, "acts", "freeze-pool"), pool(house))
    assert answer.status_code == 422
    assert "Ask another body to run evenhand-witness" in answer.content.decode()


def test_the_transcript_says_nothing_that_the_pool_does_not(house, lots, case):
    drawn(house, lots, case)
    text = json.dumps(json.loads(house.client("mona").get(the_file(case)).content))
    assert "Example" not in text
    assert "EH-" not in text


def test_the_file_of_a_draw_stays_when_another_pool_takes_its_place(house, lots, case):
    drawn(house, lots, case)
    mona = house.client("mona")
    for why in ("not-available", "training-lapsed"):
        assert mona.post(on_case(case, "acts", "replace-drawn"), {"why": why, "reasons": REASONS}).status_code == 302
    frozen(house, lots, case)
    page = mona.get(address(case)).content.decode()
    assert "An earlier draw, which another pool took the place of" in page
    assert the_file(case, 0) in page
    draw.verify(mona.get(the_file(case, 0)).content, lots.own.policy)


def test_a_pool_that_nobody_saw_in_time_says_so_before_anybody_types(house, lots, case):
    answer = house.client("mona").post(on_case(case, "acts", "freeze-pool"), pool(house))
    assert answer.status_code == 302
    while lots.integrator.run():
        pass
    lots.clock.moment += timedelta(hours=1, minutes=1)
    mona = house.client("mona")
    assert "Nobody can be drawn from this pool" in mona.get(address(case)).content.decode()
    answer = mona.post(on_case(case, "acts", "value"), {"value": VALUE})
    assert answer.status_code == 422
    assert "Freeze another pool" in answer.content.decode()


def test_the_page_stands_and_the_file_is_refused_with_a_sentence_when_the_register_does_not_fit(house, lots, case):
    drawn(house, lots, case)
    other = Signer(lots.office.origin, bytes(32))
    lots.integrator.files.replace(
        "checkpoint", note.sign(note.parse(lots.integrator.files.read("checkpoint")).text, [other])
    )
    mona = house.client("mona")
    assert mona.get(address(case)).status_code == 200
    answer = mona.get(the_file(case))
    assert answer.status_code == 503
    assert "does not fit together" in answer.content.decode()
