"""Promise 9 for imports: killed at any moment, again and again, the register becomes what it would have become anyway."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from evenhand.cli.bench.processes import children, kill
from tests.intake.killed_imports import FOUND, Done, Home, PostgresHome, long_book
from tests.intake.tables import MAPS, need

type Found = Callable[[str], Home]
"""A new organisation in a folder of that name."""


@pytest.fixture
def found(tmp_path) -> Found:
    """Each is a copy of one that was founded once."""
    first = Home(tmp_path / "first")
    first.run(*FOUND)
    return lambda name: first.copy(tmp_path / name)


def compare(found: Found, arguments: list[str], kills: int) -> tuple[Home, int]:
    """Import once without a break, and with so many kills; assert that nobody could tell which is which.

    If an import is done before it was killed often enough, another begins. Returns the last one, and how many kills fell
    inside a commit.
    """
    unbroken = found("unbroken")
    writes = unbroken.run_and_count(arguments)
    expected = unbroken.rows()
    killed = inside = 0
    while killed < kills:
        broken = found(f"after {killed} kills")
        with suppress(Done):
            while killed < kills:
                inside += broken.run_and_kill(arguments, max(1, writes // kills))
                killed += 1
        broken.run(*arguments)
        assert broken.rows() == expected
    return broken, inside


def nothing_is_added(home: Home, arguments: list[str], complaints: int) -> None:
    """Assert that the same once more adds nothing and says so, and that nothing is amiss in what there is."""
    said = home.run(*arguments).splitlines()
    assert said[:2] == [
        "Nothing was added.",
        f"{complaints} complaints had been imported before and are as they were.",
    ]


@pytest.mark.parametrize(
    ("complaints", "kills"),
    [
        pytest.param(60, 3, id="3 kills"),
        pytest.param(400, 20, id="20 kills", marks=pytest.mark.slow),
    ],
)
def test_an_import_killed_at_any_moment_ends_as_one_that_was_not(found, tmp_path, complaints, kills):
    arguments = long_book(tmp_path, complaints)
    killed, inside = compare(found, arguments, kills)
    print(f"{kills} kills, {inside} of them inside a commit")
    nothing_is_added(killed, arguments, complaints)


@pytest.mark.slow
@pytest.mark.postgres
def test_an_import_into_postgresql_killed_at_any_moment_ends_as_one_that_was_not(tmp_path):
    server = os.environ.get("EVENHAND_TEST_POSTGRES", "")
    if not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    arguments = long_book(tmp_path, 200)
    killed, _ = compare(lambda name: PostgresHome.found(tmp_path / name, server), arguments, 20)
    nothing_is_added(killed, arguments, 200)


@pytest.mark.table
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("philadelphia", ("complaints_against_police.csv", "complaints_against_police_findings.csv")),
        ("chicago", ("accused.csv", "complaints.csv")),
    ],
)
def test_a_whole_table_killed_twenty_times_ends_as_one_that_was_not(found, name, files):
    folder = need(f"{name}_complaints")
    paths = [str(folder / file) for file in files]
    arguments = ["import", "table", *paths, "--map", str(MAPS / f"{name}.toml"), "--yes"]
    _, inside = compare(found, arguments, 20)
    print(f"20 kills, {inside} of them inside a commit")


SEALS = """
import os, signal
from evenhand.office.counting import Counting
from evenhand.office.import_seal import Job, seal_batches
from evenhand.vault.keys import new_key_pair

if __name__ == "__main__":
    jobs = [[Job("imported-complaint", {}, {})]] * 99
    counting = Counting("demo.invalid/seals", bytes(32), {}, {})
    sealing = seal_batches(jobs, new_key_pair(os.urandom).public, counting, os.urandom, 1)
    next(sealing)
    print("sealing", flush=True)
    signal.pause()
"""


def test_processes_that_seal_for_an_import_end_with_it(tmp_path):
    (tmp_path / "seals.py").write_text(SEALS)
    process = subprocess.Popen([sys.executable, str(tmp_path / "seals.py")], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "sealing\n"
    there = children(process.pid)
    assert there
    process.kill()
    process.wait()
    process.stdout.close()
    pause = threading.Event()
    try:
        assert any(not alive(there) or pause.wait(0.1) for _ in range(600))
    finally:
        kill(*alive(there))


def alive(pids: list[int]) -> list[int]:
    """Those that still run; a process that has ended and that nobody has asked for is a zombie."""
    states = [(pid, Path(f"/proc/{pid}/stat")) for pid in pids]
    return [pid for pid, stat in states if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"]
