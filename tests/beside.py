"""Connections outside the transaction that a test runs in, for tests of what several do at once."""

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.db import connection, connections, models

from evenhand.site import settings as product

type Join = Callable[[], AbstractContextManager[None]]


@contextmanager
def tables_beside(folder: Path, *tables: type[models.Model]) -> Iterator[Join]:
    """What is given lets a thread, also the test's own, work on a connection of its own to one database with these tables.

    What is written there is committed, and deleted at the end, so the tables must be some that can be emptied. Where the
    database is SQLite it is a new file: in memory no one reads while another writes.
    """
    usual = connections["default"]
    settings = copy.deepcopy(usual.settings_dict)
    if usual.vendor == "sqlite":
        settings |= {"NAME": folder / "beside.sqlite3", "OPTIONS": product.DATABASES["default"]["OPTIONS"]}

    @contextmanager
    def join() -> Iterator[None]:
        before = connections["default"]
        connections["default"] = type(usual)(settings, "default")
        try:
            yield
        finally:
            connection.close()
            connections["default"] = before

    with join():
        if usual.vendor == "sqlite":
            with connection.schema_editor() as schema:
                for table in tables:
                    schema.create_model(table)
    yield join
    with join():
        for table in reversed(tables):
            table._default_manager.all().delete()
