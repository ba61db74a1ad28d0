"""What tests share: an organisation founded in the test database, and a real service in a folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from evenhand.cli.bench.service import Service, free_port

SHARED = Path(__file__).resolve().parents[2] / "shared"
ROOT = Path(__file__).resolve().parents[1]

LONGEST = (
    *(
        "journeys/test_without_scripts.py",
        "journeys/test_with_scripts.py",
        "docs/test_readme.py",
        "demo/test_demo.py",
    ),
    *(
        "doors/public/test_public_in_a_browser.py",
        "doors/desk/test_desk_in_a_browser.py",
        "doors/wall/test_every_address_for_everybody.py",
    ),
    *("doors/portal/test_portal_in_a_browser.py", "doors/look/test_look_in_a_browser.py", "faults/test_faults.py"),
    *("deploy/test_systemd.py", "promises/test_9_it_does_not_lose_data.py", "clerk/test_doctor_models.py"),
    *("cli/test_upgrade.py", "clerk/test_statements.py", "clerk/test_restore_sums.py", "deploy/test_clerk_unit.py"),
)
"""By what they take. They are begun first, so that none keeps one core busy at the end while the other is idle."""

# A property never fails for being slow on a busy machine: tests assert no time. In CI hypothesis draws the same examples each time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

HANGS = 600
"""Seconds after which a test is ended, and what each of its threads was doing is printed: none takes a quarter of it."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """End what hangs, and put the longest files first; in each, and among all others, the order stays the one that chance made."""
    for item in items:
        if not any(item.iter_markers("slow")) and not any(item.iter_markers("table")):
            item.add_marker(pytest.mark.timeout(HANGS))
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture
def shared() -> Path:
    """The reference data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("The reference data folder ../shared is not beside this checkout.")
    return SHARED


def noon():
    """A clock set by hand, at noon on a Tuesday."""
    from evenhand.site.clock import SimulatedClock

    return SimulatedClock("demo.invalid/tests", datetime(2026, 3, 3, 12, tzinfo=UTC))


@pytest.fixture
def clock():
    """A clock set by hand, at noon on a Tuesday."""
    return noon()


@pytest.fixture
def office(db, clock, tmp_path):  # noqa: ARG001  (the database is asked for, not used by name)
    """An organisation founded in the test database: scheme and rulebook logged, blobs in a folder of the test's own."""
    return found_office(clock, tmp_path)


def found_office(clock, folder: Path):
    """Found an organisation in the test database, with its blobs in that folder."""
    from dataclasses import replace

    from evenhand.records.blobs import FileBlobs
    from evenhand.site.home import Home
    from evenhand.site.wiring import make_office
    from tests.office.keys import marks, vouches
    from tests.remembered import founded

    home = Home.from_environment()
    real = make_office(home, home.settings(), clock)
    made = replace(real, blobs=FileBlobs(folder / "blobs"), vouch=vouches, mark_address=marks)
    founded(made)
    return made


class Served(Service):
    """A real organisation: its home folder, its running service, and the commands."""

    def run(self, *arguments: str, stdin: str = "", code: int = 0) -> str:
        """Run an `evenhand` command; asserts its exit code and returns what it printed."""
        return self._done(arguments, stdin, code).stdout

    def failed(self, *arguments: str, code: int) -> str:
        """The same for a command that fails: what it says on standard error."""
        return self._done(arguments, "", code).stderr

    def _done(self, arguments: Sequence[str], stdin: str, code: int) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "evenhand", *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def run_json(self, *arguments: str, stdin: str = "") -> dict[str, Any]:
        """Run a command with --json."""
        answer: dict[str, Any] = json.loads(self.run(*arguments, "--json", stdin=stdin))
        return answer


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[Served]:
    """A real organisation with a real service, shared by the tests of one worker. Tests add to it and count on nothing else."""
    home = tmp_path_factory.mktemp("served") / "home"
    made = Served(home, f"http://127.0.0.1:{free_port()}", None, {**os.environ, "EVENHAND_HOME": str(home)})
    made.environment.pop("DJANGO_SETTINGS_MODULE", None)
    made.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/served", "--yes")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def colleagues(served):
    """One person in each role of that organisation, by role, with what each needs to sign in."""
    from tests.journeys.people import hire

    return hire(served)
