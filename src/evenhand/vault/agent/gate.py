"""At most so many Argon2id runs at once: each takes 64 MiB, and a crowd at the sign-in must not take the machine.

Who is known to be no stranger (see `throttle`) goes before those who wait, and no crowd of strangers takes their place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from evenhand.vault.agent.codes import Code, Refusal


class Gate:
    """Lets `at_once` through, lets `waiting` strangers and as many others wait, and refuses the rest at once. Safe for threads.

    Few wait: each keeps one of the few places at which the web server works on requests (`site.bodies`), which all others need.
    """

    def __init__(self, at_once: int = 2, waiting: int = 4) -> None:
        self._at_once, self._may_wait = at_once, waiting
        self._running = self._most = self._runs = 0
        self._waiting = {True: 0, False: 0}
        self._change = Condition()

    @contextmanager
    def turn(self, *, known: bool = False) -> Iterator[None]:
        """Holds a place for the length of the block. Raises Refusal(BUSY) if too many wait already."""
        with self._change:
            if not self._free(known=known) and self._waiting[known] >= self._may_wait:
                raise Refusal(Code.BUSY)
            self._waiting[known] += 1
            self._change.wait_for(lambda: self._free(known=known))
            self._waiting[known] -= 1
            self._running += 1
            self._runs += 1
            self._most = max(self._most, self._running)
            self._change.notify_all()  # a stranger may have waited for this one to have gone in
        try:
            yield
        finally:
            with self._change:
                self._running -= 1
                self._change.notify_all()

    def counts(self) -> dict[str, int]:
        """`limit`, `running` now, `waiting` now, the `most` that ever ran at once, and how many `runs` there were."""
        with self._change:
            return {
                "limit": self._at_once,
                "running": self._running,
                "waiting": sum(self._waiting.values()),
                "most": self._most,
                "runs": self._runs,
            }

    def _free(self, *, known: bool) -> bool:
        return self._running < self._at_once and (known or not self._waiting[True])
