"""The desk with people at it, a real key agent, and a clock set by hand."""

from contextlib import ExitStack

import pytest

from evenhand.site.home import Home
from tests.doors.desk.house import House, forget_sign_ins, running_agent, sign_ins_are_ahead_of


class _Shared:
    """One key agent for the tests of a process, begun anew when its memory of used codes would drag a test's clock along."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self.renew()

    def renew(self) -> None:
        self.close()
        self.client = self._running.enter_context(running_agent(Home.from_environment().agent_socket))
        forget_sign_ins()

    def close(self) -> None:
        self._running.close()


@pytest.fixture(scope="session")
def _shared_agent():
    shared = _Shared()
    yield shared
    shared.close()


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
