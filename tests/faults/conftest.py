"""What scenarios are played on."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evenhand_register.tools import verify as verifier
from tests.clerk.furnished import House, furnish
from tests.clerk.kept import Kept, keep
from tests.doors.portal.conftest import portal, visitor  # noqa: F401  (fixtures)
from tests.faults.people import People, running
from tests.faults.small_disk import SmallDisk, mounted
from tests.office.team import Team


@pytest.fixture
def house(office, clock, tmp_path) -> House:
    """An organisation in the test database with a row in every table that is evidence, everything signed, the doctor content."""
    return furnish(Team(office, clock), tmp_path)


@pytest.fixture
def verify(capsys, monkeypatch, tmp_path) -> Callable[..., str]:
    """What `evenhand-verify` refuses when a reader runs it with the register's key (and an older head), and what that means."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def refused(house: House, head: Path | None = None) -> str:
        capsys.readouterr()
        options = ["--head", str(head)] if head else []
        integrator = house.integrator
        code = verifier.main([str(integrator.files.root), "--vkey", integrator.signer.vkey, *options])
        printed = capsys.readouterr().out
        assert code == 1, printed
        return "\n".join(line.removeprefix("- ") for line in printed.splitlines() if line and line != "What it means")

    return refused


@pytest.fixture(scope="session")
def small_disk(tmp_path_factory) -> Iterator[SmallDisk]:
    """A disk that can be filled and made read-only."""
    with mounted(tmp_path_factory.mktemp("small") / "disk") as disk:
        yield disk


@pytest.fixture(scope="session")
def people(small_disk) -> Iterator[People]:
    """People who complain to a service on that disk. Scenarios share it, and leave it as it was."""
    with running(small_disk.root / "home") as service:
        yield People(service)


@pytest.fixture
def postgres_server() -> str:
    """The address of a PostgreSQL server on which databases can be made."""
    server = os.environ.get("EVENHAND_TEST_POSTGRES", "")
    if not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    return server


@pytest.fixture
def kept(office, clock, tmp_path) -> Kept:
    """An organisation of which backups can be made, and which can be lost."""
    return keep(Team(office, clock), tmp_path)
