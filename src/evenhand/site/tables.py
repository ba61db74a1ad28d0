"""Whether the database was brought to this version of the program, asked before anything else reads or writes it."""

import sqlite3
from contextlib import closing
from importlib.resources import files

from evenhand.site.database import PATIENCE
from evenhand.site.home import Home, HomeError, Settings

_APPLIED = "SELECT name FROM django_migrations WHERE app = 'records'"
_OLDER = (
    "The database in use here was written by an older version of Evenhand, and nothing has touched it. Stop the service, see "
    "that there is a backup made by that older version, then run `evenhand upgrade`."
)
_NEWER = (
    "The database in use here was written by a newer version of Evenhand, which this one could damage. Use that version, or "
    "restore a backup made by this one into an empty home."
)
_UNFINISHED = (
    "An upgrade of this database broke off. Nothing is lost: run `evenhand upgrade` again, which goes on from there."
)


def check_tables(home: Home, settings: Settings, *, older_too: bool = False) -> None:
    """Raises HomeError if the tables are those of another version, unless those of an older one will do.

    A database that can't be asked is left to whoever uses it.
    """
    applied = _applied(home, settings)
    if not applied:
        return
    if applied - shipped():
        raise HomeError(_NEWER)
    if older_too:
        return
    if home.upgrading.exists():
        raise HomeError(_UNFINISHED)
    if shipped() - applied:
        raise HomeError(_OLDER)


def shipped() -> set[str]:
    """The names of this version's migrations."""
    names = {path.name for path in files("evenhand.records.migrations").iterdir()}
    return {name.removesuffix(".py") for name in names if name[:4].isdigit()}


def _applied(home: Home, settings: Settings) -> set[str]:
    """The names of the migrations that were applied there; none if that can't be told."""
    return _applied_postgresql(settings.database) if settings.database else _applied_sqlite(home)


def _applied_sqlite(home: Home) -> set[str]:
    if not home.database.exists():
        return set()
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
            return {str(name) for (name,) in connection.execute(_APPLIED)}
    except sqlite3.DatabaseError:
        return set()


def _applied_postgresql(address: str) -> set[str]:
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=PATIENCE) as connection:
            return {str(name) for (name,) in connection.execute(_APPLIED)}
    except psycopg.Error:
        return set()
