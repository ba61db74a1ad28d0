"""Read the cells of one row by the names of their columns, gathering what is wrong and what is odd."""

from collections import Counter
from collections.abc import Mapping
from re import Pattern
from typing import Any

from evenhand.intake.rows import Cell, Row, text
from evenhand.intake.values import CodeList, Unreadable, is_spreadsheet_error
from evenhand.process.imported import Flag

type Fault = tuple[str, str, str]
"""A column, the value there, and why it cannot be read."""


class RowFaults(Exception):
    """A row cannot be imported, and what is wrong with each of its cells."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("A row cannot be imported.")
        self.faults = faults


class Columns:
    """Where a table's columns stand, which of them are kept, and the form that their values should have."""

    def __init__(self, columns: tuple[str, ...], kept: tuple[str, ...], expect: Mapping[str, Pattern[str]]) -> None:
        self.place = {column: place for place, column in enumerate(columns)}
        self.unexpected: Counter[str] = Counter()
        self._kept = [(column, self.place[column]) for column in kept]
        self._expect = [(column, self.place[column], pattern) for column, pattern in expect.items()]

    def content(self, row: Row) -> dict[str, Any]:
        """The row as it stood, but for blanks and what the map leaves out: to be sealed."""
        cells = {column: text(row.cells[place]) for column, place in self._kept if row.cells[place] != ""}
        return {"row": row.number, "cells": cells}

    def shape_flags(self, row: Row) -> set[Flag]:
        """UNEXPECTED_FORM if a value does not have the form that the map expects; counted by column."""
        odd = [column for column, place, pattern in self._expect if not pattern.fullmatch(text(row.cells[place]))]
        self.unexpected.update(odd)
        return {Flag.UNEXPECTED_FORM} if odd else set()


class Cells:
    """One row being read."""

    def __init__(self, row: Row, columns: Columns) -> None:
        self.flags = columns.shape_flags(row)
        self.faults: list[Fault] = []
        self._row = row
        self._place = columns.place

    def cell(self, column: str) -> Cell:
        """What stands in a column."""
        return self._row.cells[self._place[column]]

    def words(self, column: str) -> str:
        """The same, as text without white space around it."""
        return text(self.cell(column)).strip()

    def fault(self, column: str, reason: str) -> None:
        """Note why a cell keeps its row out."""
        self.faults.append((column, self.words(column), reason))

    def code[T](self, column: str | None, codes: CodeList[T]) -> T | None:
        """The code of a text; None for a blank, for a spreadsheet error (flagged), and for no column."""
        if column is None:
            return None
        cell = self.cell(column)
        if is_spreadsheet_error(cell):
            self.flags.add(Flag.SPREADSHEET_ERROR)
            return None
        try:
            found = codes.read(cell)
        except Unreadable as why:
            self.fault(column, str(why))
            return None
        if found is None:
            return None
        code, listed = found
        if not listed:
            self.flags.add(Flag.UNKNOWN_CODE)
        return code

    def check(self) -> None:
        """Raises RowFaults if anything keeps the row out."""
        if self.faults:
            raise RowFaults(self.faults)
