"""Ending connections that keep us waiting: the web server has a limit of time for the head of a request and none for its body.

The kernel says of each connection how many bytes came and how many went. One on which a while passed without enough of either
is shut down, but only while a body from its address is overdue; then the read that waits for it ends. Linux only: elsewhere
slow bodies are counted and limited (`bodies`) and not ended.
"""

import os
import socket
import stat
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evenhand.site.bodies import PIECE, PIECE_SECONDS, Waits

LOOK_SECONDS = 5
_DESCRIPTORS = Path("/proc/self/fd")
_INFO_SIZE = 136
_BYTES = struct.Struct("=QQ")
_AT = 120
"""Where `struct tcp_info` of linux/tcp.h holds `tcpi_bytes_acked` and `tcpi_bytes_received`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A connection as it was at a moment: monotonic seconds, bytes that had gone and been received."""

    at: float
    gone: int
    come: int


class Watch:
    """Looks at this process's connections again and again."""

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        self._seen: dict[tuple[int, str, int], Seen] = {}

    def begin(self) -> None:
        """Look from now on, in a thread of its own, until the process ends. Does nothing where the kernel says nothing."""
        if sys.platform == "linux" and _DESCRIPTORS.is_dir():
            threading.Thread(target=self._go_on, name="watch", daemon=True).start()

    def look(self) -> int:
        """Shut down what is silent and overdue; answers with how many connections that were."""
        overdue = {party.peer for party in self._waits.over(PIECE_SECONDS)}
        seen, ended = {}, 0
        for descriptor, connection in _connections():
            try:
                peer, now = _now(connection, self._waits.seconds())
            except OSError:  # broken off while it was looked at
                continue
            name = (descriptor, *peer)
            before = self._seen.get(name, now)
            moved = now.gone > before.gone or now.come - before.come >= PIECE
            seen[name] = now if moved else before
            if now.at - seen[name].at >= PIECE_SECONDS and peer[0] in overdue:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                ended += 1
        self._seen = seen
        return ended

    def _go_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_SECONDS):
            self.look()


def _connections() -> Iterator[tuple[int, socket.socket]]:
    """Every connection that somebody made to a port on which this process listens, each as a copy that may be closed."""
    found = dict(_sockets())
    ports = {_port(one) for one in found.values() if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)}
    for descriptor, connection in found.items():
        with suppress(OSError):
            connection.getpeername()  # raises for what is not connected
            if _port(connection) in ports:
                yield descriptor, connection
        connection.close()


def _sockets() -> Iterator[tuple[int, socket.socket]]:
    for name in os.listdir(_DESCRIPTORS):  # noqa: PTH208  (names are numbers, and are gone again while one looks)
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            copy = socket.socket(fileno=os.dup(int(name)))
            if copy.family in (socket.AF_INET, socket.AF_INET6):
                yield int(name), copy
            else:
                copy.close()


def _port(one: socket.socket) -> int:
    return int(one.getsockname()[1])


def _now(connection: socket.socket, at: float) -> tuple[tuple[str, int], Seen]:
    """Who is at the other end, and how much went and came until now."""
    host, port = connection.getpeername()[:2]
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_SIZE)
    gone, come = _BYTES.unpack_from(info.ljust(_INFO_SIZE, b"\0"), _AT)
    return (host, port), Seen(at, gone, come)
