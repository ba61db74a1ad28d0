"""Posting a head to a witness, the `Sender` that `evenhand_register.witness.ask` is given; and reading what it shows.

A witness is somebody else's machine. Whatever it does, it is given so many seconds for all of an exchange and so many
bytes, is followed nowhere else, and is sent nothing but the head, which is public.
"""

import http
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from evenhand_register.witness import ADD_CHECKPOINT, Sender, WitnessError, monitoring_path

from .witness_address import WitnessAddress

__all__ = ["latest", "sender"]

_MAX_ANSWER = 64 * 1024


def sender(prefix: str, seconds: float = 10.0) -> Sender:
    """Return what posts a body to the witness with this submission prefix, such as https://witness.example.

    It waits `seconds` for the connection and as long for the rest, and raises WitnessError, with the status 0, where
    no answer was had. Raises UsageError for what is no such address.
    """
    address = WitnessAddress.parse(prefix)
    return lambda body: _exchange(address, seconds, "POST", ADD_CHECKPOINT, body)


def latest(prefix: str, origin: str, seconds: float = 10.0) -> bytes | None:
    """Return the last head of a log that the witness at this prefix shows as cosigned, None where it shows none.

    Nothing in it is verified. Raises WitnessError where no answer was had, UsageError for what is no such address.
    """
    address = WitnessAddress.parse(prefix)
    status, body = _exchange(address, seconds, "GET", monitoring_path(origin), None)
    return body if status == http.HTTPStatus.OK else None


def _exchange(
    address: WitnessAddress, seconds: float, method: str, path: str, body: bytes | None
) -> tuple[int, bytes]:
    kind = http.client.HTTPSConnection if address.secure else http.client.HTTPConnection
    headers = {"Content-Type": "application/octet-stream", "Connection": "close"}
    try:
        with closing(kind(address.host, address.port)) as connection, _in_time(connection, seconds):
            connection.request(method, address.path + path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_MAX_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = str(error) or "it did not answer"
        raise WitnessError(0, f"The witness at {address.prefix} cannot be reached ({reason}).") from None


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
