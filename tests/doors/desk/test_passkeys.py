"""Passkeys at the desk: added, shown in the place of the code, removed; what the register and doctor say, and what is refused."""

import base64
import json
import re

import pytest
from django.test import Client

from evenhand.office.passkeys import passkeys_of
from evenhand.records.models import Account, PasskeyUse, Record, Session
from evenhand.site.clock import entropy
from evenhand.vault.passkey import Passkey
from evenhand.vault.password import PasswordRecord, record_of
from evenhand.vault.webauthn import Place, read_new
from tests.doors.desk.house import PASSWORD, QUICK, enrolment
from tests.doors.desk.test_own_sign_in import code_of, said, shown, troubles
from tests.vault.authenticator import Device

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

PAGE, OPTIONS, REMOVE = "/desk/account/passkeys/", "/desk/account/passkeys/options/", "/desk/account/passkeys/remove/"
SIGN_IN, ASK = "/desk/sign-in/", "/desk/sign-in/passkey/"
HERE = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "192.0.2.7"}
"""With an address of its own, so that wrong tries here count for no other test."""


def device(**other):
    """Somebody's device, at the address of these tests."""
    return Device(place="localhost", origin="http://localhost:8000", **other)


def unb64(text):
    return base64.urlsafe_b64decode(text + "==")


def add(house, client, one, login="mona", label="Blue key", **wrong):
    """What the script of the page does, and the form that follows."""
    asked = client.post(OPTIONS, **HERE).json()
    typed = house.credentials(login)
    form = {"label": label, "password": typed["password"], "code": typed["code"]}
    return client.post(PAGE, {**form, "made": one.made(unb64(asked["challenge"])), **wrong}, **HERE)


def give(key, login="mona"):
    """The same account as after `add`, but for the act, and as cheap to sign in to as all accounts here."""
    challenge, owner = bytes(56), enrolment(login)
    made = read_new(key.made(challenge), challenge, Place(key.origin))
    passkey = Passkey(made.id, made.public, "localhost", "Blue key", "2026-03-03", 0)
    record = record_of(PASSWORD + login, owner.key_pair, owner.totp_secret, entropy, QUICK, (passkey,))
    Account.objects.filter(login=login).update(credentials=record.to_dict())
    account = Account.objects.get(login=login)
    PasskeyUse.objects.create(mark=passkey.mark, account=account.ref)


def show(one, login="mona", client=None, **wrong):
    """The sign-in with a passkey: the script asks for the challenge, and the form brings the answer and no code."""
    client = client or Client()
    asked = client.post(ASK, {"login": login}, **HERE).json()
    typed = {
        "login": login,
        "password": PASSWORD + login,
        "code": "",
        "passkey": one.shown(unb64(asked["challenge"])),
    }
    return client.post(SIGN_IN, {**typed, **wrong}, **HERE)


def test_one_is_added_signs_in_without_a_code_and_is_removed(house):
    client, key, visitor = house.client("mona"), device(), Client()
    assert add(house, client, key)["Location"] == PAGE + "?added=1"
    assert "Blue key" in client.get(PAGE, **HERE).content.decode()
    assert show(key, client=visitor).status_code == 302
    assert visitor.get("/desk/", **HERE).status_code == 200
    assert Client().post(SIGN_IN, house.credentials("mona")).status_code == 302, "codes go on working"
    [passkey] = passkeys_of(house.refs["mona"])
    typed = house.credentials("mona")
    form = {"mark": passkey.mark, "password": typed["password"], "code": typed["code"]}
    assert client.post(REMOVE, form, **HERE)["Location"] == PAGE + "?removed=1"
    assert show(key).status_code == 422
    assert not PasskeyUse.objects.exists()


def test_what_a_browser_is_asked_with_says_where_whose_and_which_there_are(house):
    client, key = house.client("mona"), device()
    give(key)
    asked = client.post(OPTIONS, **HERE).json()
    assert asked["rp"] == {"id": "localhost", "name": "Association of Examples"}
    assert [unb64(one["id"]) for one in asked["excludeCredentials"]] == [key.id]
    assert asked["user"]["name"] == "mona"
    assert house.refs["mona"] not in json.dumps(asked)
    assert asked["authenticatorSelection"]["residentKey"] == "required"


