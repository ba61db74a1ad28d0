"""Bring the rows of an older version of the program to this one: its tables, and what it folds facts to.

Entries and records stay as they are, byte for byte. Projections are made from them, and a new version may make them
otherwise; a version that does so has a migration, if only an empty one, so that the tables alone tell that they are older.
"""

from collections import Counter
from collections.abc import Sequence

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.projections import TABLES, Rulebooks, compared, expected_rows
from evenhand.records.load import recorded_facts
from evenhand.records.sql import insert_rows
from evenhand.records.turns import turn

type Change = Trouble
"""A projected row, or one column of it, that was not what this version folds the facts to."""


def is_older(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the tables of a database lack a migration of this version."""
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def upgrade() -> list[Change]:
    """Migrate, then write every projected row again that differs from the facts; these, as they were found.

    Repeated after a break it goes on. Rows of complaints whose facts do not follow from each other are left to the doctor.
    """
    call_command("migrate", verbosity=0)
    found = [(complaint, change) for complaint, change in compared() if complaint is not None]
    rulebooks = Rulebooks()
    for complaint in sorted({complaint for complaint, _ in found}):
        _write_again(complaint, rulebooks)
    return [change for _, change in found]


def said(changes: Sequence[Change]) -> list[str]:
    """How many rows were written again in each column, for people; nothing where there were none.

    Whoever changed a list by hand is among them: told apart from what this version makes otherwise they cannot be.
    """
    if not changes:
        return []
    counts = Counter(", ".join(filter(None, (one.table, one.column))) for one in changes)
    return [
        "These lists were not as this version makes them from the acts, and were written again:",
        *(f"  {place}: {count:,}" for place, count in sorted(counts.items())),
    ]


def _write_again(complaint: int, rulebooks: Rulebooks) -> None:
    with turn(), transaction.atomic():
        expected = expected_rows(list(recorded_facts(complaint)), rulebooks)
        for table, (model, column, _) in TABLES.items():
            rows = model._default_manager.filter(**{column: complaint})
            # nothing is deleted along with these: the rows that name them are written anew before the transaction ends
            rows._raw_delete(rows.db)
            insert_rows(model, expected[table])
