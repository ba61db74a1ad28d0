"""Read text tables (CSV and its relatives): which encoding, which separator, which rows.

Nothing is repaired in silence. A row whose quotation mark is never closed swallows the rest of a file in most
readers; here it is one broken row, and reading goes on with the next line.
"""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from evenhand.intake.errors import TableError
from evenhand.intake.limits import Limits
from evenhand.intake.rows import SHOWN, BrokenRow, Row, read_row

ENCODINGS = {"utf-8-sig": "UTF-8 with a mark", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_CHUNK = 1024 * 1024
_TOO_LONG = "too long"


def detect_encoding(path: Path) -> str:
    """The encoding of a text file, by its byte order mark or by decoding it whole. Raises TableError.

    Windows-1252 comes last, since nearly every file can be decoded as it; so it is said aloud that it was taken.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "cp1252"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise TableError(
        f"{path.name} is text in an encoding that is not known here: save it as CSV in UTF-8 and try again."
    )


def detect_separator(line: str) -> str:
    """The separator that cuts the heading line into most columns; a comma if none does."""
    return max(SEPARATORS, key=lambda separator: _width(line, separator))


def heading_line(path: Path, encoding: str, heading_row: int, limits: Limits) -> str:
    """The line on which the headings stand, without its end. Raises TableError if the file is shorter."""
    with path.open(encoding=encoding, newline="") as file:
        for number, line in enumerate(_cut_lines(file, limits), 1):
            if number == heading_row:
                return line.rstrip("\r\n")
    raise TableError(f"{path.name} has no row {heading_row}, where the headings should stand.")


def read_delimited(path: Path, encoding: str, separator: str, limits: Limits) -> Iterator[Row | BrokenRow]:
    """Every row from the first line on, headings included. Lines without any character are passed over."""
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(_cut_lines(file, limits), limits.row_length)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            start = lines.begin_row()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield BrokenRow(start, lines.first()[:SHOWN], _reason(error, limits))
                lines.back_to_second()
                reader = csv.reader(lines, delimiter=separator, strict=True)
                continue
            if cells is None:
                return
            if cells:
                yield read_row(start, cells, tuple(cells), limits)


class _Lines:
    """Lines of a file, remembering those of the row being read so that reading can go on after its first line.

    Raises csv.Error when a row becomes longer than so many characters.
    """

    def __init__(self, file: Iterator[str], longest: int) -> None:
        self._number = 0
        self._longest = longest
        self._length = 0
        self._file = file
        self._again: deque[str] = deque()
        self._row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self._number += 1
        self._row.append(line)
        self._length += len(line)
        if self._length > self._longest:
            raise csv.Error(_TOO_LONG)
        return line

    def begin_row(self) -> int:
        self._row.clear()
        self._length = 0
        return self._number + 1

    def first(self) -> str:
        return self._row[0].rstrip("\r\n")

    def back_to_second(self) -> None:
        self._again.extendleft(reversed(self._row[1:]))
        self._number -= len(self._row) - 1


def _cut_lines(file: TextIO, limits: Limits) -> Iterator[str]:
    """The lines of a file, none much longer than a row may be: the rest of a longer one is passed over."""
    while line := file.readline(limits.row_length + 1):
        rest = line
        while len(rest) > limits.row_length and not rest.endswith(("\r", "\n")):
            rest = file.readline(limits.row_length + 1)
        yield line


def _width(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:  # a cell that is longer than the reader takes
        return 0


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise TableError(
                        f"{path.name} holds zero bytes, so it is not a text table: save it as CSV in UTF-8 again."
                    )
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _reason(error: csv.Error, limits: Limits) -> str:
    words = str(error)
    if words == _TOO_LONG:
        return f"The row is longer than {limits.row_length} characters."
    if "unexpected end of data" in words or "field larger" in words:
        return f"A quotation mark is never closed, or a cell is longer than {limits.cell_length} characters."
    if "expected after" in words:
        return "A quotation mark stands inside a cell and is not doubled."
    return f"The row cannot be cut into cells ({words})."
