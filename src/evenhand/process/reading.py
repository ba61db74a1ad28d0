"""Reading a parsed TOML document member by member, with a sentence for every problem instead of only the first."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

CODE = re.compile(r"[0-9a-z][0-9a-z.-]{0,31}")
_MOST_TEXT = 4096


class Table:
    """One table of the document. `place` says where it stands; `problems` is shared by all tables of one document.

    Each reading method takes a member out. A missing or wrong one leaves a sentence and gives a harmless stand-in, so
    that one pass finds everything that is wrong. `done` reports what nobody asked for: unknown members are errors.
    """

    def __init__(self, members: Mapping[str, Any], place: str, problems: list[str]) -> None:
        self._members = dict(members)
        self.place = place
        self.problems = problems

    def at(self, key: str) -> str:
        """How a sentence names that member."""
        return f"{self.place}.{key}" if self.place else key

    def complain(self, key: str, what: str) -> None:
        """Note that the member is wrong and what to do."""
        self.problems.append(f"{self.at(key)}: {what}")

    def text(self, key: str) -> str:
        """A string that says something."""
        value = self._members.pop(key, None)
        if isinstance(value, str) and value.strip() and len(value) <= _MOST_TEXT:
            return value.strip()
        self.complain(key, f"write a text of 1 to {_MOST_TEXT} characters here.")
        return ""

    def code(self, key: str) -> str:
        """A short code."""
        value = self._members.pop(key, None)
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.complain(key, "write a code of 1 to 32 small letters, digits, dots and hyphens here.")
        return ""

    def whole(self, key: str, low: int, high: int, unsaid: int | None = None) -> int:
        """A whole number from `low` to `high`; `unsaid` is what it is where the document does not say."""
        value = self._members.pop(key, unsaid)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.complain(key, f"write a whole number from {low} to {high} here.")
        return low

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._members.pop(key, None)
        if is_day(value):
            return value  # type: ignore[no-any-return]  # is_day has just looked
        self.complain(key, "write a date like 2026-01-31 here, without quotes.")
        return date.min

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self._members.pop(key, None)
        if value in allowed:
            return str(value)
        self.complain(key, f"choose one of: {', '.join(allowed)}.")
        return allowed[0]

    def items(self, key: str) -> list[Any]:
        """An array, of anything."""
        value = self._members.pop(key, None)
        if isinstance(value, list):
            return value
        self.complain(key, "write an array [...] here.")
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of strings that say something."""
        items = self.items(key)
        if not all(isinstance(item, str) and item.strip() for item in items):
            self.complain(key, "every item must be a text.")
            return ()
        return tuple(items)

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        value = self._members.pop(key, None)
        if not isinstance(value, dict):
            self.complain(key, f"write a table [{self.at(key)}] here.")
            value = {}
        return Table(value, self.at(key), self.problems)

    def tables(self, key: str) -> list["Table"]:
        """An array of tables."""
        items = self.items(key)
        if not items or not all(isinstance(item, dict) for item in items):
            self.complain(key, f"write one or more tables [[{self.at(key)}]] here.")
            return []
        return [Table(item, f"{self.at(key)}[{number}]", self.problems) for number, item in enumerate(items, start=1)]

    def labels(self, key: str) -> dict[str, str]:
        """A table from codes to words, in the order written."""
        inside = self.table(key)
        codes = list(inside._members)
        for code in codes:
            if not CODE.fullmatch(code):
                inside.complain(code, "use a code of 1 to 32 small letters, digits, dots and hyphens.")
        return {code: inside.text(code) for code in codes}

    def done(self) -> None:
        """Complain of every member that has not been read."""
        for key in self._members:
            self.complain(key, "nothing of this name belongs here: remove it or correct its spelling.")


def is_day(value: Any) -> bool:
    """Whether the value is a date without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)
