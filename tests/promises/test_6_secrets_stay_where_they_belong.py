"""Promise 6: the words, names and files of a case are readable by the people working on it and nobody else."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.reading import read_contents
from evenhand.office.sign_in import resume, sign_in
from evenhand.process.appointing import FOUNDING
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.launch import launch
from evenhand.vault.keys import PublicKey
from evenhand.vault.password import enrol
from evenhand.vault.totp import totp_code
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db
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
        cookie = sign_in(office, agent, login, PASSWORD, code)
        assert isinstance(cookie, str), cookie
        session = resume(office, cookie)
        contents = read_contents(
            [hers.index, his.index],
            lambda targets, session=session: agent.open(session.slot, session.cookie_half, targets),
        )
        read[login] = set(contents.by_entry)
        assert contents.closed == 1
    assert read == {"anna": {hers.index}, "bruno": {his.index}}
