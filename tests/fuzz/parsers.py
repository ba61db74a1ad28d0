"""Every parser that takes outside bytes at a door, as a function of bytes that fails an assertion where it misbehaves."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import BadRequest
from django.db import transaction
from django.test import Client

from evenhand.doors.desk.kept_files import from_token
from evenhand.doors.public.receipt_answer import verify
from evenhand.office.witness_policy import OwnPolicy
from evenhand.process.numbers import NumberError, number, parse_number
from evenhand.vault.agent.agent import Agent
from evenhand.vault.agent.codes import Code
from evenhand.vault.agent.frames import FrameFault, receive_frame
from evenhand.vault.phrase import PhraseFault, parse
from evenhand_register import nonce
from tests.hostile.send import URLENCODED, judge


@dataclass
class Place:
    """What parsers need: a browser, the published log and its key, an agent."""

    client: Client
    log: Path
    vkey: str
    agent: Agent


def multipart(place: Place, data: bytes) -> None:
    """A form with files, sealed as they arrive."""
    _asked(place, "/complain/files/", data, "multipart/form-data; boundary=b")


def receipt_form(place: Place, data: bytes) -> None:
    """A form with a receipt, read into memory."""
    _asked(place, "/register/check/", data, "multipart/form-data; boundary=b")


def form(place: Place, data: bytes) -> None:
    """A form of words."""
    _asked(place, "/complain/happened/", data, URLENCODED)


def content_type(place: Place, data: bytes) -> None:
    """The header that says how a form is written."""
    said = data.decode("latin-1").translate(dict.fromkeys(b"\0\n\r"))  # `site.bodies` lets none of them through
    with suppress(BadRequest):  # raised before Django answers; `site.bodies` does
        _asked(place, "/complain/happened/", b"--b\r\n\r\n--b--", said)


def cookie(place: Place, data: bytes) -> None:  # noqa: ARG001
    """The header with cookies: a draft's key, a signed possession, a session."""
    said = data.decode("latin-1").replace("\n", "").replace("\r", "")
    for where in ("/complain/check/", "/follow/complaint/", "/desk/"):
        judge(Client().get(where, headers={"cookie": said}), where, said)


def receipt(place: Place, data: bytes) -> None:
    """A receipt, as the public check reads it."""
    answer = verify(data, "", place.log, OwnPolicy.of_keys(place.vkey))
    assert answer.sentence


def phrase(place: Place, data: bytes) -> None:  # noqa: ARG001
    """The twelve words."""
    with suppress(PhraseFault):
        assert parse(_text(data)).text


def mark(place: Place, data: bytes) -> None:  # noqa: ARG001
    """The complainant's own mark."""
    assert len(nonce.read(_text(data))) == nonce.SIZE


def complaint_number(place: Place, data: bytes) -> None:  # noqa: ARG001
    """The number of a complaint, however it is typed."""
    with suppress(NumberError):
        found = parse_number(_text(data))
        assert parse_number(number(found)) == found


def file_token(place: Place, data: bytes) -> None:  # noqa: ARG001
    """The token of a file that a form carries."""
    assert from_token(data.decode("utf-8", "replace"), "s-1") is None


def frame(place: Place, data: bytes) -> None:
    """A frame of the key agent's wire, and the request inside it: refused for what it is, never a fault of the agent."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data[:60_000])
        theirs.shutdown(socket.SHUT_WR)
        try:
            message = receive_frame(ours)
        except FrameFault:
            return
    message.pop("password", None)  # each try would cost an Argon2id run
    answer = place.agent.answer(message)
    assert answer.get("code") != Code.INTERNAL, message
    json.dumps(answer)


def _asked(place: Place, where: str, data: bytes, kind: str) -> None:
    with transaction.atomic():
        judge(place.client.generic("POST", where, data, kind), where, data)
        transaction.set_rollback(True)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


PARSERS: dict[str, Callable[[Place, bytes], None]] = {
    "multipart": multipart,
    "receipt-form": receipt_form,
    "form": form,
    "content-type": content_type,
    "cookie": cookie,
    "receipt": receipt,
    "phrase": phrase,
    "mark": mark,
    "complaint-number": complaint_number,
    "file-token": file_token,
    "frame": frame,
}
"""By the folder of its samples in tests/assets/fuzz."""
