"""Many queries see one moment, and nobody who writes waits for them."""

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F

from evenhand.records.models import Head
from evenhand.records.snapshot import snapshot
from tests.beside import tables_beside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed")]


@pytest.fixture
def committed(db, tmp_path):  # noqa: ARG001  (the database is asked for, not used by name)
    """Our own connection, outside the transaction of the test."""
    with tables_beside(tmp_path, Head) as join, join():
        Head.objects.create(id=1)
        yield


@pytest.fixture
def other(committed):  # noqa: ARG001  (it goes to the same database)
    """Somebody else's connection."""
    second = type(connections["default"])(connection.settings_dict, "default")
    yield second
    second.close()


def grow(wrapper) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("UPDATE records_head SET size = size + 1")


def size() -> int:
    return Head.objects.values_list("size", flat=True).get(id=1)


def test_what_is_written_meanwhile_is_seen_only_afterwards(other):
    before = size()
    with snapshot():
        assert size() == before
        grow(other)
        assert size() == before
    assert size() == before + 1


def test_nothing_can_be_written_inside():
    before = size()
    with pytest.raises(DatabaseError), snapshot():
        Head.objects.update(size=F("size") + 1)
    assert size() == before


def test_whoever_writes_afterwards_takes_the_writers_place_at_once_as_ever(other):
    with snapshot():
        size()
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        Head.objects.update(size=F("size") + 1)
    if connection.vendor == "sqlite":
        assert connections["default"].transaction_mode == "IMMEDIATE"
    grow(other)


def test_one_that_fails_leaves_the_connection_as_it_was(other):
    with pytest.raises(ZeroDivisionError), snapshot():
        size() / 0
    Head.objects.update(size=F("size") + 1)
    grow(other)


def test_inside_a_transaction_the_transaction_decides():
    with transaction.atomic(), snapshot():
        before = size()
        Head.objects.update(size=F("size") + 1)
        assert size() == before + 1
