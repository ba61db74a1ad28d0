"""Somebody is at the desk, or says so."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import Client

from evenhand.doors.staff.gate import COOKIE
from evenhand.office import act
from evenhand.office.appoint import appoint
from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.sign_in import LASTS
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.records.models import Appointment, Session
from evenhand.records.queries.register import size
from evenhand.site.clock import entropy
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.password import Enrolment, enrol
from evenhand.vault.totp import totp_code
from tests.doors.desk.house import running_agent
from tests.faults.people import page_words
from tests.faults.scenario import Told, scenario
from tests.office.keys import mail
from tests.office.team import REASONS, Team

PASSWORD = "eleven herons on the frozen lake"
TOKEN = b"known to the intruder..."


@scenario("A session of a decision maker, written into the database by somebody who has its password")
def a_session_written_into_the_database(office, tmp_path, monkeypatch) -> Told:
    """Who is signed in is asked of the key agent, which wants the half that only the true cookie holds."""
    with desk(office, tmp_path, monkeypatch) as (_agent, dora):
        true, now = hire(office, dora, "dora"), office.now()
        assert true.get("/desk/").status_code == 200
        [there] = Session.objects.all()
        digest, until = hashlib.sha256(TOKEN).hexdigest(), now + LASTS
        Session.objects.create(digest=digest, account=there.account, slot=there.slot, started=now, expires=until)
        intruder, before = Client(), size()
        intruder.cookies[COOKIE] = base64.urlsafe_b64encode(TOKEN + bytes(32)).decode()
        sent = intruder.post("/desk/register/", {"narrative": "In her name."})
        assert (sent.status_code, size()) == (403, before)
        turned_away = intruder.get("/desk/people/", follow=True).content.decode()
        assert "Sign in to the case desk" in turned_away
    return Told(
        page_words(sent.content.decode()),
        "nothing",
        "nobody: it opens nothing, and goes with the sessions that ran out",
    )


@scenario("The key agent is away while people work at the desk")
def the_key_agent_is_away(office, tmp_path, monkeypatch) -> Told:
    """Nothing is shown and nothing taken; when it answers again, everybody goes on where they were."""
    socket = tmp_path / "run" / "agent.sock"
    with desk(office, tmp_path, monkeypatch) as (_agent, dora):
        client = hire(office, dora, "dora")
        socket.rename(tmp_path / "away")
        answer = client.get("/desk/")
        assert answer.status_code == 503
        (tmp_path / "away").rename(socket)
        assert client.get("/desk/").status_code == 200
    return Told(page_words(answer.content.decode()), "nothing", "everybody at the desk; `evenhand doctor --running`")


@scenario("Staff whose appointment was made on another installation")
def an_appointment_made_elsewhere(office, tmp_path, monkeypatch) -> Told:
    """The instance key stands in for nobody whom it did not vouch for, and they are told that it is not their password."""
    with desk(office, tmp_path, monkeypatch) as (_agent, dora):
        hire(office, dora, "dora")
        Appointment.objects.update(stand_in=bytes(32))
        answer = sign_in(office, dora, "dora", Client())
        assert answer.status_code == 422
        [sentence] = answer.context["form"].non_field_errors()
    return Told(str(sentence), "nothing", "the person themselves; whoever runs `evenhand doctor`")


@scenario("Two complaints are linked in the moment in which somebody who decides one is to investigate the other")
def a_link_in_the_same_moment(office, clock, monkeypatch) -> Told:
    """Links are looked at again under the lock of the register's head, and it is decided anew."""
    team = Team(office, clock)
    team.hire()
    appoint(office, "founding", team.refs["ivan"], "decision-maker")
    ours, other = (team.receive(token) for token in ("ours", "other"))
    for index in (ours, other):
        team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
        team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
        team.do("mona", index, team.a_case())
    team.do("mona", other, c.Assign(case=1, duty="decide", person=team.refs["ivan"]))
    load, left = act.load, [lambda: team.do("mona", other, c.Link(other=ours, type="same-incident", reasons=REASONS))]

    def loaded(*arguments):
        found = load(*arguments)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(act, "load", loaded)
    answer = team.ask("mona", ours, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    assert isinstance(answer, Refusal)
    return Told(answer.sentence.replace(team.refs["ivan"], "The investigator"), "nothing", "whoever assigns")


@contextmanager
def desk(office: Office, folder: Path, monkeypatch) -> Iterator[tuple[AgentClient, Enrolment]]:
    """The real desk of that office, with a real key agent, and somebody's keys."""
    with running_agent(folder / "run" / "agent.sock") as agent:
        monkeypatch.setattr("evenhand.site.middleware.make_office", lambda _home, _settings: office)
        monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: agent)
        yield agent, enrol(PASSWORD, entropy)


def hire(office: Office, enrolment: Enrolment, login: str) -> Client:
    """An account with the role of a decision maker, signed in."""
    ref = create_account(office, "founding", NewAccount(login, login.title(), enrolment, mail(login)))
    assert isinstance(ref, str), ref
    assert isinstance(appoint(office, "founding", ref, "decision-maker"), str)
    client = Client()
    assert sign_in(office, enrolment, login, client).status_code == 302
    return client


def sign_in(office: Office, enrolment: Enrolment, login: str, client: Client):
    """The answer to the right password and a code that was not used."""
    office.clock.moment += 60 * office.clock.tick
    code = totp_code(enrolment.totp_secret, int(office.now().timestamp()))
    return client.post("/desk/sign-in/", {"login": login, "password": PASSWORD, "code": code})
