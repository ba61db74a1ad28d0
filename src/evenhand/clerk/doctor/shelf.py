"""Tables of complaints, read in the order of the complaints, so that each is read once and none is held in memory."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models

from evenhand.clerk.doctor.read import columns, read
from evenhand.clerk.doctor.rows import Row


class Shelf:
    """The rows of one table in the order of their complaints: each complaint's are taken in turn."""

    def __init__(self, model: type[models.Model], column: str) -> None:
        self._column = column
        rows = read(model._default_manager.order_by(column), *columns(model))
        self._groups = groupby(rows, key=itemgetter(column))
        self._next: tuple[Any, list[Row]] | None = None
        self._turn()

    def before(self, complaint: int | None) -> Iterator[Row]:
        """The rows of complaints that come before this one (None: all that are left), which no fact speaks of."""
        while self._next is not None and (complaint is None or _rank(self._next[0]) < _rank(complaint)):
            yield from self._next[1]
            self._turn()

    def take(self, complaint: int) -> list[Row]:
        """The rows of this complaint."""
        if self._next is None or self._next[0] != complaint:
            return []
        rows = self._next[1]
        self._turn()
        return rows

    def _turn(self) -> None:
        following = next(self._groups, None)
        self._next = None if following is None else (following[0], list(following[1]))


def _rank(value: Any) -> tuple[int, Any]:
    """The order in which a database sorts: nothing, then numbers, then what is no number."""
    if value is None:
        return 0, 0
    return (1, value) if isinstance(value, int) else (2, str(value))
