"""A second database beside the one in use, for copying rows into it or out of it: a backup's SQLite file, or an empty PostgreSQL.

Everything that asks the usual database (a migration, the doctor) can be asked about the second one instead.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

BESIDE = "beside"
"""The alias of the second database."""


def sqlite_file(path: Path) -> dict[str, Any]:
    """Settings for a SQLite file that is written in one go: everything in the one file, nothing beside it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON;",
        },
    }


def sqlite_to_read(path: Path) -> dict[str, Any]:
    """Settings for a SQLite file that is only read, and of which not one byte changes."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{path.absolute().as_uri()}?mode=ro&immutable=1"}


@contextmanager
def beside(database: Mapping[str, Any], alias: str = BESIDE) -> Iterator[str]:
    """Open a database beside the usual one, in this thread; gives its alias. Closed at the end."""
    whole = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: dict(database)})[alias]
    opened = load_backend(whole["ENGINE"]).DatabaseWrapper(whole, alias)
    connections[alias] = opened
    try:
        yield alias
    finally:
        opened.close()
        if opened.vendor == "postgresql":
            opened.close_pool()
        del connections[alias]


@contextmanager
def instead(alias: str = BESIDE) -> Iterator[None]:
    """Ask that database wherever the usual one is asked, in this thread."""
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual
