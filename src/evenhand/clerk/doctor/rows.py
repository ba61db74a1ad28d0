"""Comparing rows that should be there with rows that are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evenhand.clerk.doctor.finding import Trouble

type Row = Mapping[str, Any]


def compare(table: str, keys: tuple[str, ...], expected: Iterable[Row], found: Iterable[Row]) -> Iterator[Trouble]:
    """Name every row missing, added, or different in a column. `keys` identify a row."""
    wanted = {_key(row, keys): row for row in expected}
    for row in found:
        key = _key(row, keys)
        want = wanted.pop(key, None)
        if want is None:
            yield Trouble(table, _spell(key), "", "This row was added: no act accounts for it.")
            continue
        for column, value in want.items():
            if row[column] != value:
                yield Trouble(
                    table,
                    _spell(key),
                    column,
                    f"This was changed: it is {_short(row[column])}, and the acts say {_short(value)}.",
                )
    for key in wanted:
        yield Trouble(table, _spell(key), "", "This row was removed: the acts say that it should be there.")


def _key(row: Row, keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)


def _spell(key: tuple[Any, ...]) -> str:
    return "/".join(str(part) for part in key)


def _short(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
