"""Somebody joins: two people make the account, a third act gives the role; until then it is as if it were not there (B4)."""

import io
import json
import re

import pytest
from django.test import Client

from evenhand.cli.main import main
from evenhand.office.appoint import appoint
from evenhand.office.confirm_account import confirm_account
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.end_account import end_account
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal
from evenhand.process.leaving import EndAccount
from evenhand.records.load import people, person
from evenhand.records.models import Account, WorkAddress
from evenhand.site.home import Home
from tests.doors.desk.house import PASSWORD, enrolment
from tests.doors.desk.test_own_sign_in import said, troubles
from tests.office.keys import mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
NEW = {
    "login": "zoe",
    "name": "Zoe Example",
    "email": mail("zoe"),
    "new": f"{PASSWORD}zoe",
    "again": f"{PASSWORD}zoe",
}


def set_up(house, login="zoe"):
    """Adam sets it up, by the verb, with keys that are made once."""
    ref = create_account(
        house.office, house.refs["adam"], NewAccount(login, f"{login.title()} Example", enrolment(login), mail(login))
    )
    assert isinstance(ref, str), ref
    return ref


def page_of(ref):
    return f"/desk/people/{ref}/confirm/"


def test_an_administrator_sets_it_up_at_the_desk_and_a_second_person_confirms_it_there(house):
    adam, anna = house.client("adam"), house.client("anna")
    made = adam.post("/desk/people/new/", NEW).content.decode()
    assert "The account of Zoe Example is set up" in made
    assert re.search(r"<code>([A-Z2-7]{4} ?)+</code>", made)
    ref, typed = Account.objects.get(login="zoe").ref, {"email": NEW["email"]}
    assert adam.post(page_of(ref), typed).status_code == 422, "nobody confirms what they set up"
    assert "Adam Example set it up" in anna.get(page_of(ref)).content.decode()
    assert anna.post(page_of(ref), typed)["Location"] == "/desk/people/"
    act = said("account-confirmed")
    assert (act.data["account"], act.data["by"]) == (ref, house.refs["anna"])
    assert person(ref) is not None
    assert anna.get(page_of(ref)).status_code == 404, "it is confirmed once"
    assert troubles() == []


def test_until_it_is_confirmed_nobody_signs_in_to_it_and_nobody_appoints_it(house):
    ref, typed = set_up(house), house.credentials("zoe")
    for _ in range(2):
        answer = Client().post("/desk/sign-in/", typed)
        assert answer.status_code == 422
        assert b"The sign-in name, password or code is not right." in answer.content
    refused = appoint(house.office, house.refs["anna"], ref, "investigator")
    assert isinstance(refused, Refusal)
    assert refused.code == "no-such-person"
    assert ref not in people()
    assert confirm_account(house.office, house.refs["anna"], ref, mail("zoe")) is None
    assert Client().post("/desk/sign-in/", house.credentials("zoe")).status_code == 302


@pytest.mark.usefixtures("house")
def test_what_the_founding_made_needs_no_second_person():
    acts = Account.objects.get(login="ivan")
    assert acts.confirmed_entry == acts.entry


def test_the_doctor_names_an_account_that_was_confirmed_with_a_database_shell(house):
    ref = set_up(house)
    Account.objects.filter(ref=ref).update(confirmed_entry=1)
    assert troubles() == [("account", "confirmed_entry")]


def test_what_was_set_up_by_mistake_is_ended_like_any_account_and_can_then_not_be_confirmed(house, agent):
    ref = set_up(house)
    command = EndAccount(ref, "in-error", house.refs["adam"], house.refs["anna"])
    assert end_account(house.office, agent, command) is None
    assert confirm_account(house.office, house.refs["anna"], ref, mail("zoe")).code == "not-waiting"


