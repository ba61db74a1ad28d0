"""The one place that asks the time, and the simulated clock of the demonstration."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251  (the one clock)


@dataclass(slots=True)
class SimulatedClock:
    """A clock that is set by hand. It refuses every origin but a demonstration's (DESIGN 5.17)."""

    origin: str
    moment: datetime
    tick: timedelta = field(default=timedelta(seconds=1))

    def __post_init__(self) -> None:
        """Raises ValueError for any origin outside `demo.invalid`."""
        if not self.origin.startswith("demo.invalid/"):
            raise ValueError("A simulated clock works only for a register whose origin begins with demo.invalid/.")

    def now(self) -> datetime:
        """The simulated moment; each question moves it on by one tick, so no two acts share a moment."""
        self.moment += self.tick
        return self.moment

    def go_to(self, moment: datetime) -> None:
        """Move to a later moment. Raises ValueError for an earlier one: a clock that goes back makes late acts."""
        if moment < self.moment:
            raise ValueError("A simulated clock does not go back.")
        self.moment = moment


entropy: Callable[[int], bytes] = os.urandom
"""The one source of chance."""
