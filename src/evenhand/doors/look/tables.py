"""What a table shows: headings whose links keep the state of the list in the address, and cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.http import QueryDict
from django.utils import formats

from evenhand.doors.look.parts import Column


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: where its link leads (empty: none), and how the table is ordered by it now."""

    label: str
    numeric: bool
    url: str = ""
    order: Literal["", "none", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with the label of its column, which stands beside it when rows are stacked."""

    text: object
    label: str
    numeric: bool


def heads(columns: Iterable[Column | str], query: QueryDict | None, sorted_by: str) -> list[Head]:
    """The headings of `columns`; plain words are columns that cannot be sorted. Without `query` none can."""
    full = [column if isinstance(column, Column) else Column(column) for column in columns]
    return [_head(column, query, sorted_by) for column in full]


def cells(headings: list[Head], row: Iterable[object]) -> list[Cell]:
    """The cells of one row; raises ValueError when it is longer or shorter than the headings."""
    return [
        Cell(shown_number(value) if head.numeric else value, head.label, head.numeric)
        for head, value in zip(headings, row, strict=True)
    ]


def shown_number(value: object) -> str:
    """`value` as the reader's language writes numbers; what is no number, such as a hidden cell's mark, as text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def _head(column: Column, query: QueryDict | None, sorted_by: str) -> Head:
    if not column.sort or query is None:
        return Head(column.label, column.numeric)
    now = query.get("sort") or sorted_by
    order: Literal["none", "ascending", "descending"] = "none"
    if now.removeprefix("-") == column.sort:
        order = "descending" if now.startswith("-") else "ascending"
    asked = query.copy()
    asked.pop("page", None)
    asked["sort"] = f"-{column.sort}" if order == "ascending" else column.sort
    return Head(column.label, column.numeric, f"?{asked.urlencode()}", order)
