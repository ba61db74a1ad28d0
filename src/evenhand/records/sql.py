"""The few statements of the shortest path, each spelt once: an eighth of what the object mapper costs to spell them anew.

On SQLite they go to the driver itself, at a third of what Django's cursors take to make one and to spell its marks anew.

For columns that are given, and come back, as the database keeps them (numbers, texts, bytes, days): no defaults, no signals. Only
the append, imports and what a complaint passes through while its sender waits are written this way; everything else uses models.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

type Model = type[models.Model]


def insert(model: Model, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of `columns`. Raises IntegrityError as any insert does."""
    _write(_insert(model, tuple(columns)), rows, _days(model, tuple(columns)))


def insert_rows(model: Model, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given by column. All have the same columns."""
    if rows:
        insert(model, tuple(rows[0]), [tuple(row.values()) for row in rows])


def update(model: Model, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set columns of rows that are there: the last of `columns` is the key that finds each."""
    _write(_update(model, tuple(columns)), rows, _days(model, tuple(columns)))


def find(model: Model, columns: Sequence[str], key: str, value: Any, *, lock: bool = False) -> tuple[Any, ...] | None:
    """The columns of the row with this key, or None. `lock` keeps others from changing it until the transaction ends.

    SQLite needs no such lock: its transactions have the whole database.
    """
    locked = " FOR UPDATE" if lock and connection.vendor != "sqlite" else ""
    return _one(_find(model, tuple(columns), key) + locked, value)


def find_later(
    model: Model, columns: Sequence[str], key: str, value: Any, later: tuple[str, datetime]
) -> tuple[Any, ...] | None:
    """The columns of the row with this key, or None where the moment in that column of it is not later than this one."""
    column, moment = later
    return _one(_find_later(model, tuple(columns), key, column), value, moment)


def newest(model: Model, columns: Sequence[str], order: str) -> tuple[Any, ...] | None:
    """The columns of the row that comes last in this order, or None if there is no row."""
    return _one(_newest(model, tuple(columns), order))


def newest_where(model: Model, columns: Sequence[str], key: str, value: Any, order: str) -> tuple[Any, ...] | None:
    """The columns of the row that comes last in this order among those with this key, or None."""
    return _one(_newest_where(model, tuple(columns), key, order), value)


def _one(statement: str, *values: Any) -> tuple[Any, ...] | None:
    adapted = _adapter()
    with _cursor() as cursor:
        cursor.execute(_spelt(statement), [adapted(value) for value in values])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _write(statement: str, rows: Iterable[Sequence[Any]], days: Sequence[int]) -> None:
    """`days` are the places of the columns whose values this database may keep otherwise."""
    values: list[Sequence[Any]] = list(rows)
    if days:
        adapted = _adapter()
        values = [_with_days(row, days, adapted) for row in values]
    if not values:
        return
    with _cursor() as cursor:
        if len(values) == 1:
            cursor.execute(_spelt(statement), values[0])
        else:
            cursor.executemany(_spelt(statement), values)


@contextmanager
def _cursor() -> Iterator[Any]:
    """A cursor that takes a statement as `_spelt` gives it, and raises Django's errors."""
    ours = connections[DEFAULT_DB_ALIAS]  # `connection` would look for it again at each attribute
    if ours.vendor != "sqlite":
        with ours.cursor() as cursor:
            yield cursor
        return
    ours.ensure_connection()
    ours.validate_no_broken_transaction()
    with ours.wrap_database_errors:
        yield ours.connection.cursor()


def _spelt(statement: str) -> str:
    """The statement with the marks that the cursor takes. One process may have both databases, as a restore does."""
    return _with_question_marks(statement) if connection.vendor == "sqlite" else statement


@cache
def _with_question_marks(statement: str) -> str:
    return statement.replace("%s", "?")


def _with_days(row: Sequence[Any], days: Sequence[int], adapted: Callable[[Any], Any]) -> Sequence[Any]:
    values = list(row)
    for place in days:
        values[place] = adapted(values[place])
    return values


def _adapter() -> Callable[[Any], Any]:
    """Makes days and moments what this database keeps and compares, and leaves all else as it is."""
    operations = connection.ops

    def adapted(value: Any) -> Any:
        if isinstance(value, datetime):
            return operations.adapt_datetimefield_value(value)
        return operations.adapt_datefield_value(value) if isinstance(value, date) else value

    return adapted


@cache
def _days(model: Model, columns: tuple[str, ...]) -> tuple[int, ...]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return tuple(place for place, name in enumerate(columns) if isinstance(fields[name], models.DateField))


@cache
def _insert(model: Model, columns: tuple[str, ...]) -> str:
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_table(model)} ({', '.join(_quoted(model, columns))}) VALUES ({marks})"  # noqa: S608  (our names)


@cache
def _update(model: Model, columns: tuple[str, ...]) -> str:
    *changed, key = _quoted(model, columns)
    changes = ", ".join(f"{name} = %s" for name in changed)
    return f"UPDATE {_table(model)} SET {changes} WHERE {key} = %s"  # noqa: S608  (our names)


@cache
def _find(model: Model, columns: tuple[str, ...], key: str) -> str:
    names, (where,) = ", ".join(_quoted(model, columns)), _quoted(model, (key,))
    return f"SELECT {names} FROM {_table(model)} WHERE {where} = %s"  # noqa: S608  (our names)


@cache
def _find_later(model: Model, columns: tuple[str, ...], key: str, column: str) -> str:
    (later,) = _quoted(model, (column,))
    return f"{_find(model, columns, key)} AND {later} > %s"


@cache
def _newest(model: Model, columns: tuple[str, ...], order: str) -> str:
    names, (last,) = ", ".join(_quoted(model, columns)), _quoted(model, (order,))
    return f"SELECT {names} FROM {_table(model)} ORDER BY {last} DESC LIMIT 1"  # noqa: S608  (our names)


@cache
def _newest_where(model: Model, columns: tuple[str, ...], key: str, order: str) -> str:
    (last,) = _quoted(model, (order,))
    return f"{_find(model, columns, key)} ORDER BY {last} DESC LIMIT 1"


def _quoted(model: Model, columns: Sequence[str]) -> list[str]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return [connection.ops.quote_name(str(fields[name].column)) for name in columns]


def _table(model: Model) -> str:
    return connection.ops.quote_name(model._meta.db_table)
