"""The administrator's page: what the doctor found last and whether the service runs, without a word or number of any case."""

import shutil
from datetime import timedelta

import pytest

from evenhand.clerk.doctor import examine
from evenhand.clerk.doctor.words import MEANING
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.examination import begin, finish
from evenhand.process.numbers import number
from evenhand.records.log_folder import LogFolder
from evenhand.records.models import Appointment, Case, Examination, Lease
from evenhand.records.queries.witnesses import Noted, WitnessState, note_witness
from evenhand.site.home import Home
from evenhand.site.keys import load_signing_key, load_vkey
from tests.clerk.watched import KEYS
from tests.doors.desk.house import canaries_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

PAGE = "/desk/health/"


def examined(house):
    """Everything, now, as the clerk's process does it."""
    home = Home.from_environment()
    found = examine(LogFolder(home.log), home.guard, house.office.blobs, None)
    finish(house.office.now(), found.entries, found.complaints, [one.table for one in found.troubles], MEANING)
    return found


@pytest.mark.parametrize("login", ["lena", "mona", "nora"])
def test_for_everybody_but_an_administrator_it_is_absent(house, login):
    client = house.client(login)
    for answer in (client.get(PAGE), client.post(PAGE)):
        assert answer.status_code == 404
        assert answer.content == client.get("/desk/complaints/EH-NONE/").content
    assert PAGE.encode() not in client.get("/desk/").content
    assert not Examination.objects.exists()


def test_before_anything_was_examined_it_says_so_and_takes_the_wish(house):
    client = house.client("adam")
    page = client.get(PAGE).content.decode()
    assert "Nothing has been examined yet." in page
    assert client.post(PAGE)["Location"] == PAGE
    assert client.post(PAGE)["Location"] == PAGE
    assert Examination.objects.filter(began=None).count() == 1
    page = client.get(PAGE).content.decode()
    assert "An examination was asked for on" in page
    assert "Examine everything now" not in page
    begin(house.office.now())
    assert "An examination is under way since" in client.get(PAGE).content.decode()


def test_what_was_changed_is_counted_by_place_and_nothing_of_any_case_is_shown(house):
    index = house.opened()
    Case.objects.filter(complaint=index).update(stage="closed")
    Appointment.objects.filter(person=house.refs["ivan"]).update(since="2020-01-01")
    found = examined(house)
    page = house.client("adam").get(PAGE).content
    text = page.decode()
    assert f"{len(found.troubles)} things are not as the acts say." in text
    assert MEANING["appointment"].replace("'", "&#x27;") in text
    assert MEANING["case"] in text
    assert canaries_in(page) == []
    assert number(index) not in text
    assert house.refs["ivan"] not in text


def test_when_nothing_was_found_it_says_what_was_examined_and_when(house):
    finish(house.office.now(), 1234, 56, [], MEANING)
    text = house.client("adam").get(PAGE).content.decode()
    assert "Everything is as the acts of the register say." in text
    assert "1,234 entries of 56 complaints." in text
    assert "What was found" not in text


def test_one_that_broke_off_is_never_shown_as_a_clean_one(house):
    now = house.office.now()
    Examination.objects.create(asked=now, began=now, ended=now)
    text = house.client("adam").get(PAGE).content.decode()
    assert "The last examination broke off" in text
    assert "Nothing is wrong" not in text


def test_it_says_whether_the_clerk_is_at_work(house):
    client = house.client("adam")
    assert "No clerk is at work" in client.get(PAGE).content.decode()
    Lease.objects.create(name="clerk", holder="somebody", until=house.office.now() + timedelta(days=1))
    assert "The clerk is at work." in client.get(PAGE).content.decode()
    Lease.objects.update(until=house.office.now() - timedelta(days=1))
    assert "No clerk has been at work since" in client.get(PAGE).content.decode()


def test_witnesses_are_named_with_what_is_wrong(house):
    client, home = house.client("adam"), Home.from_environment()
    Integrator(LogFiles(home.log), home.guard, load_signing_key(home)).begin()
    try:
        assert "nobody outside signs this register" in client.get(PAGE).content.decode()
        home.policy.write_text("nonsense\n")
        assert "is wrong. The policy has a line that is not understood" in client.get(PAGE).content.decode()
        home.policy.write_text(f"log {load_vkey(home)}\nwitness n0 {KEYS[0].vkey} http://127.0.0.1:1\nquorum n0\n")
        now = house.office.now()
        note_witness(Noted(KEYS[0].vkey, "n0", WitnessState.CLAIMS, now, now))
        text = client.get(PAGE).content.decode()
        assert "Fewer witnesses have signed the list than the policy file asks for." in text
        assert f"<strong>{KEYS[0].name}</strong>: It says that it saw another or a longer list" in text
    finally:
        home.policy.unlink(missing_ok=True)
        shutil.rmtree(home.log)
        shutil.rmtree(home.guard.parent)
