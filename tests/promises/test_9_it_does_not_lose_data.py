"""Promise 9: killed at any moment, it keeps every complaint that it acknowledged, exactly once.

What is not there yet: an object store under kills.
"""

import json
import os
import threading
from collections.abc import Callable

import pytest

from evenhand.cli.bench.complainant import Complainant
from evenhand.cli.bench.kill import Plan, made_for_it, play
from evenhand.cli.bench.killing import WAYS, everything
from evenhand.cli.bench.processes import kill
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentUnavailable
from tests.conftest import Served

CLIENTS = 8
ON_SQLITE = pytest.param("", id="SQLite")
ON_POSTGRESQL = pytest.param("EVENHAND_TEST_POSTGRES", id="PostgreSQL", marks=pytest.mark.postgres)


@pytest.fixture
def database(request):
    """The address of a database of the test's own; empty: SQLite."""
    server = os.environ.get(request.param, "")
    if request.param and not server:
        pytest.skip(f"No PostgreSQL server is named in {request.param}.")
    with made_for_it(server) as address:
        yield address


@pytest.fixture
def organisation(tmp_path, request):
    database = request.getfixturevalue("database") if "database" in request.fixturenames else ""
    made = Served.begin(tmp_path / "home", database)
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("complaints", "kills"),
    [
        pytest.param(36, len(WAYS), id="36 complaints"),
        pytest.param(2000, 34 * len(WAYS), id="2,000 complaints", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("database", [ON_SQLITE, ON_POSTGRESQL], indirect=True)
@pytest.mark.usefixtures("database")
def test_every_acknowledged_complaint_survives_kills_exactly_once(organisation, complaints, kills):
    counted = play(organisation, Plan(kills, complaints, CLIENTS), threading.Event())
    print(counted)
    assert counted["kills"] == kills
    assert counted["acknowledged"] >= complaints
    assert (counted["lost"], counted["doubled"]) == (0, 0)
    assert counted["received"] == counted["acknowledged"]
    assert counted["clean"], organisation.run_json("doctor")


def test_what_a_kill_left_unsigned_is_signed_after_the_start(organisation):
    person = Complainant(organisation.url)
    made = person.complain("What happened, in some words.", b"x")
    everything(organisation)
    person.follow(made.phrase)
    assert json.loads(person.receipt(made.index))["entry"].startswith("evenhand.entry/v1")


def test_a_key_agent_that_cannot_start_again_takes_nothing_else_with_it(organisation):
    key = organisation.home / "keys" / "instance.key"
    key.rename(key.with_suffix(".away"))
    kill(organisation.pid_of("agent"))
    wait_until(lambda: "The key agent does not start" in said(organisation))
    assert not agent_answers(organisation)
    Complainant(organisation.url).complain("What happened, in some words.", b"x")
    key.with_suffix(".away").rename(key)
    wait_until(lambda: agent_answers(organisation))


def agent_answers(organisation: Served) -> bool:
    """Whether the key agent is there."""
    try:
        AgentClient(organisation.home / "run" / "agent.sock").status()
    except AgentUnavailable:
        return False
    return True


def said(organisation: Served) -> str:
    """What the service has printed."""
    return (organisation.home.parent / "serve.log").read_text()


def wait_until(true: Callable[[], bool]) -> None:
    """Look every tenth of a second for a minute at most."""
    pause = threading.Event()
    assert any(true() or pause.wait(0.1) for _ in range(600))
