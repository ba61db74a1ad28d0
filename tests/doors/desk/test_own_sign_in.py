"""A member of staff's own password and second factor, at the desk: what changes, what ends, what the register says of it."""

import base64
import hashlib
import io
import json
import re

import pytest
from django.test import Client

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.committed import check_committed
from evenhand.cli.main import main
from evenhand.doors.staff.gate import COOKIE
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.sign_in import resume
from evenhand.process.appointing import may_confirm
from evenhand.process.facts import Refusal
from evenhand.records.load import as_recorded, people
from evenhand.records.models import Account, NewDevice, Record, Session, SignIn
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import WrongPassword
from evenhand.vault.password import PasswordRecord, record_of, unlock
from evenhand.vault.totp import TotpSecret, totp_code
from tests.doors.desk.house import PASSWORD, QUICK, enrolment
from tests.office.keys import mail
from tests.vault.agent.test_changing import NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

PAGE, DEVICE, CONFIRM, SIGN_IN = "/desk/account/", "/desk/new-device/", "/desk/new-device/confirm/", "/desk/sign-in/"


def change(house, client, login="mona", **wrong):
    """What somebody types to change their password."""
    typed = house.credentials(login)
    asked = {"password": typed["password"], "code": typed["code"], "new": NEW, "again": NEW}
    return client.post(PAGE, {**asked, **wrong})


def code_of(house, secret):
    """What a device shows, at a time at which no code was used."""
    house.go_on()
    return totp_code(secret, int(house.clock.moment.timestamp()) + 1)


def said(act):
    """The facts of the newest act of this name."""
    row = (
        Record.objects.filter(act=act).order_by("-entry_id").values_list("entry_id", "facts", "entry__record").first()
    )
    [recorded] = as_recorded([row])
    return recorded


def troubles():
    """What the doctor says of the tables of the office."""
    claims = Claims()
    for recorded in as_recorded(
        Record.objects.order_by("entry_id").values_list("entry_id", "facts", "entry__record")
    ):
        list(claims.hear(recorded, None))
    return [(one.table, one.column) for one in check_committed(claims)]


def stored(login):
    return PasswordRecord.from_dict(Account.objects.get(login=login).credentials)


def test_a_new_password_opens_the_desk_and_the_old_one_nothing(house):
    assert change(house, house.client("mona"))["Location"] == PAGE + "?changed=1"
    assert Client().post(SIGN_IN, house.credentials("mona")).status_code == 422
    assert Client().post(SIGN_IN, {**house.credentials("mona"), "password": NEW}).status_code == 302
    with pytest.raises(WrongPassword):
        unlock(stored("mona"), PASSWORD + "mona")
    assert unlock(stored("mona"), NEW).key_pair == enrolment("mona").key_pair


def test_every_other_session_ends_and_that_of_nobody_else(house, agent):
    here, there, ines = house.client("mona"), house.client("mona"), house.client("ines")
    change(house, here)
    assert [one.get("/desk/").status_code for one in (here, there, ines)] == [200, 302, 200]
    assert Session.objects.filter(account=house.refs["mona"]).count() == 1
    assert resume(house.office, agent, there.cookies[COOKIE].value) is None
    assert agent.sign_out_person(house.refs["mona"]) == 1, "a slot of the ended session was left in the agent"


def test_it_is_an_act_that_holds_no_secret_and_the_doctor_has_nothing_to_say(house):
    change(house, house.client("mona"))
    act, account = said("credentials-changed"), Account.objects.get(login="mona")
    assert act.data["account"] == act.data["by"] == house.refs["mona"]
    assert act.data["what"] == "password"
    assert account.changed_entry == act.index
    for secret in stored("mona").to_dict().values():
        assert str(secret) not in json.dumps(act.data)
    assert troubles() == []
    page = house.client("ines").get("/desk/people/").content.decode()
    assert "An account&#x27;s password or second factor changed" in page


