"""Write many rows with one prepared statement: an eighth of what `bulk_create` costs, which the append and imports feel.

For rows whose columns are all given as the database keeps them (numbers, texts, bytes, days): no defaults, no signals.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of `columns`. Raises IntegrityError as any insert does."""
    names = ", ".join(_quoted(model, columns))
    marks = ", ".join(["%s"] * len(columns))
    _execute(f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})", model, columns, rows)  # noqa: S608  (our names)


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set columns of rows that are there: the last of `columns` is the key that finds each."""
    *changed, key = _quoted(model, columns)
    changes = ", ".join(f"{name} = %s" for name in changed)
    _execute(f"UPDATE {_table(model)} SET {changes} WHERE {key} = %s", model, columns, rows)  # noqa: S608  (our names)


def _execute(
    statement: str, model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    dates = [n for n, name in enumerate(columns) if isinstance(model._meta.get_field(name), models.DateField)]
    values = _with_dates(rows, dates) if dates else list(rows)
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _with_dates(rows: Iterable[Sequence[Any]], dates: Sequence[int]) -> list[list[Any]]:
    adapt = connection.ops.adapt_datefield_value
    values = [list(row) for row in rows]
    for row in values:
        for place in dates:
            row[place] = adapt(row[place])
    return values


def _quoted(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return [connection.ops.quote_name(str(fields[name].column)) for name in columns]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
