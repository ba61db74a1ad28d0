"""What `evenhand import table` says: of a dry run, of what was written, and on the way."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evenhand.cli.say import harmless, report, say
from evenhand.intake.changes import Difference
from evenhand.intake.dry_run import Report

if TYPE_CHECKING:
    from evenhand.office.import_marks import Plan
    from evenhand.office.import_records import Imported

_SHOWN = 20
"""Differences that are said on the terminal; all of them go to the file of rejects."""


def say_dry(counted: Report, options: argparse.Namespace) -> None:
    """What each column became, and what an import would do."""
    if options.json:
        report({**counted.as_json(), "dry_run": True})
        return
    for line in counted.lines():
        say(line)
    say("\nThis was a dry run: nothing was written.")


def say_written(
    counted: Report, plan: "Plan", done: "Imported", differences: Sequence[Difference], options: argparse.Namespace
) -> None:
    """What was written, what was there already, and what is there otherwise."""
    if options.json:
        report(_answer(counted, plan, done, differences))
        return
    if done.entries == 0:
        say("Nothing was added.")
    else:
        say(f"{done.complaints:,} complaints and {done.cases:,} cases imported: {done.entries:,} entries.")
    if done.periods:
        say(f"Their periods are closed: {', '.join(done.periods)}.")
    if plan.already:
        say(f"{plan.already:,} complaints had been imported before and are as they were.")
    if plan.absent:
        say(f"{plan.absent:,} complaints that were imported by this map were not read from these files: they stay.")
    if plan.changed:
        _say_changed(len(plan.changed), differences, options)
    if counted.rejected:
        say(f"{counted.rejected:,} rows were not imported: {_where(options)}.")


def _say_changed(complaints: int, differences: Sequence[Difference], options: argparse.Namespace) -> None:
    say(
        f"{complaints:,} complaints had been imported before and say something else now. "
        "An import changes nothing: record what changed as an act. What differs:"
    )
    for one in differences[:_SHOWN]:
        say(f"  {one.line()}")
    if len(differences) > _SHOWN:
        say(f"  and {len(differences) - _SHOWN:,} more: {_where(options)}.")


def _where(options: argparse.Namespace) -> str:
    return f"see {options.rejects}" if options.rejects else "run again with --rejects FILE to have them listed"


def _answer(counted: Report, plan: "Plan", done: "Imported", differences: Sequence[Difference]) -> dict[str, Any]:
    return {
        **counted.as_json(),
        "complaints": done.complaints,
        "cases": done.cases,
        "allegations": done.allegations,
        "entries": done.entries,
        "rejected": counted.rejected + len(plan.changed),
        "already": plan.already,
        "changed": len(plan.changed),
        "absent": plan.absent,
        "differences": [
            {"file": one.file, "row": one.row, "column": one.column, "before": one.before, "after": one.after}
            for one in differences
        ],
        "periods": list(done.periods),
        "dry_run": False,
    }


def told_reading(name: str, rows: int) -> None:
    """Progress of reading."""
    _tell(f"reading {name}: {rows:,} rows")


def told_writing(written: int, of: int, seconds: float) -> None:
    """Progress of writing."""
    left = seconds / written * (of - written)
    _tell(f"writing: {written:,} of {of:,} entries, {written / max(seconds, 0.001):,.0f} a second, {left:.0f} s left")
    if written == of:
        print(file=sys.stderr)


def _tell(line: str) -> None:
    """Progress stays on one line of a terminal; elsewhere it would only fill a log."""
    if sys.stderr.isatty():
        print(f"\r{harmless(line):<79}", end="", file=sys.stderr, flush=True)
