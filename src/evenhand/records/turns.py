"""Taking turns at writing. SQLite has one writer, and whoever finds it busy asks again after a pause: under load most time goes
into pauses, and somebody may be passed over for ever. So writers queue before they ask: threads at a lock, processes at a file
beside the database, which the kernel gives up when a process dies. PostgreSQL queues at the head row by itself.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import connection

_HERE = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for this thread's turn to write, and keep it until the end."""
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not database.is_file():
        yield
        return
    with _HERE:
        queue = _queue(database.with_name(f"{database.name}-turn"))
        fcntl.flock(queue, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(queue, fcntl.LOCK_UN)


@cache
def _queue(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
