"""Read a map's TOML strictly: every mistake is a sentence that says where it is, and all of them are said at once."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_MISSING = object()


class Part:
    """One table of the map. Each key is asked for once; `done` names the keys that nothing asked for."""

    def __init__(self, name: str, table: Mapping[str, Any], mistakes: list[str]) -> None:
        self.mistakes = mistakes
        self._name = name
        self._table = table
        self._asked: set[str] = set()

    def mistake(self, words: str) -> None:
        """Note a mistake in this part."""
        self.mistakes.append(f"[{self._name}] {words}" if self._name else words)

    def has(self, key: str) -> bool:
        """Whether the map gives this key."""
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; a mistake if it is missing and there is no default."""
        value = self._get(key, default)
        if isinstance(value, str) and (value.strip() or default == ""):
            return value
        if value is not _MISSING:
            self.mistake(f"{key} must be a text.")
        return default or ""

    def optional(self, key: str) -> str | None:
        """A text, or None if the map does not give it."""
        return self.text(key) if self.has(key) else None

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One text of a few."""
        value = self.text(key, default)
        if value not in choices:
            if value:
                self.mistake(f"{key} is {value!r}, but must be one of: {', '.join(choices)}.")
            return choices[0]
        return value

    def number(self, key: str, default: int) -> int:
        """A whole number from 1."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.mistake(f"{key} must be a whole number from 1.")
            return default
        return value

    def day(self, key: str) -> date:
        """A TOML date, written without quotation marks."""
        value = self._get(key, None)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not _MISSING:
            self.mistake(f"{key} must be a day such as 2024-12-31, without quotation marks.")
        return date.min

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, default)
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(value)
        if value is not _MISSING:
            self.mistake(f"{key} must be a list of texts.")
        return ()

    def raw(self, key: str) -> Any:
        """Whatever stands there; a mistake and None if nothing does."""
        value = self._get(key, None)
        return None if value is _MISSING else value

    def part(self, key: str) -> "Part":
        """A table inside this one; empty, and a mistake, if it is not a table."""
        value = self._get(key, {})
        if not isinstance(value, Mapping):
            self.mistake(f"{key} must be a table.")
            value = {}
        return Part(f"{self._name}.{key}" if self._name else key, value, self.mistakes)

    def patterns(self, key: str) -> dict[str, re.Pattern[str]]:
        """A table from column to regular expression."""
        patterns = {}
        for column, expression in self.part(key)._table.items():
            try:
                patterns[column] = re.compile(expression)
            except (re.error, TypeError, OverflowError, RecursionError):
                self.mistake(f"{key}: what stands for {column!r} is not a regular expression.")
        return patterns

    def keys(self) -> list[str]:
        """The keys that the map gives here, in its order."""
        return list(self._table)

    def done(self) -> None:
        """Note every key that no one asked for."""
        for key in self._table:
            if key not in self._asked:
                self.mistake(
                    f"{key!r} is not a key that a map knows here; it knows: {', '.join(sorted(self._asked))}."
                )

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self._table.get(key, default)
        if value is None:
            self.mistake(f"{key} is missing.")
            return _MISSING
        return value
