"""SQLite's journal, emptied: what was overwritten or deleted in the database stands there in its old form until it is.

`secure_delete` overwrites rows and free pages in the database itself. Beside it lies the write-ahead log, which keeps earlier pages
until new ones come to lie on them. PostgreSQL has no such order to give: see docs/THREAT-MODEL.md.
"""

from django.db import connection


def empty_journal() -> bool:
    """Bring the journal into the database and cut it to nothing; False if somebody reads or writes just now. It waits for nobody.

    Inside a transaction, and on another database than SQLite, it does nothing.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return not busy
