"""Guessing a password at the command line costs what it costs at the door, counted in the one key agent (DESIGN 5.8)."""

import io
from pathlib import Path

import pytest

from evenhand.cli.main import main
from evenhand.office.known_person import known_person
from evenhand.process.facts import Refusal
from evenhand.records.models import Record
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.throttle import FREE_TRIES
from tests.doors.desk.conftest import _shared_agent, house, own_agent  # noqa: F401  (fixtures, also those that these ask for)
from tests.doors.desk.house import PASSWORD, House

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
COMMANDS = (
    ("people", "end", "a-nothing", "--by"),
    ("people", "appoint", "nora", "--role", "overseer", "--by"),
    ("people", "confirm", "nora", "--email", "nora@example.org", "--by"),
    ("people", "add", "zoe", "--name", "Zoe", "--email", "zoe@example.org", "--by"),
)


@pytest.fixture
def asked(own_agent, monkeypatch) -> AgentClient:  # noqa: F811
    """The agent of this test alone, which the commands ask."""
    monkeypatch.setattr("evenhand.site.wiring.make_agent", lambda _home: own_agent)
    return own_agent


def typed(monkeypatch, words, *passwords: str) -> int:
    """A command, with these lines on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{password}\n" for password in passwords)))
    return main(list(words))


def guess(house: House, agent: AgentClient, login: str, times: int) -> list[str]:  # noqa: F811
    """Wrong passwords; the code of each refusal."""
    return [known_person(house.office, login, f"wrong {time}", agent).code for time in range(times)]


def test_after_so_many_wrong_passwords_the_next_waits_whatever_the_command(asked, monkeypatch, capsys):
    for time in range(FREE_TRIES):
        assert typed(monkeypatch, (*COMMANDS[time % len(COMMANDS)], "anna"), f"wrong {time}", "wrong") != 0
        assert "too many wrong tries" not in capsys.readouterr().err
    before, runs = Record.objects.count(), asked.status()["argon2"]["runs"]
    for words in COMMANDS:
        assert typed(monkeypatch, (*words, "anna"), PASSWORD + "anna", "wrong") != 0
        said = capsys.readouterr().err
        assert "There were too many wrong tries, so this one was not looked at. Wait" in said, words
    assert asked.status()["argon2"]["runs"] == runs, "it was not looked at"
    assert Record.objects.count() == before


def test_only_that_name_waits_and_nobody_at_the_door(house, asked):  # noqa: F811
    """Nobody is kept out: another name is looked at, and whoever signs in does not wait for what is tried at the machine."""
    codes = guess(house, asked, "anna", FREE_TRIES + 1)
    assert codes == ["not-known"] * FREE_TRIES + ["wait"]
    assert known_person(house.office, "adam", PASSWORD + "adam", asked) == house.refs["adam"]
    house.client("anna")


def test_nor_does_the_command_line_wait_for_strangers_at_the_door(house, asked):  # noqa: F811
    from django.test import Client

    for _ in range(FREE_TRIES + 2):
        Client().post("/desk/sign-in/", {"login": "anna", "password": "wrong", "code": "000000"})
    assert known_person(house.office, "anna", PASSWORD + "anna", asked) == house.refs["anna"]


def test_what_is_right_is_not_counted_and_a_name_that_nobody_has_costs_and_waits_alike(house, asked):  # noqa: F811
    for _ in range(FREE_TRIES + 2):
        assert known_person(house.office, "adam", PASSWORD + "adam", asked) == house.refs["adam"]
    runs = asked.status()["argon2"]["runs"]
    assert guess(house, asked, "nobody-here", FREE_TRIES + 1) == ["not-known"] * FREE_TRIES + ["wait"]
    assert asked.status()["argon2"]["runs"] == runs + FREE_TRIES


def test_without_a_service_a_command_works_and_is_not_slowed(house, tmp_path: Path):  # noqa: F811
    """Restoring and upgrading need it; whoever can stop the service has the machine."""
    away = AgentClient(tmp_path / "no.sock")
    assert known_person(house.office, "adam", PASSWORD + "adam", away) == house.refs["adam"]
    refused = known_person(house.office, "adam", "wrong", away)
    assert isinstance(refused, Refusal)
    assert refused.code == "not-known"


def test_a_damaged_account_is_refused_like_a_wrong_password(house, asked):  # noqa: F811
    from evenhand.records.models import Account

    Account.objects.filter(login="adam").update(credentials={})
    assert known_person(house.office, "adam", PASSWORD + "adam", asked).code == "not-known"
