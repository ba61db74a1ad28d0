"""Killing a running service, or parts of it, as a power cut or an operator's mistake would."""

import os
import secrets
import signal
import threading
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from tests.conftest import Served, wait_for


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


def everything(served: Served) -> None:
    """All processes at once, and a start by hand."""
    kill(served.process.pid, *children(served.process.pid))
    served.process.wait()
    served.start()


def the_one_that_watches(served: Served) -> None:
    """Only the process that started the others, which must leave nothing behind that keeps the next from starting."""
    kill(served.process.pid)
    served.process.wait()
    served.start()


def one_that_is_watched(served: Served) -> None:
    """Web server, its worker, clerk or key agent: whichever it is, it comes back by itself."""
    kill(secrets.choice(children(served.process.pid)))
    wait_for(served.url + "/", served.process)


WAYS: tuple[Callable[[Served], None], ...] = (everything, one_that_is_watched, the_one_that_watches)


class Killer(threading.Thread):
    """Kills `most` times, in each way in turn, at moments that nobody knows. `kills` counts them."""

    def __init__(self, served: Served, most: int) -> None:
        super().__init__()
        self._served, self._most, self._stopped = served, most, threading.Event()
        self.kills = 0
        self.error: BaseException | None = None

    @property
    def done(self) -> bool:
        """Whether it has killed as often as it should, or failed."""
        return self.kills == self._most or self.error is not None

    def run(self) -> None:
        """Kill, and see that the service comes back."""
        try:
            for way in islice(cycle(WAYS), self._most):
                if self._stopped.wait(0.2 + secrets.randbelow(2000) / 1000):
                    return
                way(self._served)
                self.kills += 1
        except BaseException as error:  # noqa: BLE001  (told to whoever waits for this thread)
            self.error = error

    def stop(self) -> None:
        """End, and tell what went wrong."""
        self._stopped.set()
        self.join()
        if self.error is not None:
            raise self.error


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended while we looked
        return ""
