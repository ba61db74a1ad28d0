"""Signing in and out: one sentence for every wrong way in, a cookie that is of no use elsewhere, and nothing typed lost."""

import base64
import hashlib
import io
import json
from dataclasses import replace

import pytest
from django.test import Client

from evenhand.cli.main import main
from evenhand.doors.desk import demonstration
from evenhand.doors.staff.gate import COOKIE, safe_next
from evenhand.office.sign_in import LASTS, sign_out_everywhere
from evenhand.records.models import Appointment, Session
from evenhand.records.queries.register import size
from evenhand.site.home import Home
from evenhand.vault.agent.wire import CookieHalf
from evenhand.vault.errors import SlotGone
from evenhand.vault.totp import totp_code
from tests.doors.desk.house import PASSWORD, TEAM, address, enrolment, running_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

PAGE = "/desk/sign-in/"


def test_a_name_a_password_and_a_code_open_the_desk(house):
    client = Client()
    answer = client.post(PAGE, house.credentials("mona"))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert b"Mona Example" in client.get("/desk/").content


@pytest.mark.parametrize("wrong", [{"login": "nobody"}, {"password": "another one altogether"}, {"code": "000000"}])
def test_every_wrong_part_is_refused_in_the_same_words(house, wrong):
    answer = Client().post(PAGE, {**house.credentials("mona"), **wrong})
    assert answer.status_code == 422
    assert b"The sign-in name, password or code is not right." in answer.content
    assert COOKIE not in answer.cookies


def test_a_code_works_once(house):
    seen = house.credentials("mona")
    assert Client().post(PAGE, seen).status_code == 302
    assert Client().post(PAGE, seen).status_code == 422


def test_with_the_agent_stopped_the_page_says_so(house, own_agent):
    own_agent.stop()
    answer = Client().post(PAGE, house.credentials("mona"))
    assert answer.status_code == 503
    assert b"the key agent is not running" in answer.content


def test_what_was_typed_stays_but_for_the_secrets(house):
    answer = Client().post(PAGE, {**house.credentials("mona"), "code": "123"})
    assert b'value="mona"' in answer.content
    assert PASSWORD.encode() not in answer.content


def test_the_cookie_is_for_the_desk_alone_and_for_no_script(house, settings):
    settings.SECURE_COOKIES = True
    cookie = Client().post(PAGE, house.credentials("mona")).cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/desk/"
    assert not cookie["max-age"]


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(house):
    client = house.client("mona")
    copied = client.cookies[COOKIE].value
    assert client.post("/desk/sign-out/")["Location"].endswith("?out=1")
    thief = Client()
    thief.cookies[COOKIE] = copied
    assert thief.get("/desk/").status_code == 302


def forged(good: str) -> dict[str, str]:
    raw = base64.urlsafe_b64decode(good)
    return {
        "nothing": "",
        "no base64": "%%%",
        "not ascii": "é",
        "too short": base64.urlsafe_b64encode(raw[:30]).decode(),
        "too long": base64.urlsafe_b64encode(raw + b"x").decode(),
        "another token": base64.urlsafe_b64encode(bytes(24) + raw[24:]).decode(),
    }


def test_forged_cookies_lead_to_the_sign_in_page(house):
    for lie, value in forged(house.client("mona").cookies[COOKIE].value).items():
        client = Client()
        client.cookies[COOKIE] = value
        answer = client.get("/desk/people/")
        assert answer.status_code == 302, lie
        assert answer["Location"].startswith(PAGE), lie


@pytest.mark.parametrize("page", ["/desk/", "/desk/people/", "/desk/figures/", "/desk/register/"])
def test_a_true_token_with_a_forged_half_opens_no_page(house, page):
    client = house.client("ines")
    raw = base64.urlsafe_b64decode(client.cookies[COOKIE].value)
    client.cookies[COOKIE] = base64.urlsafe_b64encode(raw[:24] + bytes(32)).decode()
    answer = client.get(page)
    assert (answer.status_code, answer["Location"].startswith(PAGE)) == (302, True)


