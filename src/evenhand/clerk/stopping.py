"""Being told to end, by a signal.

A signal's handler runs in the midst of what the main thread does. `threading.Event` may just have taken its lock there, to
wait, and setting it would then wait for that lock for ever; a `SimpleQueue` may be put to from anywhere (documentation of `queue`).
"""

import signal
from contextlib import suppress
from queue import Empty, SimpleQueue


class Stop:
    """Set once, by whoever tells this process to end; waited for by its main thread."""

    def __init__(self) -> None:
        self._set = False
        self._told: SimpleQueue[None] = SimpleQueue()

    def on(self, *numbers: signal.Signals) -> None:
        """Be set by these signals from now on. Main thread only."""
        for number in numbers:
            signal.signal(number, lambda *_: self.set())

    def set(self) -> None:
        """Tell it to end."""
        self._set = True
        self._told.put(None)

    def is_set(self) -> bool:
        """Whether it was told to."""
        return self._set

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is told to end; whether it was."""
        if not self._set:
            with suppress(Empty):
                self._told.get(timeout=seconds)
        return self._set
