"""Insert many rows with one prepared statement: an eighth of what `bulk_create` costs, which the append and imports feel.

For rows whose columns are all given as the database keeps them (numbers, texts, bytes, days): no defaults, no signals.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], update: Sequence[str] = ()
) -> None:
    """Insert rows of values in the order of `columns`. A row whose key is there already has its `update` columns set.

    Raises IntegrityError like any insert; without `update` also for a key that is there.
    """
    fields = [model._meta.get_field(name) for name in columns]
    dates = [place for place, field in enumerate(fields) if isinstance(field, models.DateField)]
    values = [_adapted(row, dates) for row in rows] if dates else list(rows)
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(model, fields, update), values)


def _statement(model: type[models.Model], fields: Sequence[Any], update: Sequence[str]) -> str:
    quote: Callable[[str], str] = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  (names of ours)
    if not update:
        return statement
    key = str(model._meta.pk.column)
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in update)
    return f"{statement} ON CONFLICT ({quote(key)}) DO UPDATE SET {changes}"


def _adapted(row: Sequence[Any], dates: Sequence[int]) -> list[Any]:
    values = list(row)
    for place in dates:
        day: date | None = values[place]
        values[place] = connection.ops.adapt_datefield_value(day)
    return values