def test_every_other_session_ends_when_one_is_added_and_when_one_is_removed(house):
    here, there, ines = house.client("mona"), house.client("mona"), house.client("ines")
    add(house, here, device())
    assert [one.get("/desk/").status_code for one in (here, there, ines)] == [200, 302, 200]
    there = house.client("mona")
    typed, [passkey] = house.credentials("mona"), passkeys_of(house.refs["mona"])
    here.post(REMOVE, {"mark": passkey.mark, "password": typed["password"], "code": typed["code"]}, **HERE)
    assert [one.get("/desk/").status_code for one in (here, there, ines)] == [200, 302, 200]
    assert Session.objects.filter(account=house.refs["mona"]).count() == 1


def test_both_are_acts_that_hold_nothing_of_the_passkey_and_the_doctor_has_nothing_to_say(house):
    client = house.client("mona")
    add(house, client, device())
    act, account = said("credentials-changed"), Account.objects.get(login="mona")
    assert (act.data["what"], act.data["by"]) == ("passkey-added", house.refs["mona"])
    passkey = account.credentials["passkeys"][0]
    for name in ("id", "public", "label", "place"):
        assert passkey[name] not in json.dumps(act.data)
    assert troubles() == []
    assert "A passkey was added" in house.client("ines").get("/desk/people/").content.decode()


def test_a_passkey_that_somebody_wrote_into_the_database_signs_nobody_in_and_the_doctor_names_the_row(house):
    mine = device()
    add(house, house.client("ines"), mine, login="ines")
    theirs = Account.objects.get(login="ines").credentials
    account = Account.objects.get(login="mona")
    account.credentials |= {name: theirs[name] for name in ("passkeys", "passkeys_proof")}
    account.save()
    assert show(mine).status_code == 422
    assert troubles() == [("account", "digest")]


def test_a_passkey_that_was_removed_and_put_back_with_its_whole_record_is_named(house):
    client, key = house.client("mona"), device()
    add(house, client, key)
    before = Account.objects.get(login="mona").credentials
    typed, [passkey] = house.credentials("mona"), passkeys_of(house.refs["mona"])
    client.post(REMOVE, {"mark": passkey.mark, "password": typed["password"], "code": typed["code"]}, **HERE)
    Account.objects.filter(login="mona").update(credentials=before)
    assert troubles() == [("account", "digest")]


def test_one_passkey_never_serves_two_accounts(house):
    key = device()
    assert add(house, house.client("mona"), key).status_code == 302
    again = add(house, house.client("ines"), key, login="ines")
    assert again.status_code == 422
    assert "serves another account too" in again.content.decode()
    assert passkeys_of(house.refs["ines"]) == ()


@pytest.mark.usefixtures("house")
def test_where_the_table_was_lost_the_second_account_that_shows_it_is_not_let_in():
    key = device()
    give(key)
    PasskeyUse.objects.all().delete()
    give(key, login="ines")
    assert show(key, login="ines").status_code == 302
    refused = show(key)
    assert refused.status_code == 422
    assert "serves another account too" in refused.content.decode()


def test_the_count_of_a_device_is_kept_so_that_a_copy_of_it_is_refused(house):
    key = device()
    give(key, "rosa")
    assert [show(key, "rosa").status_code for _ in range(3)] == [302] * 3
    use = PasskeyUse.objects.get()
    assert (use.account, use.counter) == (house.refs["rosa"], 3)
    copy = device(id=key.id, key=key.key, counter=1)
    assert show(copy, "rosa").status_code == 422


@pytest.mark.usefixtures("house")
def test_a_page_of_another_host_or_port_brings_nothing():
    key = device()
    give(key, "dirk")
    elsewhere = device(id=key.id, key=key.key, counter=5)
    elsewhere.origin = "http://localhost:9000"
    assert show(elsewhere, "dirk").status_code == 422
    elsewhere.place, elsewhere.origin = "evil.example", "https://evil.example"
    assert show(elsewhere, "dirk").status_code == 422


