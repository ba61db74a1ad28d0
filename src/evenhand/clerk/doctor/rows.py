"""Comparing rows that should be there with rows that are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evenhand.clerk.doctor import words
from evenhand.clerk.doctor.finding import Trouble

type Row = Mapping[str, Any]
type Key = tuple[Any, ...]

ACT = "entry"
"""The column of committed rows that names the act which holds their hash."""
_LONGEST = 60


class Matcher:
    """Pairs rows that should be there with rows that are, in whatever order they come; `keys` identify a row.

    What has found its partner is compared and forgotten, so two long streams in about the same order take little memory.
    """

    def __init__(self, table: str, keys: tuple[str, ...]) -> None:
        self._table = table
        self._keys = keys
        self._wanted: dict[Key, Row] = {}
        self._found: dict[Key, list[Row]] = {}

    def want(self, row: Row) -> Iterator[Trouble]:
        """A row that the acts call for."""
        key = self._key(row)
        there = self._found.get(key)
        if there is None:
            self._wanted[key] = row
            return
        yield from self._compare(key, row, there.pop())
        if not there:
            del self._found[key]

    def meet(self, row: Row) -> Iterator[Trouble]:
        """A row that is there."""
        key = self._key(row)
        wanted = self._wanted.pop(key, None)
        if wanted is None:
            self._found.setdefault(key, []).append(row)
            return
        yield from self._compare(key, wanted, row)

    def rest(self) -> Iterator[Trouble]:
        """What has found no partner: rows that were added, and rows that were removed."""
        for key, rows in self._found.items():
            yield from (Trouble(self._table, _spell(key), "", words.added(self._table)) for _ in rows)
        for key, row in self._wanted.items():
            yield Trouble(self._table, _spell(key), "", words.removed(self._table), _act(row))

    def _compare(self, key: Key, wanted: Row, found: Row) -> Iterator[Trouble]:
        for column, value in wanted.items():
            there = found[column]
            if there != value:
                sentence = words.changed(self._table, column, _short(there), _short(value))
                yield Trouble(self._table, _spell(key), column, sentence, _act(wanted))

    def _key(self, row: Row) -> Key:
        return tuple(row[key] for key in self._keys)


def compare(table: str, keys: tuple[str, ...], expected: Iterable[Row], found: Iterable[Row]) -> Iterator[Trouble]:
    """Name every row missing, added, or different in a column."""
    matcher = Matcher(table, keys)
    for row in expected:
        yield from matcher.want(row)
    for row in found:
        yield from matcher.meet(row)
    yield from matcher.rest()


def _act(row: Row) -> int | None:
    """The act that a row rests on."""
    act = row.get(ACT)
    return act if isinstance(act, int) else None


def _spell(key: Key) -> str:
    return "/".join(str(part) for part in key)


def _short(value: Any) -> str:
    text = "nothing" if value is None else value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
