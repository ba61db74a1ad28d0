"""What visitors send, on its way in: it may be endless, may come a byte a minute, may break off, and may never come.

A request is worked on in one of a few seats, as many as the machine has use for. While its body is waited for, it gives its seat
up, so a slow sender costs a sleeping thread and nobody else's turn. Who comes when all seats are taken waits; nobody is sent away
for that. A body that breaks off is an error, never a shorter form.
"""

import io
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import BadRequest

from evenhand.office.limits import MEGABYTE, MOST_BYTES, MOST_FILES
from evenhand.office.sender import UNKNOWN, sender

MOST_SEATS = 6
SEATS = min(MOST_SEATS, 2 * (os.cpu_count() or 1) + 1)
"""Requests that are worked on at once: the web server's makers advise no more for the cores there are."""
MOST_REQUEST = MOST_FILES * MOST_BYTES + 16 * MEGABYTE
"""The largest request, in bytes: all the files that a form may have, and its words."""
PIECE = 16 * 1024
"""Bytes that are waited for at a time."""
PIECE_SECONDS = 60
"""How long one piece may take. What is slower is taken for broken off."""
BODY_SECONDS = 6 * 60 * 60
"""How long a whole body may take."""
SLOW_SECONDS = 5
"""A body that has kept us waiting for so long counts as slow."""
MOST_SLOW = 96
"""Slow bodies at once; and of these..."""
MOST_SLOW_FROM_ONE = 32
"""... from one network address. More are asked to come again, so that there are always threads for everybody else."""

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Readable(Protocol):
    """The stream that the web server gives: `read` waits until there are so many bytes, or the connection ends."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes."""
        ...


class BrokenOff(OSError):
    """The body ended before its end, or took too long."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer to a request whose body is not read."""

    status: str
    sentence: str


TOO_LARGE = Refused("413 Content Too Large", "This is more than can be sent at once. Send the files one by one.")
NO_LENGTH = Refused("411 Length Required", "This was sent without saying how long it is. Send it with a browser.")
NOT_A_LENGTH = Refused("400 Bad Request", "The length of what was sent is not a number. Send it with a browser.")
NOT_A_TYPE = Refused("400 Bad Request", "What was sent does not say of what kind it is. Send it with a browser.")
TOO_MANY_SLOW = Refused(
    "503 Service Unavailable",
    "Many others are sending something slowly at this moment. Wait a minute, then send this again: go back, and it is still there.",
)


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends: the other end of the connection, and whose it is to the best of our knowledge (office.sender)."""

    peer: str
    sender: str


class Waits:
    """Who is being waited for, and since when in monotonic seconds. Nothing of it is written anywhere."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._since: dict[object, tuple[Party, float]] = {}

    def begin(self, body: object, party: Party) -> None:
        """Wait for a piece of a body from now on."""
        with self._lock:
            self._since[body] = (party, self.seconds())

    def end(self, body: object) -> None:
        """It came, or will not come."""
        with self._lock:
            self._since.pop(body, None)

    def over(self, seconds: float) -> list[Party]:
        """Those who have kept us waiting for so long, once for each body."""
        before = self.seconds() - seconds
        with self._lock:
            return [party for party, since in self._since.values() if since <= before]


class Body(io.RawIOBase):
    """A body that is read in pieces, with the seat given up while one is waited for. `broken`: it did not come to its end."""

    def __init__(self, stream: Readable, length: int, party: Party, seats: threading.Semaphore, waits: Waits) -> None:
        self.broken = False
        self._stream, self._left, self._party = stream, length, party
        self._seats, self._waits = seats, waits
        self._until = waits.seconds() + BODY_SECONDS

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """The next `size` bytes, or all that are left. Raises BrokenOff when they do not come."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece = self._wait_for(min(wanted, PIECE))
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def _wait_for(self, size: int) -> bytes:
        self._seats.release()
        self._waits.begin(self, self._party)
        try:
            piece = self._stream.read(size)
        finally:
            self._waits.end(self)
            self._seats.acquire()
        self.broken = len(piece) < size or self._waits.seconds() > self._until
        if self.broken:
            raise BrokenOff("The connection ended before everything had arrived, or it took too long.")
        self._left -= size
        return piece


class Guarded:
    """The application, with a fixed number of seats, and with bodies that cannot hold it up."""

    def __init__(
        self, application: Application, waits: Waits, seats: int = SEATS, *, behind_proxy: bool = False
    ) -> None:
        self._application, self._waits, self._behind_proxy = application, waits, behind_proxy
        self._seats = threading.Semaphore(seats)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        length = _length(environ)
        party = Party(environ.get("REMOTE_ADDR", ""), sender(environ, behind_proxy=self._behind_proxy))
        if not isinstance(length, Refused) and length and self._too_many_slow(party):
            length = TOO_MANY_SLOW
        # A web server of RFC 9110 refuses such a header itself; behind any other Django would fail.
        if "\0" in environ.get("CONTENT_TYPE", ""):
            length = NOT_A_TYPE
        if isinstance(length, Refused):
            return _refuse(length, start_response)
        with self._seats:
            environ["wsgi.input"] = Body(environ["wsgi.input"], length, party, self._seats, self._waits)
            try:
                return self._application(environ, start_response)
            except BadRequest:  # Django reads this header before anything of its own could answer
                return _refuse(NOT_A_TYPE, start_response)

    def _too_many_slow(self, party: Party) -> bool:
        slow = self._waits.over(SLOW_SECONDS)
        own = [one for one in slow if one.sender == party.sender != UNKNOWN]
        return len(slow) >= MOST_SLOW or len(own) >= MOST_SLOW_FROM_ONE


def _length(environ: Environ) -> int | Refused:
    said = environ.get("CONTENT_LENGTH") or "0"
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return NO_LENGTH
    if not (said.isascii() and said.isdecimal()):
        return NOT_A_LENGTH
    return TOO_LARGE if len(said) > len(str(MOST_REQUEST)) or int(said) > MOST_REQUEST else int(said)


def _refuse(refused: Refused, start_response: StartResponse) -> list[bytes]:
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    if refused is TOO_MANY_SLOW:
        headers["Retry-After"] = str(PIECE_SECONDS)
    start_response(refused.status, list(headers.items()))
    return [f"{refused.sentence}\n".encode()]
