"""A note that nobody has opened depends on two of those who oversaw when it was written: it is said who, before and after."""

import pytest

from evenhand.clerk.doctor.unread import unread_notes
from evenhand.cli.main import main
from evenhand.office.appoint import appoint
from evenhand.office.end_account import end_account
from evenhand.office.new_keys import give_new_keys
from evenhand.office.note_reach import Stakes, note_reach, stakes_of
from evenhand.process.facts import Refusal
from evenhand.process.leaving import EndAccount
from evenhand.records.models import Account, Appointment
from tests.doors.desk.house import PASSWORD, House, enrolment
from tests.doors.oversight.test_notes import HOME, asked_for, written
from tests.doors.oversight.test_opening_together import employ, let_go, open_it, opens_words
from tests.office.keys import opens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def noted(house: House) -> list[str]:
    return list(unread_notes(house.office.today()))


def again(house: House, login: str) -> None:
    """Somebody is appointed an overseer once more."""
    by, ref = house.refs["anna"], house.refs[login]
    made = appoint(house.office, by, ref, "overseer", background="from-outside", keys=opens())
    assert isinstance(made, str), made


def ended(house: House, agent, login: str) -> Refusal | None:
    """Their account ends, by two people."""
    return end_account(
        house.office, agent, EndAccount(house.refs[login], "left", house.refs["adam"], house.refs["anna"])
    )


def read_it(house: House, entry: int, first: str = "olga", second: str = "omar") -> None:
    assert house.client(first).post(f"{HOME}notes/{entry}/").status_code == 302
    client = house.client(second)
    assert client.post(asked_for(client))["Location"] == f"{HOME}notes/{entry}/"


def test_while_two_who_oversee_can_open_it_the_doctor_says_nothing_and_their_page_says_that_it_takes_both(house):
    written(house)
    assert noted(house) == []
    page = house.client("olga").get(HOME).content.decode()
    assert "only Olga Example, Omar Example can open it: do it before one of them leaves" in page


def test_with_a_third_who_joined_before_it_came_it_depends_on_nobody(house):
    employ(house, "opal")
    written(house)
    assert "do it before one of them leaves" not in house.client("olga").get(HOME).content.decode()
    assert {stakes_of(house.refs[login], house.office.today()) for login in ("olga", "omar", "opal")} == {Stakes()}


def test_once_fewer_than_two_of_those_of_then_oversee_the_doctor_says_whom_to_appoint_again(house):
    entry = written(house)
    let_go(house, "olga")
    employ(house, "opal")
    [said] = noted(house)
    assert said.startswith(
        "1 note to the overseers that nobody has opened cannot be opened by those who oversee today"
    )
    assert f"the first of entry {entry}" in said
    assert "it takes two of Olga Example, Omar Example" in said
    page = house.client("opal").get(HOME).content.decode()
    assert "sealed to overseers of before: it takes two of Olga Example, Omar Example" in page
    again(house, "olga")
    assert noted(house) == []
    read_it(house, entry)
    let_go(house, "olga")
    assert noted(house) == [], "a note that was read is nothing to wait for"
    let_go(house, "omar")
    assert "read by two, and open to nobody now" in house.client("opal").get(HOME).content.decode()


def test_whoever_joins_opens_it_once_two_of_then_have_opened_anything_and_not_before(house, agent):
    """New overseers get no piece of the key of before by being appointed."""
    entry = written(house)
    employ(house, "opal")
    assert stakes_of(house.refs["olga"], house.office.today()) == Stakes(1, 1)
    assert isinstance(ended(house, agent, "olga"), Refusal)
    open_it(house, agent, house.received())
    assert stakes_of(house.refs["olga"], house.office.today()) == Stakes()
    assert ended(house, agent, "olga") is None
    read_it(house, entry, "opal")


def test_the_account_of_one_of_the_last_two_does_not_end_before_the_note_was_opened(house, agent):
    entry = written(house)
    refused = ended(house, agent, "olga")
    assert isinstance(refused, Refusal)
    assert refused.code == "opens-notes"
    assert refused.sentence.startswith("1 note to the overseers that nobody has opened could be opened by nobody")
    assert Account.objects.get(ref=house.refs["olga"]).ended_entry is None
    read_it(house, entry)
    assert ended(house, agent, "olga") is None


