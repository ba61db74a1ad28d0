"""The overseers' door, with the people and the key agent of the desk: who signs in there comes in here."""

import pytest

from tests.doors.desk.conftest import _shared_agent, agent, house  # noqa: F401  (fixtures, also those that these ask for)


@pytest.fixture(autouse=True)
def _nothing_waits(agent, house):  # noqa: F811
    """The agent is shared by tests, and what an overseer of another test asked for still waits there."""
    for login in ("olga", "omar"):
        agent.sign_out_person(house.refs[login])
