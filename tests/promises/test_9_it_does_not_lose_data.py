"""Promise 9: killed at any moment, it keeps every complaint that it acknowledged, exactly once.

What is not there yet: PostgreSQL and an object store under kills, backup and restore.
"""

import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentUnavailable
from tests.conftest import Served, free_port
from tests.promises.complainant import Acknowledged, Complainant
from tests.promises.killing import WAYS, Killer, children, command_of, everything, kill

CLIENTS = 8


@pytest.fixture
def organisation(tmp_path):
    made = Served(tmp_path / "home", f"http://127.0.0.1:{free_port()}", None, {**os.environ})
    made.environment.pop("DJANGO_SETTINGS_MODULE", None)
    made.environment["EVENHAND_HOME"] = str(made.home)
    made.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/kills", "--yes")
    made.start()
    yield made
    made.stop()


def complain_while_it_is_killed(organisation: Served, complaints: int, kills: int) -> list[Acknowledged]:
    """Eight people at once complain, until there are enough complaints and enough kills; what they hold then."""
    acknowledged: list[Acknowledged] = []
    lock = threading.Lock()
    killer = Killer(organisation, kills)

    def one_after_another(_: int) -> None:
        while killer.error is None and (len(acknowledged) < complaints or not killer.done):
            made = Complainant(organisation.url).complain("What happened, in some words.", b"x" * 3000)
            with lock:
                acknowledged.append(made)

    killer.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(one_after_another, range(CLIENTS)))
    finally:
        killer.stop()
    return acknowledged


@pytest.mark.parametrize(
    ("complaints", "kills"),
    [
        pytest.param(48, 2 * len(WAYS), id="48 complaints"),
        pytest.param(500, 12 * len(WAYS), id="500 complaints", marks=pytest.mark.slow),
    ],
)
def test_every_acknowledged_complaint_survives_kills_exactly_once(organisation, complaints, kills):
    acknowledged = complain_while_it_is_killed(organisation, complaints, kills)
    examined = organisation.run_json("doctor")
    received = organisation.run_json("figures")["complaints"]["received"]
    tries = sum(one.tries for one in acknowledged)
    print(f"{kills} kills, {len(acknowledged)} acknowledged in {tries} tries, {received} in the register")

    assert len({one.number for one in acknowledged}) == len(acknowledged), "two complainants hold one number"
    assert received == len(acknowledged), "one was lost, or registered twice"
    assert examined["clean"], examined["troubles"]
    assert examined["complaints"] == received
    for one in acknowledged:
        assert one.number in Complainant(organisation.url).follow(one.phrase), "a phrase opens nothing"


def test_what_a_kill_left_unsigned_is_signed_after_the_start(organisation):
    person = Complainant(organisation.url)
    made = person.complain("What happened, in some words.", b"x")
    everything(organisation)
    person.follow(made.phrase)
    assert json.loads(person.receipt(made.index))["entry"].startswith("evenhand.entry/v1")


def test_a_key_agent_that_cannot_start_again_takes_nothing_else_with_it(organisation):
    key = organisation.home / "keys" / "instance.key"
    key.rename(key.with_suffix(".away"))
    (agent,) = [pid for pid in children(organisation.process.pid) if "evenhand.vault.agent" in command_of(pid)]
    kill(agent)
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
