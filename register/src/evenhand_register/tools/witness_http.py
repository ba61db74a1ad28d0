"""The small part of HTTP/1.1 that a witness speaks, with a limit on everything that a stranger can make large or slow.

One request on each connection. A connection that says nothing costs a few kilobytes and no thread. When there are as
many as there may be, the one that has kept us waiting longest is ended for the new one, so whoever sends a whole
request is heard. Bodies larger than any honest one are read a few at a time. Nothing of a request is logged.
"""

import asyncio
import http
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Protocol

__all__ = ["HttpServer", "Limits", "Response", "Service"]

_REQUEST_LINE = re.compile(r"([A-Z]{1,16}) ([!-~]{1,2048}) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):([\t -~\x80-\xff]*)")
_LENGTH = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Limits:
    """What strangers can take: connections, bytes, and seconds to send a request, to take the answer, and to leave."""

    connections: int = 256
    header: int = 8 * 1024
    body: int = 1024 * 1024
    common_body: int = 16 * 1024
    larger_bodies: int = 16
    seconds: float = 20.0
    leaving: float = 2.0


@dataclass(frozen=True)
class Response:
    """What is answered."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class Service(Protocol):
    """Answers requests."""

    def refuse(self, method: str, path: str) -> Response | None:
        """Return the answer to what is refused before its body is read."""

    async def answer(self, method: str, path: str, body: bytes) -> Response:
        """Return the answer to anything else."""


class _RefusedError(Exception):
    """The rest of the request is not read."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass
class HttpServer:
    """Serves one service. `clock` gives Unix seconds."""

    service: Service
    clock: Callable[[], int]
    limits: Limits = field(default_factory=Limits)
    _open: set[asyncio.StreamWriter] = field(default_factory=set, init=False)
    _keeping_us_waiting: dict[asyncio.StreamWriter, None] = field(default_factory=dict, init=False)
    _larger: int = field(default=0, init=False)

    async def run(self, host: str, port: int, started: Callable[[int], None], stop: asyncio.Event) -> None:
        """Serve until `stop` is set; `started` is called with the port. Raises OSError where the port is taken."""
        server = await asyncio.start_server(self._connected, host, port, limit=self.limits.header, backlog=128)
        try:
            started(server.sockets[0].getsockname()[1])
            await stop.wait()
        finally:
            server.close()
            for writer in self._open:
                writer.transport.abort()
            while self._open:
                await asyncio.sleep(0.01)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self._make_room():
                self._keeping_us_waiting[writer] = None
                await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # they left, or were too slow: there is nobody to tell
        finally:
            self._open.discard(writer)
            self._keeping_us_waiting.pop(writer, None)
            writer.transport.abort()

    def _make_room(self) -> bool:
        if len(self._open) <= self.limits.connections:
            return True
        longest = next(iter(self._keeping_us_waiting), None)
        if longest is None:
            return False
        del self._keeping_us_waiting[longest]
        longest.transport.abort()
        return True

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            response = await self._respond(reader, writer)
        except _RefusedError as refused:
            response = refused.response
        self._keeping_us_waiting[writer] = None
        async with asyncio.timeout(self.limits.seconds):
            writer.transport.set_write_buffer_limits(high=0)  # so that drain waits for all of it
            writer.write(self._spell(response))
            await writer.drain()
        writer.write_eof()
        with suppress(TimeoutError):
            # A connection that is closed while something unread has come in takes the answer back.
            async with asyncio.timeout(self.limits.leaving):
                while await reader.read(self.limits.header):
                    pass

    async def _respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Response:
        async with asyncio.timeout(self.limits.seconds):
            method, path, headers = await self._read_head(reader)
        length = 0 if method == "GET" else self._length(headers)
        with self._room_for(length):
            if headers.get("expect", "").lower() == "100-continue":
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            async with asyncio.timeout(self.limits.seconds):
                body = await reader.readexactly(length)
            self._keeping_us_waiting.pop(writer, None)
            return await self.service.answer(method, path, body)

    async def _read_head(self, reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]]:
        try:
            method, path, headers = _parse_head(await reader.readuntil(b"\r\n\r\n"))
        except asyncio.LimitOverrunError:
            raise _refuse(431, "The header of the request is too large.") from None
        refused = self.service.refuse(method, path)
        if refused is not None:
            raise _RefusedError(refused)
        return method, path, headers

    def _length(self, headers: dict[str, str]) -> int:
        spelt = headers.get("content-length")
        if spelt is None or "transfer-encoding" in headers:
            raise _refuse(411, "Send the body in one piece, with its Content-Length.")
        if not _LENGTH.fullmatch(spelt):
            raise _refuse(400, "The Content-Length is not a number.")
        if int(spelt) > self.limits.body:
            raise _refuse(400, "The body is larger than 1 MiB.")
        return int(spelt)

    @contextmanager
    def _room_for(self, length: int) -> Iterator[None]:
        if length <= self.limits.common_body:
            yield
            return
        if self._larger >= self.limits.larger_bodies:
            raise _refuse(503, "Too many large requests at once: try again later.")
        self._larger += 1
        try:
            yield
        finally:
            self._larger -= 1

    def _spell(self, response: Response) -> bytes:
        lines = [
            f"HTTP/1.1 {response.status} {http.HTTPStatus(response.status).phrase}",
            f"Date: {formatdate(self.clock(), usegmt=True)}",
            f"Content-Type: {response.content_type}",
            f"Content-Length: {len(response.body)}",
            "Connection: close",
            "X-Content-Type-Options: nosniff",
            *(f"{name}: {value}" for name, value in response.headers),
        ]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii") + response.body


def _parse_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Return method, path without its query, and headers by their names in lower case."""
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    request = _REQUEST_LINE.fullmatch(first)
    headers: dict[str, str] = {}
    for line in lines:
        found = _HEADER.fullmatch(line)
        if found is None or (found[1].lower() in headers and found[1].lower() == "content-length"):
            raise _refuse(400, "The header of the request is malformed.")
        headers[found[1].lower()] = found[2].strip(" \t")
    if request is None:
        raise _refuse(400, "This is no HTTP/1.1 request.")
    return request[1], request[2].partition("?")[0], headers


def _refuse(status: int, sentence: str) -> _RefusedError:
    return _RefusedError(Response(status, f"{sentence}\n".encode()))
