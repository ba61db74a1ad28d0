"""The register's own rows: the head, the public entries and their records (REGISTER.md sections 2 and 9.1).

Entries and records are never updated or deleted: triggers refuse it (migration 0002), and because a trigger stops accidents
and not a database administrator, the tree, the checkpoint and the witnesses prove it.
"""

from django.db import models

from evenhand.records.models.table import Table, TableClass


class Head(Table):
    """One row. Its lock orders all appends; `size` is the next index, so there are no gaps (REGISTER.md 9.1)."""

    table_class = TableClass.PROJECTION

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    day = models.CharField(max_length=10, default="1970-01-01")
    office_index = models.BigIntegerField(default=-1)
    """Index of the newest act of the office itself: a decision made on an older state of it is made again."""
    scheme = models.BinaryField(max_length=32, default=b"")
    """Record of the newest scheme: what was counted under an older one is counted again."""


class Entry(Table):
    """One public entry: the exact bytes that are hashed into the tree."""

    table_class = TableClass.COMMITTED

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=32)
    day = models.CharField(max_length=10)
    record = models.BinaryField(max_length=32, unique=True)
    tally = models.BinaryField(max_length=32, unique=True, null=True)
    body = models.BinaryField(max_length=65535)


class Record(Table):
    """What an entry commits to: its clear facts and the hash of its sealed content (REGISTER.md 2.2).

    `complaint` is the index of the complaint's `received` entry, None for acts of the office. The columns beside `facts`
    repeat parts of it for queries; `doctor` compares them.
    """

    table_class = TableClass.COMMITTED

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, db_column="index", related_name="opening")
    act = models.CharField(max_length=40, db_index=True)
    complaint = models.BigIntegerField(null=True, db_index=True)
    facts = models.BinaryField()
    facts_salt = models.BinaryField(max_length=32)
    content_hash = models.BinaryField(max_length=32)


class Sum(Table):
    """What the counted entries of one stretch of the register add up to: the numbers T and the blinding R of REGISTER.md 4.

    A stretch begins at entry `first` and ends where the next begins: with a month, where a period is closed at the head, and
    after some thousand entries. So each closed period is made of whole stretches. Without R no statement of that period could
    ever be proved; R and the hidden numbers of a statement together invite guessing, so the row goes when the statement is final.
    """

    table_class = TableClass.WORKING
    not_evidence = (
        "It holds sums of what the entries commit to. Who changed one could prove no statement with it, and `doctor` finds it: "
        "the tallies in the register add up to these numbers and no others."
    )

    first = models.BigIntegerField(primary_key=True)
    month = models.CharField(max_length=7)
    totals = models.TextField()
    """Each counter that is not nought, as canonical JSON."""
    blinding = models.BinaryField(max_length=32)