def test_nor_after_their_appointment_has_ended(house, agent):
    """The attack: first the appointment, then the account, and the words are gone."""
    written(house)
    for login in ("olga", "omar"):
        let_go(house, login)
        refused = ended(house, agent, login)
        assert isinstance(refused, Refusal)
        assert refused.code == "opens-notes"


def test_the_accounts_of_others_end_whatever_waits(house, agent):
    written(house)
    for login in ("irma", "lena"):
        assert ended(house, agent, login) is None


def test_one_that_is_lost_is_said_to_be_and_keeps_no_account(house, agent):
    """As an older version let it come to."""
    entry = written(house)
    Account.objects.filter(ref=house.refs["omar"]).update(ended_entry=1)
    [said] = noted(house)
    assert (
        f"1 note to the overseers that nobody has opened can be opened by nobody any more, the first of entry {entry}"
        in said
    )
    employ(house, "opal")
    employ(house, "otto")
    assert "nobody can open it any more" in house.client("opal").get(HOME).content.decode()
    assert ended(house, agent, "olga") is None


def test_new_keys_for_whoever_forgot_their_password_cost_it_and_let_the_account_end(house, agent):
    """Nothing can prevent that: what was forgotten is forgotten. The doctor says what is lost."""
    written(house)
    by, second = house.refs["adam"], house.refs["anna"]
    assert stakes_of(house.refs["olga"], house.office.today()) == Stakes(1, 1)
    assert give_new_keys(house.office, agent, by, second, "olga", enrolment("olga anew")) is None
    [said] = noted(house)
    assert "can be opened by nobody any more" in said
    assert stakes_of(house.refs["olga"], house.office.today()) == Stakes()
    assert ended(house, agent, "olga") is None


def test_the_page_that_ends_an_account_says_how_many_depend_on_it(house):
    written(house)
    adam = house.client("adam")
    where = f"/desk/people/{house.refs['olga']}/end/"
    said = "1 note to the overseers that nobody has opened can be opened only by them and one other"
    assert said in adam.get(where).content.decode()
    assert said not in adam.get(where.replace(house.refs["olga"], house.refs["ivan"])).content.decode()
    assert adam.post(where, {"reason": "left"}).status_code == 302
    answer = house.client("anna").post(where)
    assert answer.status_code == 422
    assert "this person is one of the last two" in answer.content.decode()


def test_the_command_that_ends_an_appointment_says_it_too(house, monkeypatch, capsys):
    written(house)
    [held] = Appointment.objects.filter(person=house.refs["olga"])
    monkeypatch.setattr("getpass.getpass", lambda _words: PASSWORD + "anna")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["people", "end", held.ref, "--by", "anna"]) == 0
    assert (
        "1 note to the overseers that nobody has opened could be opened only by this person"
        in capsys.readouterr().out
    )


def test_the_command_for_new_keys_asks_before_it_costs_a_note(house, monkeypatch, capsys):
    written(house)
    typed = iter([PASSWORD + "adam", PASSWORD + "anna", *["a lantern over another quiet harbour"] * 2])
    monkeypatch.setattr("getpass.getpass", lambda _words: next(typed))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda: "n")
    key = Account.objects.get(login="olga").key
    assert main(["people", "new-keys", "olga", "--by", "adam", "--second", "anna"]) == 1
    said = capsys.readouterr().err
    assert "1 note to the overseers that nobody has opened can be opened by nobody with these new keys" in said
    assert Account.objects.get(login="olga").key == key


def test_an_earlier_key_that_went_to_two_later_ones_opens_by_either(house, agent):
    """One of them is nobody's any more: what was sealed to the first is still taken to be open to those of now."""
    index = house.received("before")
    entry = written(house)
    employ(house, "opal")
    open_it(house, agent, house.received("one"))
    let_go(house, "opal")
    employ(house, "otto")
    open_it(house, agent, house.received("two"))
    [note] = note_reach()
    assert note.entry == entry
    assert len(note.holders) == 3
    let_go(house, "olga")
    open_it(house, agent, index, "omar", "otto")
    assert opens_words(index, "otto")
    assert noted(house) == []
