"""What a table is made of once it has been read: rows of cells, each with the number that a person finds it by."""

from collections.abc import Sequence, Sized
from dataclasses import dataclass, field
from datetime import date

from evenhand.intake.limits import Limits

SHOWN = 80
"""How many characters of a broken row are kept to find it by."""

type Cell = str | date
"""Text as it stood, or a date that a spreadsheet stored as one (a `datetime` where it had a time). Blank is ""."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data.

    `number` is the sheet's row, or in a text file the line on which the row begins, counted from 1.
    """

    number: int
    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read at all. `value` is the beginning of what stood there."""

    number: int
    value: str = field(repr=False)
    reason: str


def read_row(number: int, raw: Sequence[Sized], cells: tuple[Cell, ...], limits: Limits) -> Row | BrokenRow:
    """The row, or a broken one if something in it is longer than the limit.

    `raw` is what was read, before dates were made.
    """
    if max(map(len, raw), default=0) > limits.cell_length:
        return BrokenRow(number, text(cells[0])[:SHOWN], f"A cell is longer than {limits.cell_length} characters.")
    return Row(number, cells)


def text(cell: Cell) -> str:
    """The cell as text; a date as ISO 8601."""
    return cell if isinstance(cell, str) else cell.isoformat()
