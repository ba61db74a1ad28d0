"""What a witness has cosigned, so that it survives a kill at any moment: one SQLite file, one row for each log.

    heads(origin, size, root, time, note)        the last size, root, Unix time and cosigned note

Reading the row, deciding and writing it again is one transaction that begins with the write lock, so neither two
requests nor two processes can both grow from one head; and the row is on the disk (synchronous EXTRA) before anything
is answered. A trigger refuses a row that goes back, whatever the program may do.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from evenhand_register import witness
from evenhand_register.cosignature import Cosigner
from evenhand_register.witness import Decision, Recorded, Submission

__all__ = ["Heads"]

_WAIT = 10.0  # seconds for another process that is writing
_SCHEMA = """
CREATE TABLE IF NOT EXISTS heads (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL, note BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS heads_never_go_back BEFORE UPDATE ON heads
WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size OR NEW.time < OLD.time
BEGIN SELECT RAISE(ABORT, 'a head never goes back'); END;
CREATE TRIGGER IF NOT EXISTS heads_stay BEFORE DELETE ON heads
BEGIN SELECT RAISE(ABORT, 'a head is never removed'); END;
"""
_STORE = """
INSERT INTO heads VALUES (:origin, :size, :root, :time, :note)
ON CONFLICT (origin) DO UPDATE SET size = :size, root = :root, time = :time, note = :note
"""


class Heads:
    """The heads in one file, which `create` has made. For one thread at a time. Raises sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self._database = _connect(path, "rw")
        self._database.execute("SELECT origin FROM heads LIMIT 1")

    @staticmethod
    def create(path: Path) -> None:
        """Make the file with no heads in it; what is there already stays."""
        with closing(_connect(path, "rwc")) as database:
            database.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def submit(
        self, submission: Submission, cosigners: Sequence[Cosigner], clock: Callable[[], int]
    ) -> tuple[Decision, Recorded]:
        """Return what is decided, once it is on the disk, and what was recorded before. `clock` gives Unix seconds."""
        origin = submission.head.origin
        with self._writing():
            before = self._recorded(origin)
            decision = witness.decide(submission, before, cosigners, clock())
            if decision.record is not None:
                self._database.execute(_STORE, {"origin": origin, **vars(decision.record)})
        return decision, before

    def note_at(self, monitoring_path: str) -> bytes | None:
        """Return the cosigned note that is shown under a path, None where there is none."""
        return next(
            (held.note for origin, held in self.all() if witness.monitoring_path(origin) == monitoring_path), None
        )

    def all(self) -> list[tuple[str, Recorded]]:
        """Return each log's origin and what was last cosigned of it."""
        rows = self._database.execute("SELECT origin, size, root, time, note FROM heads ORDER BY origin")
        return [(origin, Recorded(*held)) for origin, *held in rows.fetchall()]

    def _recorded(self, origin: str) -> Recorded:
        found = self._database.execute(
            "SELECT size, root, time, note FROM heads WHERE origin = ?", [origin]
        ).fetchone()
        return witness.NOTHING if found is None else Recorded(*found)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        finally:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_WAIT,
        isolation_level=None,
        check_same_thread=False,
    )
    database.execute("PRAGMA synchronous = EXTRA")
    return database
