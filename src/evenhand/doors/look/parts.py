"""What views hand to the components: small frozen records, and the choice of a sort order.

Templates read them by attribute, so a dictionary with the same keys does as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Tone = Literal["plain", "quiet", "active", "good", "attention", "bad"]


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a navigation, of tabs or of breadcrumbs. `count` stands behind the label, for work that waits."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary list. `change_url` adds a "Change" link, which tells listeners what it changes: `key`."""

    key: str
    value: object
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list; without `url` it cannot be started yet."""

    title: str
    url: str
    status: str
    tone: Tone = "plain"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a timeline. `when` is a day, or words such as "By 3 May"; `state` says where it lies."""

    when: date | str
    title: str
    text: str = ""
    state: Literal["done", "now", "next"] = "done"


@dataclass(frozen=True, slots=True)
class Stat:
    """One headline number. `note` says what it counts; `mark` is its tag, such as "Proved"."""

    label: str
    value: object
    note: str = ""
    mark: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `sort` is its key in the address (`?sort=key`, `?sort=-key`); empty: not sortable."""

    label: str
    numeric: bool = False
    sort: str = ""


def chosen_sort(query: Mapping[str, str], columns: Iterable[Column | str], default: str) -> str:
    """The order that the address asks for, if a column offers it, else `default`: a key, with "-" for descending."""
    asked = query.get("sort", "")
    offered = {column.sort for column in columns if isinstance(column, Column) and column.sort}
    return asked if asked.removeprefix("-") in offered else default
