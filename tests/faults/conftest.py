"""What scenarios are played on."""

import os
from collections.abc import Iterator

import pytest

from tests.clerk.furnished import House, furnish
from tests.clerk.kept import Kept, keep
from tests.faults.people import People, running
from tests.faults.small_disk import SmallDisk, mounted
from tests.office.team import Team


@pytest.fixture
def house(office, clock, tmp_path) -> House:
    """An organisation in the test database with a row in every table that is evidence, everything signed, the doctor content."""
    return furnish(Team(office, clock), tmp_path)


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
