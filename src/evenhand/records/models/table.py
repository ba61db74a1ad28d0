"""The three classes of tables (DESIGN section 4). Every model declares its own; a test refuses one that does not."""

from enum import StrEnum
from typing import ClassVar

from django.db import models


class TableClass(StrEnum):
    """What a table's rows are worth as evidence, and how `evenhand doctor` checks them."""

    PROJECTION = "projection"
    """Folded from facts; `doctor` folds again and names every row and column that differs."""
    COMMITTED = "committed"
    """Its hash stands in an act; `doctor` compares."""
    WORKING = "working"
    """May vanish; never evidence."""


class Table(models.Model):
    """The base of every model."""

    table_class: ClassVar[TableClass]
    not_evidence: ClassVar[str] = ""
    """Of a working table: why nothing rests on its rows. Printed into docs/reference/tables.md."""

    class Meta:
        abstract = True
