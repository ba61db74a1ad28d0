"""What scenarios are played on."""

import os

import pytest

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand_register.keys import Signer
from tests.faults.house import House
from tests.office.team import Team


@pytest.fixture
def house(office, clock, tmp_path) -> House:
    """An organisation in the test database with people and a complaint, everything signed, and the doctor content."""
    team = Team(office, clock)
    team.hire()
    team.receive("one")
    signer = Signer(office.origin, os.urandom(32))
    made = House(team, Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", signer))
    made.integrator.begin()
    made.integrate()
    assert made.examine().clean
    return made
