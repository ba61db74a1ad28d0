"""Processes that descend from another, and their end."""

import os
import signal
from pathlib import Path


def children(pid: int) -> list[int]:
    """Every process that descends from this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(task).split():
            found += [int(child), *children(int(child))]
    return found


def command_of(pid: int) -> str:
    """The command line of a process."""
    return _read(Path(f"/proc/{pid}/cmdline"))


def kill(*pids: int) -> None:
    """SIGKILL; what has ended already is fine."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended while we looked
        return ""
