"""Taking turns at writing. SQLite has one writer, and whoever finds it busy asks again after a pause: under load most time goes
into pauses, and somebody may be passed over for ever. So writers queue before they ask: threads at a lock, processes at a file
beside the database, which the kernel gives up when a process dies. PostgreSQL queues at the head row by itself.

Nobody waits for ever: a process that hangs in its turn (suspended at a terminal, say) must not take the others with it.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import OperationalError, connection

PATIENCE = 20.0
"""Seconds that somebody waits for their turn: as long as SQLite waits for its writer (site.settings)."""
_LOOK = 0.002
"""Seconds between two looks whether another process has ended its turn."""
_HANGS = "another process keeps its turn to write, and does not end it"
_HERE = threading.Lock()


def takes_turns() -> bool:
    """Whether writers of this database queue here: those of SQLite on a disk do."""
    return connection.vendor == "sqlite" and _database().is_file()


def _not_over() -> bool:
    return False


@contextmanager
def turn(over: Callable[[], bool] = _not_over) -> Iterator[bool]:
    """Wait for this thread's turn to write, and keep it until the end. Raises OperationalError if it does not come.

    `over` is asked when this thread is the next of its process: whether meanwhile there is nothing left to wait for. Then it waits
    for no other process, and must not write. Gives whether the turn came.
    """
    if not takes_turns():
        yield True
        return
    deadline = time.monotonic() + PATIENCE
    if not _HERE.acquire(timeout=PATIENCE):
        raise OperationalError(_HANGS)
    try:
        if over():
            yield False
            return
        database = _database()
        queue = _queue(database.with_name(f"{database.name}-turn"))
        _wait(queue, deadline)
        try:
            yield True
        finally:
            fcntl.flock(queue, fcntl.LOCK_UN)
    finally:
        _HERE.release()


def _wait(queue: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise OperationalError(_HANGS) from None
            time.sleep(_LOOK)
        else:
            return


def _database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


@cache
def _queue(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
