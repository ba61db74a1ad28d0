"""Whoever waits for the same turn is written by one transaction, and stands or falls alone (ADR 0018)."""

import fcntl
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError, connection

from evenhand.records import together, turns
from evenhand.records.append import Moved
from evenhand.records.together import MOST, write_in_turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A database on disk with a table of words, which other threads than this one connect to."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gathers commits by itself.")
    path = tmp_path / "d.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE words (word TEXT UNIQUE)")
        made.execute("CREATE TABLE meanings (word TEXT REFERENCES words (word) DEFERRABLE INITIALLY DEFERRED)")
    monkeypatch.setitem(connection.settings_dict, "NAME", path)
    return path


def committed(database) -> list[str]:
    """The words that somebody else can read."""
    with closing(sqlite3.connect(database)) as reader:
        return [word for (word,) in reader.execute("SELECT word FROM words ORDER BY rowid")]


def put(database, word: str, error: Exception | None = None) -> list[str]:
    """Write a word and then fail, or answer with what others could read at that moment."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO words VALUES (%s)", [word])
    if error is not None:
        raise error
    return committed(database)


def and_close(write):
    """What a thread of the test does: its connection ends with it."""
    try:
        return write_in_turn(write)
    finally:
        connection.close()


@contextmanager
def waiting_together(database, writes):
    """The futures of writes that all wait before the first of them gets its turn."""
    with database.with_name("d.sqlite3-turn").open("wb") as file, ThreadPoolExecutor(len(writes)) as pool:
        fcntl.flock(file, fcntl.LOCK_EX)
        futures = []
        for write in writes:
            futures.append(pool.submit(and_close, write))
            while len(together._QUEUE) < len(futures):
                threading.Event().wait(0.001)
        fcntl.flock(file, fcntl.LOCK_UN)
        yield futures


def test_those_who_wait_for_the_same_turn_are_committed_in_one_go(database):
    with waiting_together(database, [partial(put, database, word) for word in "abc"]) as futures:
        assert [future.result() for future in futures] == [[], [], []]
    assert committed(database) == ["a", "b", "c"]


def test_no_transaction_takes_more_than_a_few(database):
    words = [f"{number:02}" for number in range(MOST + 1)]
    with waiting_together(database, [partial(put, database, word) for word in words]) as futures:
        seen = [future.result() for future in futures]
    assert seen == [[]] * MOST + [words[:MOST]]


@pytest.mark.parametrize("error", [Moved(), RuntimeError("a mistake of ours"), IntegrityError("not unique")])
def test_what_is_wrong_with_one_undoes_that_one_alone(database, error):
    writes = [partial(put, database, "a"), partial(put, database, "b", error), partial(put, database, "c")]
    with waiting_together(database, writes) as (first, second, third):
        assert first.result() == third.result() == []
        with pytest.raises(type(error)):
            second.result()
    assert committed(database) == ["a", "c"]


def test_of_two_that_exclude_each_other_the_later_is_refused(database):
    with waiting_together(database, [partial(put, database, "a"), partial(put, database, "a")]) as (first, second):
        assert first.result() == []
        with pytest.raises(IntegrityError):
            second.result()
    assert committed(database) == ["a"]


def test_what_only_the_commit_finds_wrong_with_one_undoes_that_one_alone(database):
    def refer():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO meanings VALUES ('nothing')")

    writes = [partial(put, database, "a"), refer, partial(put, database, "c")]
    with waiting_together(database, writes) as (first, second, third):
        assert (first.result(), third.result()) == ([], ["a"])
        with pytest.raises(IntegrityError):
            second.result()
    assert committed(database) == ["a", "c"]


def test_what_is_wrong_with_the_database_undoes_all_and_all_are_told(database):
    full = OperationalError("database or disk is full")
    writes = [partial(put, database, "a"), partial(put, database, "b", full), partial(put, database, "c")]
    with waiting_together(database, writes) as futures:
        for future in futures:
            with pytest.raises(OperationalError, match="full"):
                future.result()
    assert committed(database) == []


def test_a_transaction_that_is_lost_without_an_error_is_told_to_all(database):
    def lose(database):
        put(database, "b")
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")  # as SQLite does by itself where it must
        raise Moved

    with waiting_together(database, [partial(put, database, "a"), partial(lose, database)]) as futures:
        for future in futures:
            with pytest.raises(OperationalError, match="undone"):
                future.result()
    assert committed(database) == []


def test_who_was_told_that_no_turn_came_is_not_written_later(database, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with ThreadPoolExecutor(1) as pool:
        with database.with_name("d.sqlite3-turn").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with pytest.raises(OperationalError, match="does not end it"):
                pool.submit(and_close, partial(put, database, "a")).result()
        pool.submit(and_close, partial(put, database, "b")).result()
    assert committed(database) == ["b"]
