"""Promise 9 for imports: killed at any moment, again and again, the register becomes what it would have become anyway."""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from evenhand.cli.bench.processes import children, kill
from tests.intake.killed_imports import Done, Home, long_book
from tests.intake.same import rows_of
from tests.intake.tables import MAPS, need


@pytest.fixture
def home(tmp_path) -> Home:
    made = Home(tmp_path / "home")
    made.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/imports", "--yes")
    return made


def compare(home: Home, folder: Path, arguments: list[str], kills: int) -> tuple[Home, int]:
    """Import into a copy without a break, and into others with so many kills; assert that nobody could tell which is which.

    Returns the last one killed, and how many kills fell inside a commit.
    """
    unbroken = home.copy(folder / "unbroken")
    writes = unbroken.run_and_count(arguments)
    killed = inside = 0
    while killed < kills:
        broken = home.copy(folder / f"killed after {killed}")
        with suppress(Done):
            while killed < kills:
                inside += broken.run_and_kill(arguments, max(1, writes // kills))
                killed += 1
        broken.run(*arguments)
        assert rows_of(broken.database) == rows_of(unbroken.database)
    return broken, inside


@pytest.mark.parametrize(
    ("complaints", "kills"),
    [
        pytest.param(80, 4, id="4 kills"),
        pytest.param(400, 20, id="20 kills", marks=pytest.mark.slow),
    ],
)
def test_an_import_killed_at_any_moment_ends_as_one_that_was_not(home, tmp_path, complaints, kills):
    arguments = long_book(tmp_path, complaints)
    killed, inside = compare(home, tmp_path, arguments, kills)
    print(f"{kills} kills, {inside} of them inside a commit")
    again = killed.run(*arguments)
    assert again.startswith(
        f"Nothing was added.\n{complaints} complaints had been imported before and are as they were."
    )


@pytest.mark.table
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("philadelphia", ("complaints_against_police.csv", "complaints_against_police_findings.csv")),
        ("chicago", ("accused.csv", "complaints.csv")),
    ],
)
def test_a_whole_table_killed_twenty_times_ends_as_one_that_was_not(home, tmp_path, name, files):
    folder = need(f"{name}_complaints")
    paths = [str(folder / file) for file in files]
    arguments = ["import", "table", *paths, "--map", str(MAPS / f"{name}.toml"), "--yes"]
    _, inside = compare(home, tmp_path, arguments, 20)
    print(f"20 kills, {inside} of them inside a commit")


SEALS = """
import os, signal
from evenhand.office.import_seal import Job, seal_batches
from evenhand.vault.keys import new_key_pair

if __name__ == "__main__":
    jobs = [[Job("imported-complaint", {}, {})]] * 99
    sealing = seal_batches(jobs, new_key_pair(os.urandom).public, os.urandom, 1)
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