@pytest.mark.parametrize("half", ["made up", "of somebody signed in"])
def test_a_row_written_into_the_table_of_sessions_makes_nobody_of_the_staff(house, half):
    """The attack: somebody with the database password writes a session that is to be Dora's, for a cookie of their own."""
    index = house.recommended()
    own = base64.urlsafe_b64decode(house.client("nora").cookies[COOKIE].value)
    house.client("dora")
    slot = Session.objects.get(account=house.refs["dora"]).slot
    token, now = b"known to the intruder...", house.office.now()
    digest = hashlib.sha256(token).hexdigest()
    lasting = {"started": now, "expires": now + LASTS}
    Session.objects.create(digest=digest, account=house.refs["dora"], slot=slot, **lasting)
    intruder = Client()
    whole = token + (bytes(32) if half == "made up" else own[24:])
    intruder.cookies[COOKIE] = base64.urlsafe_b64encode(whole).decode()
    assert intruder.get("/desk/").status_code == 302
    decision = {"findings-1": "proved", "sanction": "4", "reasons": "None but mine."}
    before = size()
    answer = intruder.post(address(index, "cases", "1", "acts", "decide"), decision)
    assert (answer.status_code, size()) == (403, before)


def test_a_session_given_to_another_account_stays_that_of_who_signed_in(house):
    client = house.client("nora")
    Session.objects.update(account=house.refs["dora"])
    page = client.get("/desk/").content
    assert b"Nora Example" in page
    assert b"Dora Example" not in page


def test_every_page_is_closed_after_a_pause_not_only_those_with_words(house, tmp_path, monkeypatch):
    with running_agent(tmp_path / "run" / "agent.sock", idle_seconds=0) as impatient:
        monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: impatient)
        client = house.client("mona")
        for page in ("/desk/", "/desk/people/", "/desk/figures/", "/desk/rules/"):
            assert client.get(page).status_code == 302, page


def test_an_appointment_that_runs_out_takes_what_it_showed_in_the_session_that_goes_on(house):
    index = house.assigned()
    client = house.client("ivan")
    assert client.get(address(index)).status_code == 200
    Appointment.objects.filter(person=house.refs["ivan"]).update(until=house.office.today())
    assert client.get(address(index)).status_code == 404
    assert b"You hold no role today" in client.get("/desk/").content


def test_somebody_signed_out_everywhere_is_signed_out_in_every_browser_and_nobody_else_is(house, agent):
    mona, again, ines = house.client("mona"), house.client("mona"), house.client("ines")
    sign_out_everywhere(agent, house.refs["mona"])
    assert [client.get("/desk/").status_code for client in (mona, again, ines)] == [302, 302, 200]
    assert not Session.objects.filter(account=house.refs["mona"]).exists()


def test_the_command_that_ends_an_appointment_forgets_the_key_at_once(house, agent, capsys, monkeypatch):
    client, other = house.client("ivan"), house.client("irma")
    cookie = base64.urlsafe_b64decode(client.cookies[COOKIE].value)
    slot = Session.objects.get(account=house.refs["ivan"]).slot
    [appointment] = house.person("ivan").appointments
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}anna\n"))
    assert main(["people", "end", appointment.ref, "--by", "anna"]) == 0
    assert "ended" in capsys.readouterr().out
    with pytest.raises(SlotGone):
        agent.whose(slot, CookieHalf(cookie[24:]))
    assert [one.get("/desk/").status_code for one in (client, other)] == [302, 200]


