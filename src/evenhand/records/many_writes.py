"""Room for an import: entries have random hashes, so each touches other pages of the indexes.

With SQLite's usual two megabytes of cache and a checkpoint every four, most of the time goes into reading and writing the
same pages again and again. What is durable when stays as it is: a commit is on disk before the next batch begins.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_ROOM = ("cache_size = -65536", "wal_autocheckpoint = 10000")  # 64 MiB of pages; a checkpoint every 40 MB
_USUAL = ("cache_size = -2000", "wal_autocheckpoint = 1000", "wal_checkpoint(PASSIVE)")


@contextmanager
def many_writes() -> Iterator[None]:
    """Give this connection more room, and take it back. PostgreSQL has its own."""
    _tell(_ROOM)
    try:
        yield
    finally:
        _tell(_USUAL)


def _tell(pragmas: tuple[str, ...]) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
