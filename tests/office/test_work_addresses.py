"""One work e-mail address serves one account: however it is spelt, whoever is quicker, whatever somebody writes into the table."""

import json
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from evenhand.clerk.doctor.addresses import address_notes
from evenhand.office import create_account as creating
from evenhand.office.appoint import appoint
from evenhand.office.confirm_account import confirm_account
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.end_account import end_account
from evenhand.office.give_address import give_address
from evenhand.office.work_address import address_digest
from evenhand.process.facts import Refusal
from evenhand.process.leaving import EndAccount
from evenhand.records.models import Account, Entry, Record, Table, WorkAddress
from tests.doors.desk.test_own_sign_in import said, troubles
from tests.hostile.strings import REPRESENTATIVE
from tests.office.keys import mail, opens
from tests.office.team import Team, enrolment
from tests.office.test_new_keys import NoAgent

pytestmark = pytest.mark.django_db
ASHA = "asha@bücher.example"


@pytest.fixture
def house(office, clock) -> Team:
    """Those who run it: two administrators, an appointing authority, and somebody who does not."""
    made = Team(office, clock)
    roles = {
        "ivan": "investigator",
        "bert": "administrator",
        "adam": "administrator",
        "anna": "appointing-authority",
    }
    for login in roles:
        made.refs[login] = create_account(office, "founding", new(login, mail(login)))
    for login, role in roles.items():
        assert isinstance(appoint(office, "founding", made.refs[login], role, keys=opens()), str)
    return made


def new(login: str, address: str) -> NewAccount:
    return NewAccount(login, login.title(), enrolment(login), address)


def asked(house: Team, login: str, address: str, by: str = "adam") -> str | Refusal:
    """Somebody asks for an account for somebody with this address."""
    return create_account(house.office, house.refs[by], new(login, address))


def made(house: Team, login: str, address: str) -> str:
    """An account that can be used."""
    ref = asked(house, login, address)
    assert isinstance(ref, str), ref
    assert confirm_account(house.office, house.refs["anna"], ref, address) is None
    return ref


def given(house: Team, login: str, address: str, by: str = "adam", second: str = "anna") -> Refusal | None:
    return give_address(house.office, house.refs[by], house.refs[second], login, address)


def ends(house: Team, ref: str) -> None:
    command = EndAccount(ref, "left", house.refs["adam"], house.refs["anna"])
    assert end_account(house.office, NoAgent(), command) is None