def test_whose_appointment_was_made_elsewhere_is_told_so_and_not_that_their_password_is_wrong(house):
    Appointment.objects.filter(person=house.refs["mona"]).update(stand_in=bytes(32))
    answer = Client().post(PAGE, house.credentials("mona"))
    assert answer.status_code == 422
    assert b"your appointment was not made by this installation" in answer.content
    wrong = Client().post(PAGE, {**house.credentials("mona"), "password": "another one altogether"})
    assert b"The sign-in name, password or code is not right." in wrong.content


def test_a_session_is_over_after_half_a_day(house):
    client = house.client("mona")
    house.clock.moment += 13 * 3600 * house.clock.tick
    answer = client.get("/desk/")
    assert answer["Location"] == "/desk/sign-in/?next=%2Fdesk%2F&over=1"
    assert b"Your session is over" in client.get(answer["Location"]).content


def test_a_message_typed_while_the_session_ended_comes_back_to_be_sent_again(house):
    index = house.opened()
    client = house.client("mona")
    client.post("/desk/sign-out/")
    typed = "A long answer, <b>typed</b> with care."
    answer = client.post(address(index, "acts", "write"), {"text": typed, "password": "hidden"})
    assert answer.status_code == 403
    assert "A long answer, &lt;b&gt;typed&lt;/b&gt; with care." in answer.content.decode()
    assert b"hidden" not in answer.content.replace(b'type="hidden"', b"")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/", "/desk/../", "javascript:alert(1)"]
)
def test_signing_in_leads_to_a_page_of_the_desk_and_nowhere_else(elsewhere):
    assert safe_next(elsewhere) == "/desk/"
    assert safe_next("/desk/people/?page=2") == "/desk/people/?page=2"


def test_a_form_from_another_site_is_refused(house):
    client = house.client("mona")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    index = house.opened()
    assert strict.post(address(index, "acts", "write"), {"text": "Forged."}).status_code == 403
    assert strict.post("/desk/sign-out/").status_code == 403
    assert strict.get("/desk/").status_code == 200


@pytest.fixture
def logins():
    """The file that a demonstration writes; removed afterwards."""
    file = Home.from_environment().root / demonstration.FILE
    people = [
        {"login": login, "name": login.title(), "roles": [role.value for role in TEAM[login]], "password": PASSWORD + login,
         "totp": enrolment(login).totp_secret.base32}
        for login in ("mona", "nora")
    ]  # fmt: skip
    file.write_text(json.dumps({"people": people}), encoding="utf-8")
    yield
    file.unlink()


@pytest.mark.usefixtures("logins")
def test_the_demonstration_shows_its_logins_and_fills_one_in(house):
    listed = Client().get(PAGE).content.decode()
    assert "Demonstration only" in listed
    before = house.clock.moment
    filled = Client().get(PAGE, {"as": "mona"}).content.decode()
    codes = {totp_code(enrolment("mona").totp_secret, int(at.timestamp())) for at in (before, house.clock.moment)}
    assert f'value="{PASSWORD}mona"' in filled
    assert any(f'value="{code}"' in filled for code in codes)


@pytest.mark.usefixtures("logins")
def test_one_press_signs_in_to_the_demonstration(house):
    house.go_on()
    form = Client().get(PAGE, {"as": "mona"}).context["form"]
    assert Client().post(PAGE, {name: form[name].value() or "" for name in form.fields}).status_code == 302


@pytest.mark.usefixtures("house")
def test_without_the_file_no_login_is_shown():
    assert "Demonstration only" not in Client().get(PAGE, {"as": "mona"}).content.decode()


@pytest.mark.usefixtures("logins")
def test_any_other_origin_shows_no_login_whatever_file_lies_there(house, monkeypatch):
    real = replace(house.office, origin="register.example/body")
    monkeypatch.setattr("evenhand.site.middleware.make_office", lambda _home, _settings: real)
    page = Client().get(PAGE, {"as": "mona"}).content.decode()
    assert PASSWORD not in page
    assert "Demonstration only" not in page
    with pytest.raises(demonstration.NoDemonstrationError):
        demonstration.logins(real, Home.from_environment().root)
