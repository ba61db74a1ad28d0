"""The public door on an organisation of the test's own, and on a real service with months behind it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.context import Office
from evenhand.site import middleware
from evenhand.site.clock import SimulatedClock, entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home
from evenhand.site.keys import load_signing_key
from evenhand.site.wiring import make_office
from tests.conftest import Served, free_port
from tests.doors.public import example
from tests.office.team import Team
from tests.remembered import founded


@dataclass
class Register:
    """An organisation whose public pages are asked through Django's test client. `sign` does what the clerk does."""

    home: Home
    office: Office
    clock: SimulatedClock
    integrator: Integrator
    client: Client

    @property
    def vkey(self) -> str:
        """The register's key."""
        return self.integrator.signer.vkey

    def sign(self) -> None:
        """Integrate what is new and sign it."""
        while self.integrator.run():
            pass

    def get(self, address: str = "", **options):
        """A public page."""
        return self.client.get(f"/register/{address}", **options)

    def text(self, address: str = "") -> str:
        """The HTML of a page that must be there, its white space made single."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.content.decode()
        return " ".join(answer.content.decode().split())

    def team(self, *logins: str) -> Team:
        """People who work here."""
        made = Team(self.office, self.clock)
        made.hire(*logins)
        return made


@pytest.fixture
def register(db, clock, tmp_path: Path, monkeypatch) -> Register:  # noqa: ARG001  (the database has to be there)
    home = Home(tmp_path / "home")
    prepare_home(
        home,
        name="Association of Examples",
        origin="demo.invalid/tests",
        timezone="Europe/London",
        database="",
        entropy=entropy,
    )
    office = make_office(home, home.settings(), clock)
    integrator = Integrator(LogFiles(home.log), home.guard, load_signing_key(home))
    integrator.begin()
    founded(office)
    monkeypatch.setenv("EVENHAND_HOME", str(home.root))
    monkeypatch.setattr(middleware, "make_office", lambda *_: office)
    made = Register(home, office, clock, integrator, Client())
    made.sign()
    return made


@pytest.fixture(scope="session")
def example_served(tmp_path_factory) -> Iterator[Served]:
    """A real service of an organisation with two closed months."""
    home = tmp_path_factory.mktemp("example") / "home"
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-m", example.__name__], env=environment, check=True)
    made = Served(home, f"http://127.0.0.1:{free_port()}", None, environment)
    made.start()
    yield made
    made.stop()
