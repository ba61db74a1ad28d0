"""At most so many Argon2id runs at once: each takes 64 MiB, and a crowd at the sign-in must not take the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from evenhand.vault.agent.codes import Code, Refusal


class Gate:
    """Lets `at_once` through, lets `waiting` more wait, and refuses the rest at once. Safe for threads."""

    def __init__(self, at_once: int = 2, waiting: int = 16) -> None:
        self._at_once, self._may_wait = at_once, waiting
        self._running = self._waiting = self._most = 0
        self._change = Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds a place for the length of the block. Raises Refusal(BUSY) if too many wait already."""
        with self._change:
            if self._running >= self._at_once and self._waiting >= self._may_wait:
                raise Refusal(Code.BUSY)
            self._waiting += 1
            self._change.wait_for(lambda: self._running < self._at_once)
            self._waiting -= 1
            self._running += 1
            self._most = max(self._most, self._running)
        try:
            yield
        finally:
            with self._change:
                self._running -= 1
                self._change.notify()

    def counts(self) -> dict[str, int]:
        """`limit`, `running` now, `waiting` now, and the `most` that ever ran at once."""
        with self._change:
            return {"limit": self._at_once, "running": self._running, "waiting": self._waiting, "most": self._most}
