"""What could not be imported: row, column, value and reason, as a CSV file that no spreadsheet program runs."""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.intake.errors import IntakeError

_LONGEST_VALUE = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four are full-width


@dataclass(frozen=True, slots=True)
class Reject:
    """One cell, or (with column "") one row, that could not be read. `row` is as in `rows.Row`."""

    file: str
    row: int
    column: str
    value: str = field(repr=False)
    reason: str


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write a new file, readable by its owner only, since it holds values in clear.

    Raises IntakeError if it is there.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise IntakeError(f"The rejects file {path} cannot be made ({error.strerror}): name another one.") from None
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "column", "value", "reason", "file"))
        for reject in rejects:
            cells = (reject.column, reject.value[:_LONGEST_VALUE], reject.reason, reject.file)
            writer.writerow((reject.row, *map(harmless, cells)))


def harmless(value: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet program would run it as a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA_STARTS) else value
