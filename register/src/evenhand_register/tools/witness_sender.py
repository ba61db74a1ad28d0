"""Posting a head to a witness: the `Sender` that `evenhand_register.witness.ask` is given.

A witness is somebody else's machine. Whatever it does, it is given so many seconds for all of an exchange and so many
bytes, is followed nowhere else, and is sent nothing but the head, which is public.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import urlsplit

from evenhand_register.witness import ADD_CHECKPOINT, Sender, WitnessError

from .sources import UsageError

__all__ = ["sender"]

_MAX_ANSWER = 64 * 1024


def sender(prefix: str, seconds: float = 10.0) -> Sender:
    """Return what posts a body to the witness with this submission prefix, such as https://witness.example.

    It waits `seconds` for the connection and as long for the rest, and raises WitnessError, with the status 0, where
    no answer was had. Raises UsageError for what is no such address.
    """
    try:
        parts = urlsplit(prefix)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if host is None or parts.scheme not in kinds or parts.query or parts.fragment or parts.username is not None:
        raise UsageError(
            f"{prefix!r} is not the address of a witness: it begins with https:// and ends with host or path."
        )

    def send(body: bytes) -> tuple[int, bytes]:
        try:
            with closing(kinds[parts.scheme](host, port)) as connection, _in_time(connection, seconds):
                headers = {"Content-Type": "application/octet-stream", "Connection": "close"}
                connection.request("POST", parts.path.rstrip("/") + ADD_CHECKPOINT, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(_MAX_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or "it did not answer"
            raise WitnessError(0, f"The witness at {prefix} cannot be reached ({reason}).") from None

    return send


@contextmanager
def _in_time(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Connect, and end the connection when it takes too long as a whole: a socket's timeout begins again with each byte."""
    wire = socket.create_connection((connection.host, connection.port), timeout=seconds)
    with wire.dup() as same:  # so that it can be ended also while another object holds it, as in the TLS handshake
        timer = threading.Timer(seconds, _end, [same])
        timer.daemon = True
        timer.start()
        try:
            if isinstance(connection, http.client.HTTPSConnection):
                wire = ssl.create_default_context().wrap_socket(wire, server_hostname=connection.host)
            connection.sock = wire
            yield
        finally:
            timer.cancel()
            wire.close()


def _end(wire: socket.socket) -> None:
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)
