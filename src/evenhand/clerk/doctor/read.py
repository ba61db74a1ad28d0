"""Reading tables that somebody may have tampered with: a value that is not what its column holds stops nothing."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, models

from evenhand.clerk.doctor.rows import Row
from evenhand_register.errors import RegisterError

CHUNK = 2000
UNREADABLE = "something that cannot be read"
"""What stands for such a value. It equals nothing that an act says."""
FAULTS = (
    ArithmeticError,
    AttributeError,
    DatabaseError,
    LookupError,
    MemoryError,
    RecursionError,
    RegisterError,
    TypeError,
    ValueError,
)
"""What reading, and working with, a value that somebody tampered with may raise."""


def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a row's content is in: all but a number that the database gave it."""
    return tuple(field.name for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


def read(rows: models.QuerySet[Any], *names: str) -> Iterator[Row]:
    """Rows with these columns (all of them where none is named), in the order asked for and then by their keys.

    SQLite keeps any value in any column; whatever its type, bytes come as bytes.
    """
    wanted = names or columns(rows.model)
    ordered = rows.order_by(*(rows.query.order_by or ()), "pk")
    done = 0
    try:
        for row in ordered.values(*wanted).iterator(CHUNK):
            yield _plain(row)
            done += 1
    except FAULTS:
        for key in ordered.values_list("pk", flat=True)[done:]:
            yield {name: _value(rows.filter(pk=key), name) for name in wanted}


def _value(row: models.QuerySet[Any], name: str) -> Any:
    try:
        return _bytes(row.values_list(name, flat=True).get())
    except FAULTS:
        return UNREADABLE


def _plain(row: dict[str, Any]) -> Row:
    return {name: _bytes(value) for name, value in row.items()}


def _bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
