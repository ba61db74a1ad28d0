"""What each column of a table becomes: as what it is used, how it is read, how many values it has, what is not in its list."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.intake.join import Reading
from evenhand.intake.mapping import CaseColumns, ComplaintColumns, TableMap
from evenhand.intake.values import SPREADSHEET_ERRORS, CodeList, Dates, Unknown

type Cells = Sequence[Mapping[str, str]]
"""Rows as they are sealed: what stands in each column, blanks left out."""

_LEFT_OUT = "left out: nothing is taken from it"
_SEALED = "kept, sealed, word for word"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column. `values` and `blank` count the rows that can be imported, `rejected` those that it keeps out.

    `unknown` has the texts that are not in its list, with how often each stands; `values` is None if it is left out.
    """

    file: str
    column: str
    becomes: str
    read: str
    values: int | None = None
    blank: int = 0
    rejected: int = 0
    unexpected: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict, repr=False)

    def line(self) -> str:
        """For a person."""
        said = [f"{self.column}: {self.becomes}{f', {self.read}' if self.read else ''}."]
        if self.values is not None:
            said.append(f"{self.values:,} values{f', {self.blank:,} blank' if self.blank else ''}.")
        if self.unknown:
            shown = [f"{text!r} ({count:,})" for text, count in list(self.unknown.items())[:_SHOWN]]
            more = f" and {len(self.unknown) - _SHOWN} more" if len(self.unknown) > _SHOWN else ""
            said.append(f"Not in the list: {', '.join(shown)}{more}.")
        if self.rejected:
            said.append(f"It keeps out {self.rejected:,} rows.")
        if self.unexpected:
            said.append(f"{self.unexpected:,} values are not of the form expected.")
        return " ".join(said)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "file": self.file,
            "column": self.column,
            "becomes": self.becomes,
            "read": self.read,
            "values": self.values,
            "blank": self.blank,
            "rejected": self.rejected,
            "unexpected": self.unexpected,
            "unknown": dict(self.unknown),
        }


def describe(table: TableMap, reading: Reading) -> Iterator[ColumnUse]:
    """Every column that the map names, file by file and in its order, those left out last."""
    files = list(reading.rows)
    rejected: Counter[tuple[str, str]] = Counter()
    for file, _, column in {(one.file, one.row, one.column) for one in reading.rejects}:
        rejected[file, column] += 1
    complaints = [complaint.content["cells"] for complaint in reading.complaints]
    yield from _part(table, table.complaints, files[0], complaints, reading, rejected)
    if table.cases is not None:
        rows = [row["cells"] for one in reading.complaints for case in one.cases for row in case.content["rows"]]
        yield from _part(table, table.cases, files[-1], rows, reading, rejected)


def _part(
    table: TableMap,
    part: ComplaintColumns | CaseColumns,
    file: str,
    rows: Cells,
    reading: Reading,
    rejected: Mapping[tuple[str, str], int],
) -> Iterator[ColumnUse]:
    uses, how, lists = part.uses(), _how(table, part), _lists(part)
    values: Counter[str] = Counter()
    for row in rows:
        values.update(row.keys())
    for column in table.columns_of(part):
        yield ColumnUse(
            file=file,
            column=column,
            becomes=uses.get(column, _SEALED),
            read=how.get(column, ""),
            values=values[column],
            blank=len(rows) - values[column],
            rejected=rejected.get((file, column), 0),
            unexpected=reading.unexpected.get(column, 0),
            unknown=_unknown(lists.get(column), column, rows),
        )
    yield from (ColumnUse(file, column, _LEFT_OUT, "") for column in part.sheet.left_out)


def _unknown(codes: CodeList[Any] | None, column: str, rows: Cells) -> dict[str, int]:
    if codes is None:
        return {}
    texts = Counter(row[column] for row in rows if column in row)
    return {
        text: count for text, count in texts.most_common() if not codes.lists(text) and text not in SPREADSHEET_ERRORS
    }


def _lists(part: ComplaintColumns | CaseColumns) -> dict[str, CodeList[Any]]:
    """The list of codes by which each column is read."""
    if isinstance(part, ComplaintColumns):
        return {} if isinstance(part.category, str) else {part.category.column: part.category.codes}
    lists: dict[str, CodeList[Any]] = {part.clause.column: part.clause.codes}
    for advised in (part.findings, part.outcomes):
        if advised is not None:
            lists |= {column: advised.codes for column in (advised.final, advised.recommended) if column}
    return lists


def _how(table: TableMap, part: ComplaintColumns | CaseColumns) -> dict[str, str]:
    days = [part.received, part.closed, part.incident] if isinstance(part, ComplaintColumns) else [part.closed]
    read = {column: _as_date(table.dates) for column in days if column}
    return read | {column: _by_list(codes) for column, codes in _lists(part).items()}


def _as_date(dates: Dates) -> str:
    forms = " or ".join(dates.formats)
    return f"read as a date of a spreadsheet{f' or as text in the form {forms}' if forms else ''}"


def _by_list(codes: CodeList[Any]) -> str:
    cleaned = f" after {', '.join(codes.cleaning)}" if codes.cleaning else ""
    otherwise = "keeps its row out" if codes.unknown is Unknown.REJECT else "counts as 'other'"
    return f"read by a list of {len(codes.codes)} texts{cleaned}, where a text that is not in it {otherwise}"
