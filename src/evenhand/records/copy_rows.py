"""Copy every row that is evidence from one database to another, whatever the two are.

Working tables stay behind: they may vanish at any time, and hold the drafts and sessions of people who are still deciding.
"""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from evenhand.records.models import Entry, Table, TableClass

_BATCH = 2000


def kept_tables() -> list[type[Table]]:
    """The models of all tables that are evidence, or are folded from it."""
    found = [model for model in apps.get_app_config("records").get_models() if issubclass(model, Table)]
    return [model for model in found if model.table_class is not TableClass.WORKING]


def copy_rows(source: str, target: str, also: Sequence[type[Table]] = ()) -> int:
    """Copy the rows of all such tables, and of these, into tables that are empty, all or none; returns how many there were.

    `source` and `target` are aliases; whoever calls sees to it that the source stands still (see `snapshot`). Numbers that a
    database gives to rows by itself are given anew, in the same order. Raises DatabaseError, ValueError for a value that is not
    what its column holds.
    """
    with transaction.atomic(using=target):
        return sum(_copy(model, source, target) for model in (*kept_tables(), *also))


def same_register(one: str, other: str) -> bool:
    """Whether two databases hold the same register: as many entries, and the same one last. Copies are whole or not there."""
    newest = [
        Entry.objects.using(alias).order_by("-index").values_list("index", "record").first() for alias in (one, other)
    ]
    plain = [(found[0], bytes(found[1])) if found else None for found in newest]
    return plain[0] == plain[1]


def _copy(model: type[Table], source: str, target: str) -> int:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = [field.attname for field in fields]
    rows = model._default_manager.using(source).order_by("pk").values_list(*names).iterator(_BATCH)
    connection = connections[target]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (our own names)
    count = 0
    with connection.cursor() as cursor:
        for batch in batched(_prepared(fields, rows, target), _BATCH):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _prepared(
    fields: Sequence["models.Field[Any, Any]"], rows: Iterator[Sequence[Any]], target: str
) -> Iterator[list[Any]]:
    connection = connections[target]
    for row in rows:
        yield [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
