"""Being told to end, at whatever moment."""

import signal
import sys

import pytest

from evenhand.clerk.stopping import Stop


@pytest.fixture
def at_every_line():
    """Lets the signal come at each line of Python that is worked through from now on, whosever it is."""
    before = signal.getsignal(signal.SIGUSR1)
    came = []

    def trace(frame, event, _argument):
        if event == "line" and frame.f_code.co_filename != __file__ and not came:
            came.append(frame.f_lineno)
            signal.raise_signal(signal.SIGUSR1)
            came.clear()
        return trace

    yield lambda: sys.settrace(trace)
    sys.settrace(None)
    signal.signal(signal.SIGUSR1, before)


def test_a_signal_that_comes_in_the_midst_of_waiting_is_heard(at_every_line):
    stop = Stop()
    stop.on(signal.SIGUSR1)
    at_every_line()
    heard = stop.wait(60)
    sys.settrace(None)
    assert heard
    assert stop.is_set()


def test_nobody_is_told_to_end_by_time_that_passes():
    stop = Stop()
    assert not stop.wait(0.001)
    assert not stop.is_set()
    stop.set()
    assert stop.wait(60)
    assert stop.wait(60)
