"""Notes to the overseers: anybody on the staff writes one, two overseers read it, and nobody else (DOMAIN E4)."""

import re

import pytest

from evenhand.office.circle import office_keys
from evenhand.office.notes import confirm_reading, read_note, write_note
from evenhand.office.together import waiting_together
from evenhand.process.facts import Refusal
from evenhand.process.oversight import LONGEST_NOTE
from evenhand.process.teams import JOINT
from evenhand.records.models import Compartment, Grant, Record
from tests.doors.desk.house import House, enrolment
from tests.doors.oversight.test_opening_together import let_go, signed_in
from tests.office.keys import instance, keys_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
WORDS = "CANARY-NOTE I was told on the stairs to leave the case alone."
NOTE, HOME = "/desk/account/note/", "/desk/oversight/"


def written(house: House, login: str = "ivan") -> int:
    """A note, through the page; its entry."""
    page = house.client(login).post(NOTE, {"text": WORDS}).content.decode()
    found = re.search(r"entry (\d+) of the register", page)
    assert found is not None, page
    return int(found[1])


def asked_for(client) -> str:
    """The address that confirms what waits, from the first page."""
    found = re.search(r'action="(/desk/oversight/asked/[0-9a-f]+/confirm/)"', client.get(HOME).content.decode())
    assert found is not None
    return found[1]


def test_two_overseers_read_it_with_the_name_of_who_wrote_it(house):
    entry = written(house)
    olga, omar = house.client("olga"), house.client("omar")
    address = f"{HOME}notes/{entry}/"
    assert WORDS not in olga.get(address).content.decode()
    assert olga.post(address).status_code == 302
    assert f"Note {entry}" in omar.get(HOME).content.decode()
    confirmed = omar.post(asked_for(omar))
    assert confirmed.status_code == 302
    assert confirmed["Location"] == address
    for client in (olga, omar):
        page = client.get(address).content.decode()
        assert "CANARY-NOTE" in page
        assert "Ivan Example" in page
    [fact] = Record.objects.filter(act="note-opened")
    assert bytes(fact.facts).count(house.refs["omar"].encode()) == 1


def test_neither_the_register_nor_the_database_says_who_wrote_it(house):
    entry = written(house)
    record = Record.objects.get(entry=entry)
    assert record.act == "note-written"
    assert house.refs["ivan"].encode() not in bytes(record.facts)
    assert b"CANARY-NOTE" not in bytes(record.facts)


@pytest.mark.parametrize("login", ["mona", "adam", "anna", "lena", "ivan", "olga"])
def test_nobody_alone_opens_it_not_even_who_wrote_it(house, login):
    entry = written(house)
    assert read_note(entry, keys_of(enrolment(login).key_pair)) is None
    assert read_note(entry, keys_of(instance())) is None


@pytest.mark.parametrize("login", ["mona", "adam", "anna", "lena", "ivan"])
def test_for_others_there_is_no_list_of_notes_and_nothing_to_confirm(house, login):
    entry = written(house)
    client = house.client(login)
    assert client.get(f"{HOME}notes/{entry}/").status_code == 404
    assert client.post(f"{HOME}notes/{entry}/").status_code == 404
    olga = house.client("olga")
    olga.post(f"{HOME}notes/{entry}/")
    address = asked_for(house.client("omar"))
    assert client.post(address).status_code == 404
    assert not Record.objects.filter(act="note-opened").exists()


def test_an_overseer_who_asked_does_not_confirm_and_may_take_it_back(house):
    entry = written(house)
    olga = house.client("olga")
    olga.post(f"{HOME}notes/{entry}/")
    address = asked_for(house.client("omar"))
    assert "confirm" not in olga.get(HOME).content.decode()
    answer = olga.post(address)
    assert answer.status_code == 422
    assert "another overseer has to confirm it" in answer.content.decode()
    assert olga.post(address.replace("confirm", "forget")).status_code == 302
    assert "Nobody asks for this any more" in house.client("omar").post(address).content.decode()


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_NOTE + 1)])
def test_an_empty_note_or_one_too_long_is_refused_and_its_words_come_back(house, text):
    answer = house.client("ivan").post(NOTE, {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not Compartment.objects.filter(purpose="oversight-note").exists()


def test_a_key_whose_row_was_tampered_with_is_passed_over_and_another_is_drawn(house):
    """Nothing is sealed to it, and nobody loses the way to the overseers by it."""
    before = [key.id for key in office_keys(JOINT)[JOINT]]
    Compartment.objects.filter(id__in=before).update(vouched=bytes(64))
    entry = written(house)
    [to] = Grant.objects.filter(compartment__entry=entry).values_list("to", flat=True)
    assert to == office_keys(JOINT)[JOINT][-1].id
    assert to not in before


def test_what_an_overseer_writes_goes_to_nobody(house):
    answer = write_note(house.office, house.refs["olga"], "Olga Example", WORDS)
    assert isinstance(answer, Refusal)
    assert answer.code == "oversees"


def test_who_oversees_no_longer_confirms_nothing(house, agent):
    entry = written(house)
    house.client("olga").post(f"{HOME}notes/{entry}/")
    omar = signed_in(house, agent, "omar")
    [waits] = [one for one in waiting_together(agent, omar) if one.index == entry]
    let_go(house, "olga")
    answer = confirm_reading(house.office, agent, omar, waits.asked)
    assert isinstance(answer, Refusal)
    assert read_note(entry, keys_of(enrolment("omar").key_pair)) is None


def test_a_note_is_escaped_wherever_it_is_shown(house):
    page = (
        house.client("ivan").post(NOTE, {"text": "<script>alert(1)</script>" + "x" * LONGEST_NOTE}).content.decode()
    )
    assert "<script>alert" not in page


def test_nothing_is_taken_that_two_who_oversee_now_could_not_open(house):
    """A note is sealed to their key alone, and words that nobody can read are worse than words that were not sent."""
    let_go(house, "olga")
    answer = house.client("ivan").post(NOTE, {"text": WORDS})
    assert answer.status_code == 422
    assert "not two overseers who could open" in answer.content.decode()
    assert "CANARY-NOTE" in answer.content.decode(), "and the words come back"


def test_whoever_oversees_no_longer_reads_the_notes_no_more_with_their_own_key(house):
    entry = written(house)
    house.client("olga").post(f"{HOME}notes/{entry}/")
    omar = house.client("omar")
    omar.post(asked_for(omar))
    assert read_note(entry, keys_of(enrolment("olga").key_pair)) is not None
    let_go(house, "olga")
    assert read_note(entry, keys_of(enrolment("olga").key_pair)) is None
    assert read_note(entry, keys_of(enrolment("omar").key_pair)) is not None
