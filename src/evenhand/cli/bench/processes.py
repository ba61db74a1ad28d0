"""Processes that descend from another, and their end."""

import os
import signal
from pathlib import Path

_TICK_MS = 1000 // os.sysconf("SC_CLK_TCK")


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


def worked_ms(pid: int) -> int:
    """Milliseconds that a process has computed so far; 0 if it has ended."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) * _TICK_MS if fields else 0


def stolen_ms() -> int:
    """Milliseconds for which all cores of this machine waited, since it started, for the hardware that others were using."""
    return int(_read(Path("/proc/stat")).split()[8]) * _TICK_MS


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
