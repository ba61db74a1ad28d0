"""`evenhand import table`: complaints and cases from a spreadsheet, or from two joined tables, read by a map."""

import argparse
import fcntl
import gc
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand.cli.commands.import_said import say_dry, say_written, told_reading, told_writing
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure
from evenhand.intake.changes import CellMarks, Comparison, Difference
from evenhand.intake.dry_run import Report
from evenhand.intake.dry_run import report as count
from evenhand.intake.errors import IntakeError
from evenhand.intake.join import Reading, read_tables
from evenhand.intake.map_file import load_map
from evenhand.intake.mapping import TableMap
from evenhand.intake.rejects import write_rejects
from evenhand.site.home import Home, HomeError
from evenhand.site.import_key import load_import_key

if TYPE_CHECKING:
    from evenhand.office.import_marks import Marks, Plan

WORDS = "Read one or two tables (CSV, XLSX, XLS) by a map and log their complaints, cases and decisions."
_WORTH_A_PROCESS = 5_000
_MOST_WORKERS = 3
"""Beyond that the process that writes cannot keep up."""

_BUSY = (
    "Others act for the office all the time just now. What was written stays; the same command goes on from there."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", nargs="+", type=Path, help="the table, or the two tables that the map joins")
    parser.add_argument("--map", required=True, type=Path, help="what the columns mean, such as maps/chicago.toml")
    parser.add_argument("--dry-run", action="store_true", help="read and count, write nothing")
    parser.add_argument("--rejects", type=Path, help="a new CSV file for what could not be imported, and why")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Read, count, ask, write."""
    try:
        table = load_map(options.map)
        with _uncollected():
            reading = read_tables(table, options.file, told_reading)
            counted = count(table, reading)
        if options.dry_run:
            if options.rejects:
                write_rejects(options.rejects, reading.rejects)
            say_dry(counted, options)
            return 0
        return _write(options, table, reading, counted)
    except (IntakeError, HomeError) as error:
        raise Failure(str(error)) from None
    except KeyboardInterrupt:
        raise Failure("Stopped. What was written stays; the same command goes on from there.", 1) from None
    finally:
        gc.unfreeze()


def _write(options: argparse.Namespace, table: TableMap, reading: Reading, counted: Report) -> int:
    opened = open_home()
    from evenhand.office.import_marks import Marks, known_imports, plan_import
    from evenhand.office.import_records import import_records
    from evenhand.records.append import Moved

    with _alone(opened.home):
        known = known_imports()
        marks = Marks(load_import_key(opened.home, begin=not known), table.name, table.kept())
        with _uncollected():
            plan = plan_import(reading.complaints, marks, known)
        differences = _differences(table, reading, plan, marks)
        if options.rejects:
            write_rejects(options.rejects, [*reading.rejects, *(one.reject() for one in differences)])
        _ask(options, opened, len(plan.entries))
        began = time.monotonic()
        try:
            done = import_records(
                opened.office,
                plan,
                marks,
                _provenance(table, options),
                lambda written, of: told_writing(written, of, time.monotonic() - began),
                _workers(len(plan.entries)),
            )
        except Moved:
            raise Failure(_BUSY, 1) from None
    say_written(counted, plan, done, differences, options)
    return 0


def _differences(table: TableMap, reading: Reading, plan: "Plan", marks: "Marks") -> list[Difference]:
    """What the files say otherwise than the register does, for each complaint that was imported before."""
    from evenhand.records.load import recorded_facts

    comparison = Comparison(table, list(reading.rows))
    found = []
    for complaint, index in plan.changed:
        cases = tuple(marks.case_cells(complaint, number) for number in range(1, len(complaint.cases) + 1))
        before = [recorded.data for recorded in recorded_facts(index)]
        found += comparison.differences(complaint, CellMarks(marks.own_cells(complaint), cases), before)
    return found


def _ask(options: argparse.Namespace, opened: Opened, entries: int) -> None:
    """An import cannot be taken back, so a person at a terminal is asked."""
    if options.yes or entries == 0 or not sys.stdin.isatty():
        return
    print(
        f"{entries:,} entries will be added to {opened.settings.name}, for good. Go on? [y/N] ",
        end="",
        file=sys.stderr,
    )
    if input().strip().lower() not in {"y", "yes"}:
        raise Failure("Nothing was imported.", 1)


def _workers(entries: int) -> int:
    """How many processes seal beside the one that writes."""
    return min((os.cpu_count() or 1) - 1, _MOST_WORKERS) if entries > _WORTH_A_PROCESS else 0


def _provenance(table: TableMap, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "as_of": table.as_of.isoformat(),
        "by": "command-line",
        "files": sorted(_sha256(path) for path in options.file),
        "map": table.name,
        "map_sha256": _sha256(options.map),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is read here stays until the end and has no cycles: looking through it for garbage takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Two imports at once could both take a complaint for new."""
    with (home.root / "import.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure("Another import is running: wait until it is done.", 1) from None
        yield
