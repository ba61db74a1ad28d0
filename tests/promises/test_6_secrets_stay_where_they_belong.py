"""Promise 6: the words, names and files of a case are readable by the people working on it and nobody else.

What is not there yet: agreements that gag, oversight notes, invitations for other parties.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.complainant import Complainant
from evenhand.office.keyring import SlotKeys
from evenhand.office.reading import read_contents
from evenhand.office.sign_in import resume, sign_in
from evenhand.process import commands as c
from evenhand.records.models import Appointment
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.launch import launch
from evenhand.vault.agent.wire import Caller
from evenhand.vault.totp import totp_code
from tests.office.team import enrolment
from tests.promises.casework import CANARIES


@pytest.fixture
def agent_without_instance_key():
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "agent.sock"
        process = launch(socket, Path(folder), instance_key=False)
        yield AgentClient(socket)
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@pytest.mark.django_db
def test_two_people_open_their_own_complaints_and_no_other_with_no_instance_key_on_the_machine(
    team, agent_without_instance_key
):
    agent, office = agent_without_instance_key, team.office
    complaints = {login: team.receive(login) for login in ("ivan", "irma")}
    for login, index in complaints.items():
        team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
        team.do("tara", index, c.Assess(result="accepted", reasons="It falls under the code of conduct."))
        team.do("mona", index, team.a_case())
        team.do("mona", index, c.Assign(case=1, duty="investigate", person=team.refs[login]))
    Appointment.objects.update(stand_in=None)  # which only an agent with the instance key could check
    read = {login: opened_by(office, agent, login, complaints.values()) for login in complaints}
    assert read == {login: {index} for login, index in complaints.items()}


def opened_by(office, agent, login, indexes) -> set[int]:
    """Which of these entries somebody opens who signs in with their password and code."""
    code = totp_code(enrolment(login).totp_secret, int(office.now().timestamp()))
    cookie = sign_in(office, agent, Caller(login), f"a lantern over the quiet harbour {login}", code)
    assert isinstance(cookie, str), cookie
    who = resume(office, agent, cookie)
    return set(read_contents(list(indexes), SlotKeys(agent, who.slot, who.cookie_half, who.key)).by_entry)


def everything_written(home: Path) -> dict[str, bytes]:
    """Every file of the organisation with its bytes (database, its log, blobs, drafts, tiles), and what the service said."""
    files = [path for path in [*home.rglob("*"), home.parent / "serve.log"] if path.is_file()]
    return {str(path): path.read_bytes() for path in files if path.exists()}


def test_nothing_that_people_wrote_sent_or_are_called_stands_clear_in_any_file(served, played):
    written = everything_written(served.home)
    assert any(name.endswith("evenhand.sqlite3") for name in written)
    assert any("/blobs/" in name for name in written)
    assert all("kanarie" in clear.lower() for clear in CANARIES.values())
    words = ["KANARIE", "kanarie", "Wendeline", "Gottlieb", played.made.phrase, played.made.mark]
    spelt = {word: (word.encode(), word.encode("utf-16-le")) for word in words}
    found = [
        (word, name)
        for name, content in written.items()
        for word, spellings in spelt.items()
        if word in name or any(spelling in content for spelling in spellings)
    ]
    assert found == []


def test_those_who_work_on_the_case_read_it(played):
    page = played.browsers["investigator"].get(f"/desk/complaints/{played.made.number}/")
    for what in ("narrative", "message", "respondent", "particulars", "evidence", "reply", "recommendation"):
        assert CANARIES[what] in page, what


def test_the_complainant_reads_their_own_words_and_none_of_the_case(served, played):
    page = Complainant(served.url).follow(played.made.phrase)
    assert CANARIES["narrative"] in page
    assert CANARIES["message"] in page
    for what in ("respondent", "particulars", "evidence", "reply", "recommendation", "decision"):
        assert CANARIES[what] not in page, what


def test_nobody_can_be_named_from_what_the_public_sees(served, played):  # noqa: ARG001  (what is looked at)
    public = Browser(served.url)
    pages = [public.get(path) for path in ("/register/", "/register/entries/", "/register/figures/")]
    assert [clear for clear in CANARIES.values() for page in pages if clear in page] == []


def test_every_look_at_a_case_is_recorded(served, played):
    def looks() -> int:
        with closing(sqlite3.connect(f"file:{served.home / 'evenhand.sqlite3'}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM records_look").fetchone()[0]

    before = looks()
    played.browsers["investigator"].get(f"/desk/complaints/{played.made.number}/")
    assert looks() == before + 1
