"""What scenarios are played on."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evenhand_register.tools import verify as verifier
from tests.clerk.furnished import House, furnish
from tests.clerk.kept import Kept, keep
from tests.doors.portal.conftest import portal, visitor  # noqa: F401  (fixtures)
from tests.faults.forged import Forge, Register, play_two_months
from tests.faults.people import People, running
from tests.faults.scenario import plain
from tests.faults.small_disk import SmallDisk, mounted
from tests.office.team import Team

_FORGE = pytest.StashKey[Forge]()


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


@pytest.fixture
def forge(request, db, tmp_path_factory) -> Forge:  # noqa: ARG001  (the database is asked for, not used by name)
    """A register with two stated months, in the hands of who can sign anything. Made once: scenarios take from it copies only."""
    made = request.config.stash.get(_FORGE, None)
    if made is None:
        house = request.getfixturevalue("house")
        made = request.config.stash[_FORGE] = play_two_months(house, tmp_path_factory.mktemp("forged") / "lists")
    return made


@pytest.fixture
def reader(capsys, monkeypatch, tmp_path, forge) -> Callable[..., str]:
    """What `evenhand-verify` says of a list to somebody new with the register's printed key, or (`key` False) with none."""

    def read(register: Register, *options: str | Path, key: bool = True, refused: bool = True) -> str:
        monkeypatch.setenv("XDG_STATE_HOME", str(Path(tempfile.mkdtemp(dir=tmp_path))))
        capsys.readouterr()
        trusted = ["--vkey", forge.honest.signer.vkey] if key else []
        asked = [str(register.folder), *trusted, *map(str, options)]
        code = verifier.main(asked)
        printed = capsys.readouterr().out
        assert (code == 1) is refused, printed
        lines = [line.removeprefix("- ") for line in printed.splitlines() if line and line != "What it means"]
        return plain("\n".join(lines), {f"{forge.scratch}/": ""})

    return read
