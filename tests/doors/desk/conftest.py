"""The desk with people at it, a real key agent, and a clock set by hand."""

import pytest

from evenhand.site.home import Home
from tests.doors.desk.house import House, running_agent


@pytest.fixture(scope="session")
def _agent():
    with running_agent(Home.from_environment().agent_socket) as client:
        yield client


@pytest.fixture
def agent(_agent, monkeypatch):
    """The key agent that the desk asks: one for all tests of a process."""
    monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: _agent)
    return _agent


@pytest.fixture
def own_agent(tmp_path, monkeypatch):
    """A key agent of the test's own, which it may stop."""
    with running_agent(tmp_path / "run" / "agent.sock") as client:
        monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: client)
        yield client


@pytest.fixture
def house(office, clock, monkeypatch):
    """The team hired, and the desk wired to the test's own office."""
    monkeypatch.setattr("evenhand.site.middleware.make_office", lambda _home, _settings: office)
    made = House(office, clock)
    made.hire()
    return made
