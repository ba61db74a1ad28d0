"""What the tests of the rules share."""

import pytest

from tests.process.world import World


@pytest.fixture
def world() -> World:
    """An organisation with a usual team and no complaint."""
    return World()