def test_the_doctor_names_old_credentials_that_somebody_put_back(house):
    before = Account.objects.get(login="mona").credentials
    change(house, house.client("mona"))
    Account.objects.filter(login="mona").update(credentials=before)
    assert troubles() == [("account", "digest")]
    Account.objects.filter(login="mona").update(changed_entry=None)
    assert set(troubles()) == {("account", "digest"), ("account", "changed_entry")}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "another one altogether"}, "The sign-in name, password or code is not right."),
        ({"code": "000000"}, "The sign-in name, password or code is not right."),
        ({"again": "eleven brown hens in a raw"}, "The two new passwords differ."),
        ({"new": "short", "again": "short"}, "use at least 12"),
        ({"new": "mona12345678", "again": "mona12345678"}, "your user name or little more"),
        ({"new": PASSWORD + "mona", "again": PASSWORD + "mona"}, "The new password is the old one."),
    ],
)
def test_what_is_not_right_changes_nothing_and_gives_no_secret_back(house, wrong, sentence):
    client, before = house.client("mona"), Account.objects.get(login="mona").credentials
    answer = change(house, client, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    for secret in (PASSWORD, NEW, *wrong.values()):
        assert f'value="{secret}"' not in answer.content.decode() or secret == "000000"
    assert Account.objects.get(login="mona").credentials == before
    assert not Record.objects.filter(act="credentials-changed").exists()


def test_a_sign_in_with_the_old_password_that_was_under_way_opens_nothing(house, agent, monkeypatch):
    """The race: the old password is found right, and the account changes before the session is written."""
    here, checked = house.client("mona"), AgentClient.sign_in
    typed = house.credentials("mona")

    def slow(self, *asked):
        slot = checked(self, *asked)
        monkeypatch.setattr(AgentClient, "sign_in", checked)
        assert change(house, here).status_code == 302
        return slot

    monkeypatch.setattr(AgentClient, "sign_in", slow)
    assert Client().post(SIGN_IN, typed).status_code == 422
    assert agent.sign_out_person(house.refs["mona"]) == 1


def begin(client, house, login="mona", **other):
    return client.post(DEVICE, {**house.credentials(login), **other})


def shown(page):
    """The second factor that stands on the page, and the fields that go back with the code."""
    text = page.content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", text)[1].replace(" ", "")
    fields = dict(re.findall(r'<input type="hidden" name="(login|pending)" value="([^"]+)"', text))
    return TotpSecret(base64.b32decode(secret)), fields


def test_a_new_device_takes_the_place_of_the_old_one_and_everybody_of_that_name_is_signed_out(house):
    there, client = house.client("mona"), Client()
    page = begin(client, house)
    secret, fields = shown(page)
    assert "<svg" in page.content.decode()
    assert Client().post(SIGN_IN, house.credentials("mona")).status_code == 302, (
        "nothing has changed before it is confirmed"
    )
    wrong = client.post(CONFIRM, {**fields, "code": "000000"})
    assert wrong.status_code == 422
    assert b"This is not a code of the new device." in wrong.content
    assert secret.base32[:4].encode() not in wrong.content
    assert client.post(CONFIRM, {**fields, "code": code_of(house, secret)})["Location"] == SIGN_IN + "?device=1"
    assert there.get("/desk/").status_code == 302
    assert Client().post(SIGN_IN, house.credentials("mona")).status_code == 422
    typed = {**house.credentials("mona"), "code": code_of(house, secret)}
    assert Client().post(SIGN_IN, typed).status_code == 302
    assert said("credentials-changed").data["what"] == "second-factor"
    assert troubles() == []


def test_an_unknown_name_is_answered_as_a_known_one_that_begins_with_a_wrong_code(house):
    known = Client().post(DEVICE, {**house.credentials("mona"), "code": "000000"})
    unknown = Client().post(DEVICE, {**house.credentials("mona"), "login": "neva", "code": "000000"})
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    assert known.status_code == unknown.status_code == 422
    assert token.sub(b"", known.content) == token.sub(b"", unknown.content).replace(b"neva", b"mona")


def allow(capsys, monkeypatch, *words, by="adam", second="anna", passwords=("adam", "anna"), code=0):
    """The command, with both passwords on its standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{PASSWORD}{login}\n" for login in passwords)))
    assert main(["people", "new-device", *words, "--by", by, "--second", second, "--json"]) == code
    printed = capsys.readouterr()
    return json.loads(printed.out)["code"] if code == 0 else printed.err


def test_a_lost_device_is_replaced_by_two_others_together_and_the_password(house, capsys, monkeypatch):
    monkeypatch.setattr("evenhand.site.wiring.SystemClock", lambda: house.clock)
    allowed, client = allow(capsys, monkeypatch, "mona"), Client()
    assert begin(client, house, code=allowed, password="a guess at it, no more").status_code == 422
    secret, fields = shown(begin(client, house, code=allowed))
    assert client.post(CONFIRM, {**fields, "code": code_of(house, secret)}).status_code == 302
    assert begin(client, house, code=allowed).status_code == 422, "the code was used up"
    assert not NewDevice.objects.exists()
    act = said("new-device-allowed")
    assert (act.data["by"], act.data["second"]) == (house.refs["adam"], house.refs["anna"])
    assert allowed not in json.dumps(act.data)
    assert troubles() == []
    assert "Confirmed by" in house.client("ines").get("/desk/people/").content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"second": "adam", "passwords": ("adam", "adam")}, "A second person has to confirm this"),
        ({"by": "anna", "second": "adam", "passwords": ("anna", "adam")}, "Only the administrator can do this."),
        ({"second": "mona", "passwords": ("adam", "mona")}, "Nobody decides this about themselves."),
        ({"second": "ines", "passwords": ("adam", "ines")}, "Only an administrator or an appointing authority"),
        ({"passwords": ("adam", "adam")}, "has the sign-in name anna and this password"),
        ({"passwords": ("anna", "anna")}, "has the sign-in name adam and this password"),
    ],
)
def test_nobody_replaces_a_device_alone_or_with_somebody_who_may_not(house, capsys, monkeypatch, asked, sentence):
    assert house.refs["mona"]
    assert sentence in allow(capsys, monkeypatch, "mona", code=1, **asked)
    assert not NewDevice.objects.exists()


def test_nobody_confirms_what_is_about_themselves(house):
    everybody, today, refs = people(), house.office.today(), house.refs
    for second, by, account in (("anna", "adam", "anna"), ("anna", "adam", "adam"), ("adam", "adam", "mona")):
        answer = may_confirm(refs[second], refs[by], refs[account], everybody, today)
        assert isinstance(answer, Refusal)
    assert may_confirm(refs["anna"], refs["adam"], refs["mona"], everybody, today) is None


def test_a_step_is_stored_so_that_a_code_works_once_also_after_the_agent_was_renewed(house):
    change(house, house.client("mona"))
    now = int(house.clock.moment.timestamp()) // 30
    assert SignIn.objects.get(account=house.refs["mona"]).step in (now, now - 1), (
        "the clock goes on with each look at it"
    )


def test_one_second_factor_never_serves_two_accounts(house):
    """The attack: the secret of one's own authenticator is put into an account that somebody else is to have."""
    mona, nora = enrolment("mona"), enrolment("nora")
    shared = record_of(PASSWORD + "nora", nora.key_pair, mona.totp_secret, house.office.entropy, QUICK)
    Account.objects.filter(login="nora").update(credentials=shared.to_dict())
    house.client("mona")
    house.go_on()
    typed = {"login": "nora", "password": PASSWORD + "nora", "code": house.credentials("mona")["code"]}
    answer = Client().post(SIGN_IN, typed)
    assert answer.status_code == 422
    assert b"serves another account too" in answer.content
    assert not Session.objects.filter(account=house.refs["nora"]).exists()
    secret, fields = shown(Client().post(DEVICE, {**typed, "code": house.credentials("mona")["code"]}))
    assert Client().post(CONFIRM, {**fields, "code": code_of(house, secret)}).status_code == 302
    assert Client().post(SIGN_IN, {**typed, "code": code_of(house, secret)}).status_code == 302
    assert Client().post(SIGN_IN, house.credentials("mona")).status_code == 302


def test_the_mark_of_a_second_factor_tells_nothing_of_it(house):
    house.client("mona")
    house.client("nora")
    marks = [str(mark) for mark in SignIn.objects.exclude(factor=None).values_list("factor", flat=True)]
    assert len(set(marks)) == 2
    secret = enrolment("mona").totp_secret
    assert secret.hex() not in marks
    assert hashlib.sha256(secret).hexdigest() not in marks


def test_no_two_accounts_have_one_sign_in_name_or_the_same_keys(house):
    refusals = [
        create_account(house.office, house.refs["adam"], NewAccount(login, "Another", keys, mail(login)))
        for login, keys in (("mona", enrolment("another")), ("another", enrolment("mona")))
    ]
    assert [refusal.code for refusal in refusals] == ["login-taken", "key-taken"]
