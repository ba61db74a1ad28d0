"""Killing a running service, or parts of it, as a power cut or an operator's mistake would."""

import secrets
import threading
from collections.abc import Callable
from itertools import cycle, islice

from evenhand.cli.bench.processes import children, kill
from evenhand.cli.bench.service import Service, wait_for


def everything(service: Service) -> None:
    """All processes at once, and a start by hand."""
    kill(service.running.pid, *children(service.running.pid))
    service.running.wait()
    service.start()


def the_one_that_watches(service: Service) -> None:
    """Only the process that started the others, which must leave nothing behind that keeps the next from starting."""
    kill(service.running.pid)
    service.running.wait()
    service.start()


def one_that_is_watched(service: Service) -> None:
    """Web server, its worker, clerk or key agent: whichever it is, it comes back by itself."""
    kill(secrets.choice(children(service.running.pid)))
    wait_for(service.url + "/", service.running)


WAYS: tuple[Callable[[Service], None], ...] = (everything, one_that_is_watched, the_one_that_watches)


class Killer(threading.Thread):
    """Kills `most` times, in each way in turn, at moments that nobody knows. `kills` counts them.

    `may` is asked before each whether it is time for it, given how many there were: so they are spread over the whole work.
    """

    def __init__(self, service: Service, most: int, may: Callable[[int], bool]) -> None:
        super().__init__()
        self._service, self._most, self._may, self._stopped = service, most, may, threading.Event()
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
                while self._stopped.wait(0.2 + secrets.randbelow(2000) / 1000) or not self._may(self.kills):
                    if self._stopped.is_set():
                        return
                way(self._service)
                self.kills += 1
        except BaseException as error:  # noqa: BLE001  (told to whoever waits for this thread)
            self.error = error

    def stop(self) -> None:
        """End, and tell what went wrong."""
        self._stopped.set()
        self.join()
        if self.error is not None:
            raise self.error
