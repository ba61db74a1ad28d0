"""Whether the database itself still refuses to change an entry (migration 0002)."""

from collections.abc import Iterator

from django.db import connection

from evenhand.clerk.doctor.finding import Trouble

SWITCHED_OFF = (
    "The safeguard that keeps rows of this table from being changed or removed was switched off. Nobody needs that for any "
    "work: ask who did it."
)
_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_POSTGRES = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
_EXPECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "sqlite": {
        "entry": ("records_entry_no_update", "records_entry_no_delete"),
        "record": ("records_record_no_update", "records_record_no_delete"),
    },
    "postgresql": {"entry": ("records_entry_append_only",), "record": ("records_record_append_only",)},
}


def check_safeguards() -> Iterator[Trouble]:
    """The triggers of the append-only tables."""
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRES)
        there = {name for (name,) in cursor.fetchall()}
    for table, triggers in _EXPECTED[connection.vendor].items():
        if not there.issuperset(triggers):
            yield Trouble(table, "", "", SWITCHED_OFF)
