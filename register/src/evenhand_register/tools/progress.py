"""One line on a terminal that says how far a long check has come, and how long it may still take.

Nothing is written where standard error is no terminal, or before a check has taken a moment.
"""

from collections.abc import Callable
from typing import TextIO

__all__ = ["Progress"]

_PATIENCE = 1.0  # seconds before the first line
_EVERY = 0.2
_BAR = 24
_MINUTE = 60
_HOUR = 60 * _MINUTE


class Progress:
    """Shows how many of `total` entries are done. `clock` counts seconds from whenever."""

    def __init__(self, stream: TextIO | None, total: int, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._total = total
        self._clock = clock
        self._began = self._next = clock()
        self._next += _PATIENCE
        self._first = 0
        self._width = 0

    def skip(self, done: int) -> None:
        """Take note that so many were done before: they say nothing of how long the others take."""
        self._first = done

    def show(self, done: int) -> None:
        """Show that so many entries are done."""
        now = self._clock()
        if self._stream is None or now < self._next:
            return
        self._next = now + _EVERY
        filled = _BAR * done // max(1, self._total)
        line = f"[{'#' * filled}{'.' * (_BAR - filled)}] {done:,} of {self._total:,} entries{self._left(done, now)}"
        self._stream.write(f"\r{line:<{self._width}}")
        self._stream.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Take the line away again."""
        if self._stream is not None and self._width:
            self._stream.write(f"\r{'':<{self._width}}\r")
            self._stream.flush()
            self._width = 0

    def _left(self, done: int, now: float) -> str:
        new = done - self._first
        if new <= 0:
            return ""
        return f", about {_spell((self._total - done) * (now - self._began) / new)} left"


def _spell(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{round(seconds)} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    return f"{seconds / _HOUR:.1f} h"
