"""What the tests of the office share."""

import pytest

from tests.office.team import Team


@pytest.fixture
def team(office, clock) -> Team:
    """An office with its people."""
    made = Team(office, clock)
    made.hire()
    return made
