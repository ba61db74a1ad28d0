"""Open a CSV, XLSX or XLS file as one thing: a table with named columns and numbered rows.

The kind of a file is told by its first bytes and not by its name. What was detected is said in `notes`, because a
wrong encoding or separator looks like wrong data.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.intake.delimited import (
    ENCODINGS,
    SEPARATORS,
    detect_encoding,
    detect_separator,
    heading_line,
    read_delimited,
)
from evenhand.intake.errors import TableError
from evenhand.intake.limits import LIMITS, Limits
from evenhand.intake.rows import BrokenRow, Cell, Row, text
from evenhand.intake.workbook import read_workbook

_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands in its file. None means: find out.

    `heading_row` counts from 1. `grouped_by` names a column whose value, standing alone on a row, belongs to all
    rows below it.
    """

    heading_row: int = 1
    sheet: str | None = None
    separator: str | None = None
    encoding: str | None = None
    grouped_by: str | None = None


@dataclass(slots=True)
class Table:
    """A table ready to be read once. `notes` says what was detected, in sentences."""

    path: Path
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    _places: tuple[int, ...]
    _source: Iterator[Row | BrokenRow]
    _group: int | None
    _limits: Limits

    def rows(self) -> Iterator[Row | BrokenRow]:
        """The rows below the headings, with a cell for each column; empty rows are passed over.

        Raises TableError at a limit.
        """
        counted = self._counted(filter(None, map(self._checked, self._source)))
        return counted if self._group is None else _carried_down(counted, self._group)

    def _counted(self, rows: Iterable[Row | BrokenRow]) -> Iterator[Row | BrokenRow]:
        broken = 0
        most = min(self._limits.rows, self._limits.cells // len(self.columns))
        for count, row in enumerate(rows, 1):
            if count > most:
                raise TableError(f"{self.path.name} has more than {count - 1} rows: cut it into several files.")
            broken += isinstance(row, BrokenRow)
            if broken > self._limits.broken_rows:
                raise TableError(f"{self.path.name} has more than {broken - 1} broken rows, so it is hardly a table.")
            yield row

    def _checked(self, row: Row | BrokenRow) -> Row | BrokenRow | None:
        """The row cut to the columns, or what is wrong with it; None if it is empty."""
        if isinstance(row, BrokenRow):
            return row
        if not any(row.cells):
            return None
        width = self._places[-1] + 1
        if len(row.cells) < width:
            reason = f"The row has {len(row.cells)} cells and the headings are {width}: cells may have slipped."
            return self._broken(row, reason)
        if len(row.cells) > len(self._places):
            if any(cell for place, cell in enumerate(row.cells) if place not in self._places):
                return self._broken(row, "A value stands in a column that has no heading: cells may have slipped.")
            row = Row(row.number, tuple(row.cells[place] for place in self._places))
        return row

    def _broken(self, row: Row, reason: str) -> BrokenRow:
        return BrokenRow(row.number, " | ".join(text(cell)[:20] for cell in row.cells[:4]), reason)


def _carried_down(rows: Iterator[Row | BrokenRow], group: int) -> Iterator[Row | BrokenRow]:
    carried: Cell = ""
    for row in rows:
        if isinstance(row, BrokenRow):
            yield row
            continue
        carried = row.cells[group] or carried
        if any(cell for place, cell in enumerate(row.cells) if place != group):
            yield Row(row.number, (*row.cells[:group], carried, *row.cells[group + 1 :]))


def open_table(path: Path, layout: Layout, limits: Limits = LIMITS) -> Table:
    """Read the headings of a file and make its rows ready. Raises TableError, saying what to do."""
    is_workbook = _starts_like_a_workbook(path, limits)
    source, notes = _open_workbook(path, layout, limits) if is_workbook else _open_text(path, layout, limits)
    headings = _headings(path, source, layout.heading_row, limits)
    places = tuple(place for place, heading in enumerate(headings) if heading)
    columns = tuple(headings[place] for place in places)
    return Table(path, columns, notes, places, source, _group(path, columns, layout.grouped_by), limits)


def _starts_like_a_workbook(path: Path, limits: Limits) -> bool:
    try:
        if not path.is_file():
            raise TableError(f"There is no file {path}.")
        if path.stat().st_size > limits.file_size:
            raise TableError(
                f"{path.name} is larger than {limits.file_size // 1024 // 1024} MB: cut it into several files."
            )
        with path.open("rb") as file:
            return file.read(4) in _WORKBOOK_STARTS
    except OSError as error:
        raise TableError(f"{path.name} cannot be read ({error.strerror}).") from None


def _open_workbook(path: Path, layout: Layout, limits: Limits) -> tuple[Iterator[Row | BrokenRow], tuple[str, ...]]:
    head, rows = read_workbook(path, layout.sheet, limits)
    notes = [f"{path.name}: workbook, sheet {head['sheet']!r} of {len(head['sheets'])}."]
    if head["error_cells"]:
        notes.append(f"{path.name}: {head['error_cells']} cells hold an error such as #VALUE! and are read as blank.")
    return rows, tuple(notes)


def _open_text(path: Path, layout: Layout, limits: Limits) -> tuple[Iterator[Row | BrokenRow], tuple[str, ...]]:
    encoding = layout.encoding or detect_encoding(path)
    separator = layout.separator or detect_separator(heading_line(path, encoding, layout.heading_row, limits))
    note = f"{path.name}: text in {ENCODINGS[encoding]}, cells separated by {SEPARATORS[separator]}."
    return read_delimited(path, encoding, separator, limits), (note,)


def _headings(path: Path, source: Iterator[Row | BrokenRow], heading_row: int, limits: Limits) -> list[str]:
    row = next((row for row in source if row.number >= heading_row), None)
    if row is None or isinstance(row, BrokenRow) or row.number != heading_row:
        raise TableError(f"{path.name} has no headings on row {heading_row}.")
    headings = [text(cell).strip() for cell in row.cells]
    if sum(map(bool, headings)) == 0:
        raise TableError(f"{path.name} has no headings on row {heading_row}: say in the map on which row they stand.")
    if len(headings) > limits.columns:
        raise TableError(f"{path.name} has {len(headings)} columns; more than {limits.columns} are not read.")
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise TableError(
            f"{path.name} has the heading {twice[0]!r} more than once: rename one of these columns in the file."
        )
    return headings


def _group(path: Path, columns: tuple[str, ...], grouped_by: str | None) -> int | None:
    if grouped_by is None:
        return None
    if grouped_by not in columns:
        raise TableError(
            f"{path.name} has no column {grouped_by!r} to group its rows by; its columns are: {', '.join(columns)}."
        )
    return columns.index(grouped_by)
