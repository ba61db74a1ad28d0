"""What the tests of the clerk share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.process import commands as c
from evenhand_register.keys import Signer
from tests.clerk.drawing import Drawing
from tests.clerk.furnished import House, furnish
from tests.clerk.keyed import Keys
from tests.clerk.watched import KEYS, Watched, honest, url_of
from tests.conftest import found_office, noon
from tests.office.scenes import complain
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


@pytest.fixture
def watched(office, clock, tmp_path) -> Watched:
    """A clerk with a register of its own, and a policy file that is still to be written."""
    signer = Signer(office.origin, os.urandom(32))
    integrator = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", signer)
    integrator.begin()
    return Watched(office, clock, integrator, tmp_path)


@pytest.fixture
def witness(watched, tmp_path):
    """A real witness that the policy names."""
    with honest(tmp_path, watched.integrator.signer.vkey) as serving:
        watched.trust((KEYS[0].verifier, url_of(serving)), quorum="n0")
        yield serving


@pytest.fixture
def keys(office, clock, tmp_path) -> Keys:
    """A register whose keys lie in a folder, with a complaint, signed."""
    made = Keys(office, clock, tmp_path)
    complain(office)
    made.sign()
    return made


@pytest.fixture
def drawing(office, clock, watched, witness):
    made = Drawing(office, clock, watched)
    made.later(witness)
    made.signed()
    return made


@pytest.fixture
def ivan_investigates(drawing):
    drawing.team.do("mona", drawing.index, c.Assign(case=2, duty="investigate", person=drawing.team.refs["ivan"]))
