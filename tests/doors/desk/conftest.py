"""The desk with people at it, a real key agent, and a clock set by hand."""

import pytest

from tests.doors.desk.house import House, running_agent, shared_agent, sign_ins_are_ahead_of


@pytest.fixture(scope="session")
def _shared_agent():
    yield shared_agent()
    shared_agent().close()


@pytest.fixture
def agent(_shared_agent, clock, monkeypatch):
    """The key agent that the desk asks."""
    if sign_ins_are_ahead_of(clock):
        _shared_agent.renew()
    monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: _shared_agent.client)
    return _shared_agent.client


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
