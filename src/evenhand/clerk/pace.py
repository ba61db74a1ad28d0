"""When to do what the calendar asks: once a minute, and not while the machine's clock is being set.

What falls due is done for good: a month is closed, a time to reply passes, a draft is deleted. So a clock that jumps (a wrong
setting, a machine that slept) is given time to be set right before anybody acts on it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

EVERY = timedelta(minutes=1)
JUMP = timedelta(minutes=5)
"""By how much more or less than the time that passed a clock moves when somebody sets it; what it is off by itself is less."""
CALM = timedelta(minutes=10)
"""How long a clock must go evenly again, after a jump, before anything is done by it."""


class Pace:
    """`steady` tells seconds that pass evenly, whatever is done to the clock."""

    def __init__(self, steady: Callable[[], float], say: Callable[[str], None]) -> None:
        self._steady, self._say = steady, say
        self._next = steady()
        self._ahead: float | None = None
        """By how many seconds the clock was ahead of the steady ones when last looked at."""

    def is_due(self, now: datetime) -> bool:
        """Whether to look now at what is due."""
        passed = self._steady()
        ahead = now.timestamp() - passed
        moved = ahead - (ahead if self._ahead is None else self._ahead)
        self._ahead = ahead
        if abs(moved) > JUMP.total_seconds():
            self._next = passed + CALM.total_seconds()
            self._say(
                f"The machine's clock moved {'forward' if moved > 0 else 'back'} by {_words(abs(moved))} at once. "
                f"If it is wrong, set it right: what falls due waits {CALM.seconds // 60} minutes."
            )
        if passed < self._next:
            return False
        self._next = passed + EVERY.total_seconds()
        return True


def _words(seconds: float) -> str:
    """A length of time in the largest unit of which there are two at least."""
    for name, length in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {name}"
    return f"{seconds / 60:.0f} minutes"