@pytest.mark.parametrize("login", ["mona", "lena", "nora"])
def test_for_everybody_else_the_pages_are_absent_and_nothing_leads_there(house, login):
    ref, client = set_up(house), house.client(login)
    for where in ("/desk/people/new/", page_of(ref)):
        assert client.get(where).content == client.get("/desk/complaints/EH-NONE/").content
        assert client.post(where, NEW).status_code == 404
    shown = client.get("/desk/people/").content.decode()
    assert "Zoe Example (zoe), set up by Adam Example" in shown, "everybody sees that it waits"
    assert "/confirm/" not in shown


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"again": "another one altogether"}, "The two passwords differ"),
        ({"new": "short", "again": "short"}, "characters"),
        ({"login": "mona"}, "Another account has this sign-in name"),
        ({"name": ""}, "“Name” is missing"),
        ({"email": ""}, "“Work e-mail address” is missing"),
        ({"email": "zoe"}, "not an e-mail address"),
        ({"email": f" Mona+private@{mail('').upper()[1:]}"}, "Another account has this e-mail address"),
    ],
)
def test_what_is_not_in_order_is_said_and_no_password_comes_back(house, change, sentence):
    answer = house.client("adam").post("/desk/people/new/", {**NEW, **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert not Account.objects.filter(login="zoe").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "“Work e-mail address” is missing"),
        ("zoe", "not an e-mail address"),
        (mail("mona"), "not the work e-mail address that the account was set up with"),
        ("zoe.invented@example.org", "not the work e-mail address that the account was set up with"),
    ],
)
def test_an_address_that_only_whoever_set_it_up_knows_is_confirmed_by_nobody(house, typed, sentence):
    """One that was made up for a second account: who confirms it types that of the person as they know it, and sees none."""
    ref, anna = set_up(house), house.client("anna")
    assert mail("zoe") not in anna.get(page_of(ref)).content.decode()
    answer = anna.post(page_of(ref), {"email": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert mail("zoe") not in answer.content.decode()
    assert Account.objects.get(ref=ref).confirmed_entry is None
    assert anna.post(page_of(ref), {"email": f" {mail('zoe+desk').upper()} "}).status_code == 302


def test_one_whose_mark_is_gone_can_only_be_ended(house):
    ref = set_up(house)
    WorkAddress.objects.filter(account=ref).delete()
    answer = house.client("anna").post(page_of(ref), {"email": mail("zoe")})
    assert answer.status_code == 422
    assert "was set up without a work e-mail address" in answer.content.decode()


def command(monkeypatch, *words, passwords=(), code=0):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{PASSWORD}{one}\n" for one in passwords)))
    assert main(["people", *words]) == code


@pytest.mark.usefixtures("house")
def test_at_the_command_line_each_of_the_two_gives_a_password(monkeypatch, capsys):
    add = ("add", "zoe", "--name", "Zoe Example", "--email", mail("zoe"), "--by", "adam")
    command(monkeypatch, *add, passwords=("anna",), code=1)
    assert "has the sign-in name adam and this password" in capsys.readouterr().err
    command(monkeypatch, *add, code=2)
    assert "The password of adam is missing" in capsys.readouterr().err
    command(monkeypatch, *add, "--json", passwords=("adam", "zoe"))
    assert json.loads(capsys.readouterr().out)["waits"] is True
    confirm = ("confirm", "zoe", "--email", mail("zoe"), "--by")
    command(monkeypatch, *confirm, "adam", passwords=("adam",), code=1)
    assert "A second person has to confirm this" in capsys.readouterr().err
    command(monkeypatch, *confirm, "anna", passwords=("anna",))
    second = ("add", "zeno", "--name", "Zeno", "--email", mail("zeno"), "--by", "adam", "--second", "anna", "--json")
    command(monkeypatch, *second, passwords=("adam", "anna", "zeno"))
    capsys.readouterr()
    assert {"zoe", "zeno"} <= set(Account.objects.exclude(confirmed_entry=None).values_list("login", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        ("add", "zoe", "--name", "Zoe", "--email", "zoe@example.org"),
        ("appoint", "nora", "--role", "overseer"),
        ("end", "a-1"),
        ("confirm", "zoe"),
    ],
)
def test_after_the_founding_no_act_at_the_command_line_takes_a_name_at_its_word(house, monkeypatch, capsys, words):
    command(monkeypatch, *words, "--by", "anna", passwords=("mona",), code=1)
    assert "has the sign-in name anna and this password" in capsys.readouterr().err
    command(monkeypatch, *words, "--by", FOUNDING, passwords=("zoe",), code=1)
    assert person(house.refs["nora"]).appointments == ()


def test_where_the_key_of_the_installation_is_away_the_page_says_so_and_nothing_is_done(house):
    """It takes the key to mark the address, at the setting up and at the confirming."""
    ref, key = set_up(house), Home.from_environment().keys / "instance.key"
    away = key.rename(key.with_suffix(".away"))
    try:
        answers = [
            house.client("adam").post("/desk/people/new/", {**NEW, "login": "zack"}),
            house.client("anna").post(page_of(ref), {"email": NEW["email"]}),
        ]
    finally:
        away.rename(key)
    for answer in answers:
        assert answer.status_code == 503
        assert "Nothing was done: the key of this installation cannot be used." in answer.content.decode()
    assert not Account.objects.filter(login="zack").exists()
    assert Account.objects.get(ref=ref).confirmed_entry is None
