"""Promise 6: the words, names and files of a case are readable by the people working on it and nobody else.

What is not there yet: agreements that gag, teams with keys of their own, oversight notes, invitations for other parties.
"""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.complainant import Complainant
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.reading import read_contents
from evenhand.office.sign_in import resume, sign_in
from evenhand.process.appointing import FOUNDING
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.launch import launch
from evenhand.vault.agent.wire import Caller
from evenhand.vault.keys import PublicKey
from evenhand.vault.password import enrol
from evenhand.vault.totp import totp_code
from tests.office.scenes import complain
from tests.promises.casework import CANARIES

PASSWORD = "a long enough passphrase for a test"


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
def test_two_people_in_place_of_the_instance_key_open_their_own_complaints_and_no_other(
    office, agent_without_instance_key
):
    agent = agent_without_instance_key
    enrolments = {login: enrol(PASSWORD, office.entropy) for login in ("anna", "bruno")}
    for login, enrolment in enrolments.items():
        assert isinstance(create_account(office, FOUNDING, NewAccount(login, login.title(), enrolment)), str)
    for_anna = replace(office, staff_keys=(PublicKey(enrolments["anna"].record.public),))
    for_bruno = replace(office, staff_keys=(PublicKey(enrolments["bruno"].record.public),))
    hers, _ = complain(for_anna, "first", narrative="What only Anna may read, at some length.")
    his, _ = complain(for_bruno, "second", narrative="What only Bruno may read, at some length.")

    read = {}
    for login, enrolment in enrolments.items():
        code = totp_code(enrolment.totp_secret, int(office.now().timestamp()))
        cookie = sign_in(office, agent, Caller(login), PASSWORD, code)
        assert isinstance(cookie, str), cookie
        session = resume(office, agent, cookie)
        contents = read_contents(
            [hers.index, his.index],
            lambda targets, session=session: agent.open(session.slot, session.cookie_half, targets),
        )
        read[login] = set(contents.by_entry)
        assert contents.closed == 1
    assert read == {"anna": {hers.index}, "bruno": {his.index}}


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
