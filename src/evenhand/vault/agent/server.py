"""The agent's socket: one thread, one request and one answer per connection."""

import os
import selectors
import signal
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Thread
from types import FrameType

from evenhand.vault.agent.agent import Agent
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.frames import FrameFault, FrameTooLarge, receive_frame, send_frame
from evenhand.vault.agent.hardening import is_same_user
from evenhand.vault.errors import VaultError

CONNECTIONS_AT_ONCE = 64
SECONDS_TO_SEND = 5.0
SECONDS_TO_LOOK = 0.2
LONGEST_PATH = 100  # sun_path holds 108 bytes on Linux, 104 elsewhere: unix(7)


class CannotListen(VaultError):
    """The socket cannot be made where it should be."""


def listen(path: Path) -> socket.socket:
    """A listening socket, mode 0600, in a directory that is only this user's. Replaces what a killed agent left.

    Raises CannotListen if another agent answers there, the directory is open to others or the path is too long.
    """
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise CannotListen(
            f"The socket's path is longer than {LONGEST_PATH} bytes: put EVENHAND_HOME on a shorter path."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory = path.parent.stat()
    if directory.st_uid != os.geteuid() or stat.S_IMODE(directory.st_mode) & 0o077:
        raise CannotListen(f"Other users can reach {path.parent}: run chmod 700 on it, then start again.")
    if path.exists():
        _remove_left_over(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)  # the socket is 0600 from its first moment
    try:
        listener.bind(str(path))
    finally:
        os.umask(mask)
    listener.listen(128)
    return listener


class End:
    """That the agent is to end: told by any thread or by a signal, seen by whoever waits for its file descriptor.

    A signal's handler runs between two steps of the main thread, and one that comes just before it waits in accept() would
    not wake it. The byte that a signal or a thread leaves here stays, so it wakes the main thread whenever it came.
    """

    def __init__(self) -> None:
        self._seen, self._told = socket.socketpair()
        self._told.setblocking(False)

    def __enter__(self) -> "End":
        """Itself; nobody is woken by it any more at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        signal.set_wakeup_fd(-1)
        self._seen.close()
        self._told.close()

    def on(self, *numbers: signal.Signals) -> None:
        """Be told by these signals from now on. Main thread only, and of a process one End only."""
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, _nothing)  # the byte that is left says it

    def tell(self) -> None:
        """Tell it, from any thread and however often."""
        with suppress(OSError):  # full of bytes that say the same, or closed, when it has ended
            self._told.send(b"\0")

    def fileno(self) -> int:
        """What can be read when it was told."""
        return self._seen.fileno()


def serve(listener: socket.socket, agent: Agent, end: End) -> None:
    """Accepts connections until the process is told to end; a full house queues, and ends as soon."""
    places = BoundedSemaphore(CONNECTIONS_AT_ONCE)
    listener.setblocking(False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(listener, selectors.EVENT_READ)
        waiting.register(end, selectors.EVENT_READ)
        while end not in {key.fileobj for key, _ in waiting.select()}:
            if not places.acquire(timeout=SECONDS_TO_LOOK):
                continue  # and look whether it was told to end
            try:
                connection, _ = listener.accept()
            except BlockingIOError:  # whoever asked is gone again
                places.release()
            else:
                Thread(target=_serve_one, args=(connection, agent, end, places.release), daemon=True).start()


def _nothing(_signal: int, _frame: FrameType | None) -> None:
    """What a signal does besides leaving its byte."""


def _serve_one(connection: socket.socket, agent: Agent, end: End, done: Callable[[], None]) -> None:
    try:
        with connection:
            connection.settimeout(SECONDS_TO_SEND)
            if is_same_user(connection):
                send_frame(connection, _answer(connection, agent))
    except (OSError, FrameFault):
        pass  # the other side is gone, or sent half a frame: there is nobody to tell
    finally:
        done()
        if agent.stopping:
            end.tell()


def _answer(connection: socket.socket, agent: Agent) -> dict[str, object]:
    try:
        return agent.answer(receive_frame(connection))
    except FrameTooLarge:
        return Refusal(Code.TOO_LARGE).to_answer()
    except FrameFault:
        return Refusal(Code.MALFORMED).to_answer()


def _remove_left_over(path: Path) -> None:
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink()
        else:
            raise CannotListen(f"A key agent runs already at {path}: stop it first.")
