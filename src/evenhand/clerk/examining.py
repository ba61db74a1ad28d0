"""The doctor in the background: once a day and whenever an administrator asks, in a process of its own.

It takes long where the register is long, and the clerk signs meanwhile, so it never waits for it.
"""

import subprocess
from collections.abc import Callable
from datetime import datetime

from evenhand.office.examination import begin, break_off, is_due
from evenhand.records.queries.health import last_examination

type Start = Callable[[], subprocess.Popen[bytes]]


class Examining:
    """Looks after one such process at a time. `start` starts it; it writes what it found by itself."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._running: subprocess.Popen[bytes] | None = None
        self._since: datetime | None = None

    def tend(self, now: datetime) -> list[str]:
        """Begin what is due and notice what ended; returns what there is to say. To be called once a minute by who leads."""
        self._since = self._since or now
        if self._running is not None and self._running.poll() is None:
            return []
        said = self._ended(now)
        if is_due(now, self._since):
            begin(now)
            self._running = self._start()
        return said

    def _ended(self, now: datetime) -> list[str]:
        ran, self._running = self._running, None
        broke = break_off(now)
        last = last_examination()
        if ran is None or last is None:
            return []
        if broke or last.entries is None:
            return ["ALARM: the examination of everything broke off. Run `evenhand doctor` to see why."]
        if last.total:
            return [f"ALARM: {last.total} things are not as the acts say. Run `evenhand doctor` to see which."]
        return [f"examined {last.entries} entries; nothing is wrong"]
