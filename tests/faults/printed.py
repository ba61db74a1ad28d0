"""The table of faults in docs/reference/faults.md; `python -m tests.faults.printed [NAME ...]` plays scenarios and writes it."""

import fcntl
import os
import subprocess
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from tests.docs.pages import ROOT, between, put_between
from tests.faults.scenario import Scenario, Told, scenarios

PAGE = ROOT / "docs" / "reference" / "faults.md"
WRITE = "EVENHAND_WRITE_FAULTS"
"""Set while the tests write rows instead of comparing them."""
_HEAD = ("| fault or attack | what the program said | what was lost | who can notice |", "|---|---|---|---|")
_PART = "faults"
LOCK = Path(tempfile.gettempdir()) / "evenhand-faults.lock"


def rows() -> dict[str, str]:
    """The rows that stand in the page, by their titles."""
    lines = between(PAGE.read_text(encoding="utf-8"), _PART).splitlines()
    found = [line for line in lines if line.startswith("| ") and line not in _HEAD]
    return {line.removeprefix("| ").partition(" | ")[0]: line for line in found}


def titles() -> list[str]:
    """The headings and the titles of the rows that stand in the page, in order."""
    lines = between(PAGE.read_text(encoding="utf-8"), _PART).splitlines()
    found = [line for line in lines if line.startswith(("| ", "## ")) and line not in _HEAD]
    return [line.removeprefix("| ").partition(" | ")[0] for line in found]


def expected_titles() -> list[str]:
    """The headings and titles that should stand there."""
    found = []
    for subject, group in _by_subject():
        found += [f"## {subject}", *(one.key for one in group)]
    return found


def write(played: Scenario, told: Told) -> None:
    """Put one row into the page, and drop those of scenarios that are gone."""
    with LOCK.open("w") as lock:  # others may be writing theirs
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = {**rows(), played.key: played.row(told)}
        lines = []
        for subject, group in _by_subject():
            found = [there[one.key] for one in group if one.key in there]
            if found:
                lines += [f"## {subject}", "", *_HEAD, *found, ""]
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(put_between(text, _PART, "\n".join(lines)), encoding="utf-8")


def _by_subject() -> list[tuple[str, list[Scenario]]]:
    return [(subject, list(group)) for subject, group in groupby(scenarios(), key=lambda one: one.subject)]


def main(names: list[str]) -> int:
    """Play the scenarios (those of these names, or all) and write their rows."""
    page = str(ROOT / "tests" / "faults" / "test_faults.py")
    tests = [f"{page}::test_{name}" for name in names] or [page]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, WRITE: "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
