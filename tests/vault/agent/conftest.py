"""People and installations for the agent's tests."""

import os
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from evenhand.vault.password import enrol

from .house import PASSWORD, House


@pytest.fixture
def person(quick):
    return enrol(PASSWORD, os.urandom, quick)


@pytest.fixture
def other_person(quick):
    return enrol(PASSWORD, os.urandom, quick)


@contextmanager
def new_house():
    with tempfile.TemporaryDirectory() as home, ExitStack() as processes:
        yield House(Path(home), processes)


@pytest.fixture
def house():
    """An installation whose agent does not run yet."""
    with new_house() as house:
        yield house


@pytest.fixture
def fresh(house):
    """An installation of the test's own whose agent runs."""
    house.start()
    return house


@pytest.fixture(scope="module")
def running():
    """An installation whose agent runs, shared by tests that do not look at its counts."""
    with new_house() as house:
        house.start()
        yield house
