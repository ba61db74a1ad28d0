"""Read one sheet of a workbook (XLSX, XLSM, XLSB, XLS, ODS) in a child process with limits on memory and time.

A small file can claim a cell in the last corner of a sheet or unpack without end; the reader then takes the
machine's memory and its process dies. So it is a process of its own, and the parent says a sentence. Formulas are
never evaluated: the value that the spreadsheet stored is read. Run as `python -m evenhand.intake.workbook PATH
SHEET MEMORY SECONDS LENGTH`, it prints one JSON line about the sheet, then one JSON list per row: texts as they are,
dates as a list of one ISO text. A row with more than LENGTH characters is only the beginning of its first cell.
"""

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Generator, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from evenhand.intake.errors import TableError
from evenhand.intake.limits import Limits
from evenhand.intake.rows import SHOWN, BrokenRow, Row, read_row

_ERROR_CELL = b't="e"'


def read_workbook(path: Path, sheet: str | None, limits: Limits) -> tuple[dict[str, Any], Iterator[Row | BrokenRow]]:
    """What the sheet says of itself (`sheet`, `sheets`, `error_cells`), and its rows from row 1 on.

    Raises TableError.
    """
    command = [sys.executable, "-P", "-m", "evenhand.intake.workbook", str(path.resolve()), sheet or ""]
    command += [str(limits.workbook_memory), str(limits.workbook_seconds), str(limits.row_length)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii")
    lines = _lines(child, path)
    head = next(lines)
    if "error" in head:
        lines.close()
        raise TableError(f"{path.name} {head['error']}")
    return head, _rows(lines, limits)


def _lines(child: subprocess.Popen[str], path: Path) -> Generator[Any]:
    with child:
        try:
            if child.stdout is None:
                raise TypeError("the child has no output")
            for line in child.stdout:
                yield json.loads(line)
            if child.wait() != 0:
                raise TableError(
                    f"{path.name} could not be read within the limits of memory and time: it is broken, or made for harm. "
                    "Open it in a spreadsheet program, save it as CSV in UTF-8 and import that."
                )
        finally:
            child.kill()


def _rows(lines: Iterator[Any], limits: Limits) -> Iterator[Row | BrokenRow]:
    for number, raw in enumerate(lines, 1):
        if isinstance(raw, str):
            yield BrokenRow(number, raw, f"The row is longer than {limits.row_length} characters.")
            continue
        cells = tuple(cell if isinstance(cell, str) else _date(cell[0]) for cell in raw)
        yield read_row(number, raw, cells, limits)


def _date(iso: str) -> date:
    return datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso)


def _cell(value: Any) -> str | list[str]:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date):
        return [value.isoformat()]
    return str(value)


def _row(values: Sequence[Any], longest: int) -> list[str | list[str]] | str:
    cells = [_cell(value) for value in values]
    return str(cells[0])[:SHOWN] if sum(map(len, cells)) > longest else cells


def _print_sheet(path: Path, wanted: str, longest: int) -> None:
    workbook = CalamineWorkbook.from_path(path)
    name = wanted or next(iter(workbook.sheet_names), "")
    if name not in workbook.sheet_names:
        _print(
            {"error": f"has no sheet named {wanted!r}; its sheets are: {', '.join(workbook.sheet_names) or 'none'}."}
        )
        return
    sheet = workbook.get_sheet_by_name(name)
    _print({"sheet": name, "sheets": workbook.sheet_names, "error_cells": _error_cells(path)})
    for row in sheet.iter_rows():
        _print(_row(row, longest))


def _error_cells(path: Path) -> int:
    """How many cells of an XLSX hold an error such as #VALUE!; the reader gives them as blank, which is said."""
    if not zipfile.is_zipfile(path):
        return 0
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return sum(archive.read(name).count(_ERROR_CELL) for name in sheets)


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def main(path: str, sheet: str, memory: str, seconds: str, longest: str) -> None:
    """The child's work.

    A broken workbook is said on standard output; whatever else goes wrong, the process ends with an error.
    """
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _print_sheet(Path(path), sheet, int(longest))
    except (CalamineError, zipfile.BadZipFile) as error:
        why = f"is not a workbook that can be read ({str(error)[:200]})"
        _print({"error": f"{why}: open it, save it again, and try once more."})


if __name__ == "__main__":
    main(*sys.argv[1:])
