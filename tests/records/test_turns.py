"""Writers take turns, and one that hangs in its turn does not take the others with it."""

import fcntl
import sqlite3
from contextlib import closing, contextmanager

import pytest
from django.db import OperationalError, connection

from evenhand.records import turns
from evenhand.records.turns import turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """The file at which writers of a database on disk queue."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL queues by itself.")
    database = tmp_path / "d.sqlite3"
    with closing(sqlite3.connect(database)) as made:
        made.execute("CREATE TABLE t (x)")
    monkeypatch.setitem(connection.settings_dict, "NAME", database)
    return database.with_name("d.sqlite3-turn")


@contextmanager
def another_process_writes(queue):
    """A lock as another process would hold it."""
    with queue.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_turn_comes_when_the_one_before_has_ended(queue):
    with another_process_writes(queue):
        pass
    for _ in range(2):
        with turn():
            pass


def test_whoever_waits_for_one_that_hangs_is_told_so_and_comes_to_their_turn_later(queue, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with another_process_writes(queue), pytest.raises(OperationalError, match="does not end it"), turn():
        pass
    with turn():
        pass
