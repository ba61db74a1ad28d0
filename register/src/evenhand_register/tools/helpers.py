"""Other processes that help with a check, so that it uses all cores of a computer.

They are started when there is enough to do and not before, for starting one takes as long as checking some hundred
entries. Each begins anew (`spawn`: the same on every system, without threads and open files of ours), and ends when the
process that it helps does, however that one ends.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from .sources import UsageError

__all__ = ["Helpers", "cores"]

_LOST = (
    "A helping process of this check was ended from outside, perhaps because memory ran out, so there is no answer. "
    "Run the check again, with --processes 1 if it happens again: it goes on where the proofs stood."
)


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Helpers:
    """So many processes, or none where one is to do everything by itself. To be used in a `with` statement."""

    def __init__(self, processes: int) -> None:
        self.count = processes if processes > 1 else 0
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    @property
    def started(self) -> bool:
        """Whether any is running."""
        return self._executor is not None

    def submit[**P, R](self, task: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Give a task to the helpers. Raises UsageError where one was ended from outside."""
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.count, mp_context=context, initializer=_begin)
        try:
            with _ctrl_c_put_off():  # any task may start a process
                return self._executor.submit(task, *args, **kwargs)
        except BrokenProcessPool:
            raise UsageError(_LOST) from None

    def result[R](self, future: Future[R]) -> R:
        """Return what a task returned, or raise what it raised. Raises UsageError where one was ended from outside."""
        try:
            return future.result()
        except BrokenProcessPool:
            raise UsageError(_LOST) from None


@contextlib.contextmanager
def _ctrl_c_put_off() -> Iterator[None]:
    """Keep Ctrl-C for afterwards. A process that is begun meanwhile never gets one, not even while it starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Leave Ctrl-C to the process that is helped, and end when that one is gone: nobody else would end this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
