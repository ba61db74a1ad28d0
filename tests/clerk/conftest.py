"""What the doctor's tests share."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.clerk.furnished import House, furnish
from tests.conftest import found_office, noon
from tests.office.team import Team


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> House:  # noqa: ARG001  (the database is asked for, not used by name)
    """One furnished organisation for all tests of a file, each of which undoes what it does."""
    folder = tmp_path_factory.mktemp("furnished")
    with django_db_blocker.unblock(), transaction.atomic():
        clock = noon()
        yield furnish(Team(found_office(clock, folder), clock), folder)
        transaction.set_rollback(True)


@pytest.fixture
def savepoint(db):  # noqa: ARG001  (the database has to be there)
    """What happens inside is undone in the database, as by a copy of it that is put back."""
    return _undone


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
