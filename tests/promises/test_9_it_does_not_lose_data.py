"""Promise 9: killed at any moment, it keeps every complaint that it acknowledged, exactly once."""

import os
import secrets
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import Served, free_port
from tests.promises.complainant import Acknowledged, Complainant

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


def children(pid: int) -> list[int]:
    """Every process that descends from this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def kill_and_restart(organisation: Served) -> None:
    """SIGKILL to everything at once, as a power cut would, and start again."""
    victims = [organisation.process.pid, *children(organisation.process.pid)]
    for victim in victims:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
    organisation.process.wait()
    organisation.start()


def kill_now_and_then(organisation: Served, done: threading.Event, kills: list[int]) -> None:
    while not done.wait(1 + secrets.randbelow(3000) / 1000):
        kill_and_restart(organisation)
        kills.append(1)


@pytest.mark.parametrize(
    "complaints", [pytest.param(48, id="48"), pytest.param(500, id="500", marks=pytest.mark.slow)]
)
def test_every_acknowledged_complaint_survives_kills_exactly_once(organisation, complaints):
    done, kills = threading.Event(), []
    killer = threading.Thread(target=kill_now_and_then, args=(organisation, done, kills))
    killer.start()

    def complain(place: int) -> Acknowledged:
        return Complainant(organisation.url).complain(
            f"Complaint {place}: what happened, in some words.", b"x" * 3000
        )

    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            acknowledged = list(pool.map(complain, range(complaints)))
    finally:
        done.set()
        killer.join()

    assert kills, "the server was never killed, so this showed nothing"
    numbers = [one.number for one in acknowledged]
    assert len(set(numbers)) == complaints, "two complainants hold one number"
    organisation.stop()
    organisation.start()
    examined = organisation.run_json("doctor")
    assert examined["clean"], examined["troubles"]
    assert examined["complaints"] == complaints
    for place in range(0, complaints, max(1, complaints // 20)):
        page = Complainant(organisation.url).follow(acknowledged[place].phrase)
        assert acknowledged[place].number in page
    figures = organisation.run_json("figures")
    assert figures["complaints"]["received"] == complaints