def refused(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    assert answer.field in ("email", ""), answer
    return answer.code


@pytest.mark.parametrize(
    "spelt",
    [
        ASHA,
        " Asha@BÜCHER.example. ",
        "asha+second@bücher.example",
        "asha@xn--bcher-kva.example",
        "ａsha@bu\u0308cher。example",
    ],
)
def test_no_spelling_of_an_address_that_serves_an_account_serves_another(house, spelt):
    made(house, "asha", ASHA)
    before = Entry.objects.count()
    assert refused(asked(house, "puppet", spelt)) == "address-taken"
    assert refused(given(house, "bert", spelt)) == "address-taken"
    assert Entry.objects.count() == before
    assert not Account.objects.filter(login="puppet").exists()
    assert troubles() == []


def test_one_that_waits_to_be_confirmed_counts_and_so_does_what_the_founding_made(house):
    assert isinstance(asked(house, "asha", ASHA), str)
    assert refused(asked(house, "puppet", ASHA)) == "address-taken"
    assert refused(asked(house, "puppet", mail("ivan"))) == "address-taken"


def test_without_an_address_no_account_is_made_not_even_at_the_founding(office):
    for address, code in (("", "no-address"), (" \t", "no-address"), ("asha", "address")):
        assert refused(create_account(office, "founding", new("asha", address))) == code
    assert not Account.objects.exists()


@pytest.mark.parametrize("words", REPRESENTATIVE)
def test_no_word_that_breaks_programs_is_taken_for_an_address_or_comes_back(house, words):
    before = Entry.objects.count()
    for answer in (asked(house, "zoe", words), given(house, "bert", words)):
        assert refused(answer) in ("address", "no-address")
        assert len(words) < 4 or words not in answer.sentence
    assert Entry.objects.count() == before


def test_who_may_not_ask_for_accounts_cannot_find_out_which_address_is_taken(house):
    """The same refusal whatever they type, and the installation's key is not asked."""
    house.office = replace(house.office, mark_address=_must_not)
    for by in ("ivan", "anna"):
        answers = {asked(house, "zoe", address, by) for address in (mail("ivan"), "free@example.org", "", "nothing")}
        assert {answer.code for answer in answers} == {"not-permitted"}
        assert len(answers) == 1
    for by, second in (("ivan", "anna"), ("adam", "ivan"), ("adam", "adam")):
        answers = {given(house, "bert", one, by, second) for one in (mail("ivan"), "free@example.org", "", "nothing")}
        assert len(answers) == 1
        assert answers.pop().code in ("not-permitted", "second-person")


def _must_not(form: str) -> str:
    raise AssertionError(form)


def test_of_two_asked_for_at_the_same_moment_the_second_is_refused_with_the_reason(house, monkeypatch):
    record, first = creating.record, []

    def recorded(*arguments, **named):
        if not first:
            first.append("")
            first[0] = asked(house, "asha", ASHA)
        return record(*arguments, **named)

    monkeypatch.setattr(creating, "record", recorded)
    assert refused(asked(house, "puppet", "ASHA+x@bücher.example")) == "address-taken"
    assert Account.objects.get(ref=first[0]).login == "asha"
    assert not Account.objects.filter(login="puppet").exists()
    assert troubles() == []


def test_the_database_itself_takes_no_mark_twice_and_no_account_has_two(house):
    row = WorkAddress.objects.get(account=house.refs["ivan"])
    for account in ("s-0000000000", house.refs["bert"]):
        copied = WorkAddress(account=account, mark=row.mark, salt=row.salt, digest=row.digest, entry=row.entry)
        with pytest.raises(IntegrityError), transaction.atomic():
            copied.save(force_insert=True)


def test_the_address_of_an_account_that_has_ended_is_forgotten_and_serves_whoever_comes(house):
    """Who comes back gets a new account; and one that was handed on serves its new owner."""
    asha = made(house, "asha", ASHA)
    ends(house, asha)
    assert not WorkAddress.objects.filter(account=asha).exists()
    assert troubles() == []
    again = made(house, "asha2", ASHA)
    assert refused(asked(house, "puppet", ASHA)) == "address-taken"
    ends(house, again)
    assert troubles() == []


def test_of_one_that_has_ended_nobody_can_tell_whose_address_the_register_speaks_of_not_even_with_the_key(house):
    """The act holds a hash with a salt that is gone: the right guess and a wrong one look alike."""
    asha = made(house, "asha", ASHA)
    told, row = said("account-created").data["address"], WorkAddress.objects.get(account=asha)
    assert address_digest(row) == told
    ends(house, asha)
    guessed = WorkAddress(account=asha, mark=row.mark, salt=bytes(16))
    assert address_digest(guessed) != told
    everything = b"".join(map(bytes, Record.objects.values_list("facts", flat=True)))
    assert row.mark.encode() not in everything
    assert bytes(row.salt).hex().encode() not in everything


def test_the_address_stands_in_no_row_and_no_act(house):
    made(house, "asha", "quillfeather@bücher.example")
    assert given(house, "bert", "quillfeather.too@bücher.example") is None
    for model in Table.__subclasses__():
        for row in model._default_manager.values():
            assert "quillfeather" not in str({name: _readable(value) for name, value in row.items()}), model


def _readable(value: object) -> object:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value


def test_accounts_of_before_are_counted_by_the_doctor_until_two_people_give_them_an_address(house):
    assert list(address_notes()) == []
    _before_there_were_any(house, "bert")
    [note] = address_notes()
    assert note.startswith("1 account that is in use has no work e-mail address")
    assert isinstance(asked(house, "bertram", mail("bert")), str), "nobody can tell"
    assert refused(given(house, "bert", mail("bert"))) == "address-taken", "until it is given"
    assert given(house, "bert", "bert.too@example.org") is None
    assert list(address_notes()) == []
    act = said("address-given")
    assert (act.data["by"], act.data["second"]) == (house.refs["adam"], house.refs["anna"])
    assert "example.org" not in json.dumps(act.data)


def _before_there_were_any(house: Team, login: str) -> None:
    WorkAddress.objects.filter(account=house.refs[login]).delete()


def test_another_address_takes_the_place_of_the_first_which_is_free_then(house):
    ref = made(house, "asha", ASHA)
    assert given(house, "asha", "a.adeyemi@example.org") is None
    assert WorkAddress.objects.get(account=ref).entry == said("address-given").index
    assert given(house, "asha", "A.Adeyemi@example.org") is None, "its own is not another's"
    assert isinstance(asked(house, "successor", ASHA), str)
    assert refused(asked(house, "puppet", "a.adeyemi@example.org")) == "address-taken"
    assert troubles() == []
    ends(house, ref)
    assert troubles() == []


@pytest.mark.parametrize(
    ("login", "by", "second", "code"),
    [
        ("bert", "adam", "adam", "second-person"),
        ("bert", "adam", "ivan", "second-person"),
        ("bert", "anna", "adam", "not-permitted"),
        ("nobody", "adam", "anna", "no-such-person"),
    ],
)
def test_nobody_gives_an_address_alone(house, login, by, second, code):
    before = Entry.objects.count()
    answer = given(house, login, "free@example.org", by, second)
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert Entry.objects.count() == before


def test_the_doctor_names_a_row_that_was_written_copied_changed_or_taken_away_by_hand(house):
    ref, rows = made(house, "asha", ASHA), WorkAddress.objects
    row = rows.get(account=ref)

    def found(change) -> set[tuple[str, str]]:
        with transaction.atomic():
            change()
            names = set(troubles())
            transaction.set_rollback(True)
        return names

    assert found(row.delete) == {("workaddress", "")}
    assert found(lambda: rows.filter(account=ref).update(mark="0" * 64)) == {("workaddress", "said")}
    assert found(lambda: rows.filter(account=ref).update(salt=bytes(16))) == {("workaddress", "said")}
    forged = WorkAddress(account="s-0000000000", mark="0" * 64, salt=row.salt, entry=row.entry)
    forged.digest = address_digest(forged)
    assert found(lambda: forged.save(force_insert=True)) == {("workaddress", "")}

    def set_free() -> None:
        rows.filter(account=ref).update(mark="1" * 64)
        assert isinstance(asked(house, "puppet", ASHA), str)

    assert ("workaddress", "said") in found(set_free)
    ends(house, ref)
    again = WorkAddress(account=ref, mark=row.mark, salt=row.salt, digest=row.digest, entry=row.entry)
    assert found(lambda: again.save(force_insert=True)) == {("workaddress", "")}, "an ended one holds nothing back"