@pytest.mark.usefixtures("house", "own_agent")
def test_every_wrong_try_gets_the_same_bytes_and_gives_no_answer_back():
    key = device()
    give(key)
    wrong = [
        show(key, password="another one altogether"),
        show(device()),
        show(device(id=key.id)),
        show(key, passkey="{}"),
        show(device(), login="neva"),
        show(device(), login="ines"),
    ]
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    pages = {re.sub(rb'value="(neva|ines|mona)"', b"", token.sub(b"", page.content)) for page in wrong}
    assert len(pages) == 1
    assert {page.status_code for page in wrong} == {422}
    assert b"clientDataJSON" not in pages.pop()


@pytest.mark.usefixtures("house")
def test_the_question_for_a_passkey_is_the_same_for_a_name_that_nobody_has(django_assert_num_queries):
    give(device())
    for login in ("mona", "neva", "", "x" * 500):
        with django_assert_num_queries(0):
            asked = Client().post(ASK, {"login": login}, **HERE).json()
        assert set(asked) == {"challenge", "rpId", "timeout", "userVerification"}
        assert len(unb64(asked["challenge"])) == 56


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "another one altogether"}, "The sign-in name, password or code is not right."),
        ({"code": "000000"}, "The sign-in name, password or code is not right."),
        ({"made": ""}, "Your browser made no passkey."),
        ({"made": "{}"}, "This passkey was not added"),
        ({"label": ""}, "“A name for it” is missing"),
    ],
)
def test_what_is_not_right_adds_nothing(house, wrong, sentence):
    answer = add(house, house.client("olga"), device(), "olga", **wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert passkeys_of(house.refs["olga"]) == ()
    assert not Record.objects.filter(act="credentials-changed").exists()


def test_nobody_removes_what_is_not_theirs_or_without_password_and_code(house):
    give(device(), login="ines")
    give(device(), "tara")
    [hers] = passkeys_of(house.refs["ines"])
    [mine] = passkeys_of(house.refs["tara"])
    client, typed = house.client("tara"), house.credentials("tara")
    for form in (
        {"mark": hers.mark, "password": typed["password"], "code": typed["code"]},
        {"mark": mine.mark, "password": "another one altogether", "code": typed["code"]},
        {"mark": mine.mark, "password": typed["password"], "code": "000000"},
        {},
    ):
        answer = client.post(REMOVE, form, **HERE)
        assert answer.status_code == 422
        assert PASSWORD not in answer.content.decode()
    assert (passkeys_of(house.refs["ines"]), passkeys_of(house.refs["tara"])) == ((hers,), (mine,))


def test_a_new_authenticator_ends_every_passkey(house):
    key = device()
    give(key, "irma")
    secret, fields = shown(Client().post("/desk/new-device/", house.credentials("irma")))
    Client().post("/desk/new-device/confirm/", {**fields, "code": code_of(house, secret)})
    assert PasswordRecord.from_dict(Account.objects.get(login="irma").credentials).passkeys == ()
    assert not PasskeyUse.objects.exists()
    assert show(key, "irma").status_code == 422


def test_passkeys_are_offered_at_a_host_name_and_not_at_a_number(house):
    named = Client().get(SIGN_IN, **HERE).content.decode()
    assert "data-passkey-part hidden" in named
    assert "desk/passkey" in named
    numbered = Client().get(SIGN_IN, HTTP_HOST="127.0.0.1:8000").content.decode()
    assert "data-passkey" not in numbered
    page = house.client("mona").get(PAGE, HTTP_HOST="127.0.0.1:8000").content.decode()
    assert "There are no passkeys at this address" in page


@pytest.mark.usefixtures("house")
def test_without_the_agent_the_question_says_so(own_agent):
    own_agent.stop()
    assert Client().post(ASK, {"login": "mona"}, **HERE).status_code == 503
