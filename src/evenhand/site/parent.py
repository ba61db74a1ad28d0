"""Processes that `serve` starts end with it: the kernel sees to that on Linux, even when it is killed."""

import os
import signal
import sys

PARENT = "EVENHAND_PARENT"
"""Names, in the environment of each process, the one that started it."""


def end_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when the one that started it dies (Linux), so that no half of a service stays behind.

    Does nothing in a process that `serve` did not start.
    """
    import ctypes

    if sys.platform == "linux" and PARENT in os.environ:
        ctypes.CDLL(None).prctl(1, how)
        if os.environ[PARENT] != str(os.getppid()):  # it died before we asked
            sys.exit(0)
