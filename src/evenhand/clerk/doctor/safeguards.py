"""Whether the database itself still refuses to change an entry (migration 0002)."""

from collections.abc import Iterator

from django.db import connection

from evenhand.clerk.doctor.finding import Trouble

SWITCHED_OFF = (
    "The safeguard that keeps rows of the register from being changed or removed was switched off in the database. No work "
    "needs that: ask who did it."
)
_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_POSTGRES = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
_EXPECTED = {
    "sqlite": ("records_{}_no_update", "records_{}_no_delete"),
    "postgresql": ("records_{}_append_only",),
}


def check_safeguards() -> Iterator[Trouble]:
    """The triggers of the append-only tables."""
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRES)
        there = {name for (name,) in cursor.fetchall()}
    expected = _EXPECTED[connection.vendor]
    without = [
        table for table in ("entry", "record") if not there.issuperset(name.format(table) for name in expected)
    ]
    if without:
        yield Trouble("safeguard", ", ".join(without), "", SWITCHED_OFF)
