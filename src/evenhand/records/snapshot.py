"""Reading many rows as they stood at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from django.db import connection, transaction


class _SQLite(Protocol):
    """Django's connection to SQLite, as far as its stubs leave it out."""

    transaction_mode: str


@contextmanager
def snapshot() -> Iterator[None]:
    """Every query inside sees the database as it stood at the first of them. Writing inside raises a DatabaseError.

    Nobody waits for it: SQLite begins a deferred transaction although the product's are immediate, so the one writer's place
    stays free, and PostgreSQL reads at REPEATABLE READ. As long as it lasts SQLite's write-ahead log can't be emptied and
    PostgreSQL keeps old rows: minutes are fine, hours are not. Inside a transaction it changes nothing: that one decides.
    """
    connection.ensure_connection()  # Django knows an open connection's mode only
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _sqlite(cast("_SQLite", connection)):
            yield
    else:
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _sqlite(wrapper: _SQLite) -> Iterator[None]:
    usual = wrapper.transaction_mode
    _execute("PRAGMA query_only = ON")
    try:
        wrapper.transaction_mode = "DEFERRED"
        with transaction.atomic():
            wrapper.transaction_mode = usual  # it is read when a transaction begins
            yield
    finally:
        wrapper.transaction_mode = usual
        _execute("PRAGMA query_only = OFF")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
