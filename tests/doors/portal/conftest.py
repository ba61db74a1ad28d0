"""The portal on an organisation of the test's own, and somebody who walks through it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.context import Office
from evenhand.site import middleware
from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home
from evenhand.site.keys import load_signing_key
from evenhand.site.wiring import make_office
from tests.doors.portal.staff import Staff
from tests.doors.portal.walk import Visitor
from tests.remembered import founded


@dataclass
class Portal:
    """An organisation whose portal is asked through Django's test client. `sign` does what the clerk does."""

    home: Home
    office: Office
    integrator: Integrator

    def visitor(self) -> Visitor:
        """Somebody with a browser of their own."""
        return Visitor(Client())

    def sign(self) -> None:
        """Integrate what is new and sign it."""
        while self.integrator.run():
            pass


@pytest.fixture
def portal(db, clock, tmp_path: Path, monkeypatch) -> Portal:  # noqa: ARG001  (the database has to be there)
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
    return Portal(home, office, integrator)


@pytest.fixture
def staff(portal: Portal) -> Staff:
    return Staff(portal.office).hire()


@pytest.fixture
def visitor(portal: Portal) -> Visitor:
    return portal.visitor()
