"""What the promises share: one case played on the running service, and people at an office without a browser."""

import pytest

from tests.doors.portal.conftest import portal, staff, visitor  # noqa: F401  (fixtures)
from tests.office.team import Team
from tests.promises.casework import Played, play


@pytest.fixture(scope="session")
def played(served, colleagues) -> Played:
    """A case on the running service, decided two rungs lighter than recommended, and held."""
    return play(served, colleagues)


@pytest.fixture
def team(office, clock) -> Team:
    """An office with its people."""
    made = Team(office, clock)
    made.hire()
    return made
