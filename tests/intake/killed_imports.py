"""Imports that are killed: a real command on a real organisation, SIGKILL at moments that nobody chose."""

import os
import secrets
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.intake.same import rows
from tests.intake.tables import CASES, COMPLAINTS, write_csv, write_map

FOUND = ("init", "--name", "Association of Examples", "--origin", "demo.invalid/imports", "--yes")
FIRST_YEAR = 1950
_PAUSE = threading.Event()
_LONGEST = 3600.0
"""Seconds after which waiting for a command is a failure of the test."""


def long_book(folder: Path, complaints: int) -> list[str]:
    """The arguments of an import of many small years: complaints, respondents, and now and then a row that is refused."""
    received, respondents = [], []
    for n in range(complaints):
        came = f"{FIRST_YEAR + n % 40}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        over = f"{FIRST_YEAR + n % 40 + n % 3}-12-3{n % 2}"
        received.append((str(n), came, over if n % 7 else "", "Money" if n % 2 else "Conduct", f"Words {n}"))
        for who in range(n % 3 + 1):
            found, given = ("YES", "warned") if (n + who) % 2 else ("NO", "none")
            respondents.append((str(n), f"member {n % 17 + who}", "4.1", "YES", found, "barred", given))
    received.append(("bad", "yesterday", "", "Money", ""))
    files = [
        write_csv(folder / "complaints.csv", COMPLAINTS, received),
        write_csv(folder / "cases.csv", CASES, respondents),
    ]
    return ["import", "table", *map(str, files), "--map", str(write_map(folder)), "--yes"]


@dataclass
class Home:
    """The folder of an organisation on SQLite, and commands on it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "evenhand.sqlite3"

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log."""
        return self.database.with_name(f"{self.database.name}-wal")

    def copy(self, folder: Path) -> "Home":
        """The same organisation once more."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("run"))
        return Home(folder)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "EVENHAND_HOME": str(self.folder)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "evenhand", *arguments]
        return subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        said, complained = process.communicate(timeout=_LONGEST)
        assert process.returncode == 0, complained
        return said

    def run_and_count(self, arguments: list[str]) -> int:
        """Let the command be done; how often it was seen to write to the database."""
        process = self.start(*arguments)
        writes = sum(1 for _ in self._writes(process))
        _, complained = process.communicate(timeout=_LONGEST)
        assert process.returncode == 0, complained
        return writes

    def run_and_kill(self, arguments: list[str], most_writes: int) -> bool:
        """Kill the command after so many writes to the database or fewer; whether it was inside a commit.

        Raises Done if the command ended by itself first.
        """
        process = self.start(*arguments)
        try:
            deque(islice(self._writes(process), 1 + secrets.randbelow(most_writes)), maxlen=0)
            if secrets.randbelow(2) == 0:
                _PAUSE.wait(secrets.randbelow(30) / 1000)
            else:
                self._wait_for_a_commit()
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()
            said, complained = process.communicate(timeout=_LONGEST)
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, complained
            raise Done(said)
        return self._inside_a_commit()

    def rows(self) -> list[tuple[Any, ...]]:
        """The register as `same.rows` has it."""
        with closing(sqlite3.connect(self.database)) as connection:
            return rows(connection.execute)

    def _writes(self, process: subprocess.Popen[str]) -> Iterator[None]:
        """Yields whenever the write-ahead log has changed; ends with the process."""
        before = self._log_state()
        while process.poll() is None:
            if (now := self._log_state()) != before:
                yield
            before = now
            _PAUSE.wait(0.0002)

    def _wait_for_a_commit(self) -> None:
        """Wait until the log has some pages of a transaction and not the last, which is so for a moment; not for long."""
        next((None for _ in range(4000) if self._inside_a_commit()), None)

    def _log_state(self) -> tuple[int, int]:
        try:
            state = self.log.stat()
        except FileNotFoundError:
            return 0, 0
        return state.st_size, state.st_mtime_ns

    def _inside_a_commit(self) -> bool:
        """Whether the log ends with a page of a transaction that is not its last (sqlite.org/fileformat2.html#walformat)."""
        try:
            with self.log.open("rb") as log:
                head = log.read(32)
                size = log.seek(0, os.SEEK_END) - 32
                if size <= 0:
                    return False
                (page,) = struct.unpack(">I", head[8:12])
                if size % (24 + page):
                    return True
                log.seek(32 + size - (24 + page))
                last = log.read(24)
        except FileNotFoundError:
            return False
        return last[8:16] == head[16:24] and last[4:8] == bytes(4)


@dataclass
class PostgresHome(Home):
    """The same with a database of its own on a PostgreSQL server."""

    address: str

    @classmethod
    def found(cls, folder: Path, server: str) -> "PostgresHome":
        """A new organisation in a new database."""
        name = f"killed_{secrets.token_hex(6)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made = cls(folder, psycopg.conninfo.make_conninfo(server, dbname=name))
        made.run(*FOUND, "--database", made.address)
        return made

    def rows(self) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address) as connection:
            return rows(connection.execute)

    def _writes(self, process: subprocess.Popen[str]) -> Iterator[None]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            before = None
            while process.poll() is None:
                (now,) = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
                if before not in (None, now):
                    yield
                before = now

    def _inside_a_commit(self) -> bool:
        return False  # that stands in the server's log, which no client reads


class Done(Exception):
    """The command ended before it was killed."""
