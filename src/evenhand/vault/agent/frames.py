"""Frames: one JSON object behind its length, with hard limits on both sides of the socket."""

import json
import socket
import struct

MAX_FRAME = 2 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class FrameFault(Exception):
    """What came is not one whole frame with a JSON object."""


class FrameTooLarge(FrameFault):
    """The frame announces more than MAX_FRAME bytes."""


def send_frame(connection: socket.socket, message: dict[str, object]) -> None:
    """Sends one message. Raises FrameTooLarge before a byte is sent, OSError if the other side is gone."""
    body = json.dumps(message, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > MAX_FRAME:
        raise FrameTooLarge(f"A message of {len(body)} bytes is over the limit of {MAX_FRAME}.")
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive_frame(connection: socket.socket) -> dict[str, object]:
    """Receives one message. Raises FrameFault on anything else; OSError and TimeoutError come from the socket."""
    (length,) = _LENGTH.unpack(_receive(connection, _LENGTH.size))
    if length > MAX_FRAME:
        raise FrameTooLarge(f"A message of {length} bytes is over the limit of {MAX_FRAME}.")
    try:
        message = json.loads(_receive(connection, length))
    except (ValueError, RecursionError):
        raise FrameFault("The message is not JSON.") from None
    if not isinstance(message, dict):
        raise FrameFault("The message is not a JSON object.")
    return message


def _receive(connection: socket.socket, count: int) -> bytes:
    received = bytearray()
    while len(received) < count:
        piece = connection.recv(min(count - len(received), 65_536))
        if not piece:
            raise FrameFault("The connection ended before the message did.")
        received += piece
    return bytes(received)
