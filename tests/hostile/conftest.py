"""One organisation with everybody in it, its register signed, for tests that send it what breaks programs."""

import pytest

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.end_account import ask_to_end_account
from evenhand.site.home import Home
from evenhand.site.keys import load_signing_key
from tests.doors.desk.conftest import _shared_agent, agent, house  # noqa: F401  (fixtures, also those that these ask for)
from tests.doors.desk.house import enrolment
from tests.doors.portal.conftest import portal, visitor  # noqa: F401  (fixtures)
from tests.hostile.people import Further, People
from tests.office.keys import mail
from tests.office.lots import Lots


@pytest.fixture
def people(house, agent, tmp_path, monkeypatch) -> People:  # noqa: ARG001, F811
    """Browsers of everybody, each with the forms that they come to."""
    home = Home.from_environment()
    monkeypatch.setattr(Home, "log", property(lambda _home: tmp_path / "log"))
    integrator = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard", load_signing_key(home))
    integrator.begin()

    monkeypatch.setattr(Home, "policy", tmp_path / "policy")
    lots = Lots(house.office, house.clock, integrator, tmp_path / "policy")
    lots.sign()
    waiting = NewAccount("wanda", "Wanda Example", enrolment("wanda"), mail("wanda"))
    assert isinstance(create_account(house.office, house.refs["adam"], waiting), str)
    assert ask_to_end_account(house.office, house.refs["adam"], house.refs["ines"], "left") is None
    made = People(Further(house.office, house.clock, house.refs, lots))
    made.look_round(lots.sign)
    return made
