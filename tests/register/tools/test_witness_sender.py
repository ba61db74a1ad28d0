"""Posting a head to a witness, whatever that does."""

import socket
import threading
from contextlib import contextmanager

import pytest

from evenhand_register import note, witness
from evenhand_register.tools.sources import UsageError
from evenhand_register.tools.witness_sender import sender
from evenhand_register.witness import WitnessError
from tests.register.support import Leaves, small_log

from .witnesses import COSIGNER, PATIENT, Threaded, folder

LOG = small_log()


@contextmanager
def strange(*pieces: bytes, endless: bytes = b""):
    """A server that answers one connection with these bytes, and goes on with `endless` until nobody takes them."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            wire, _ = listening.accept()
            with wire:
                wire.settimeout(PATIENT)
                try:
                    wire.recv(65_536)
                    wire.sendall(b"".join(pieces))
                    while endless:
                        wire.sendall(endless)
                except OSError:
                    pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def test_a_log_gets_a_cosignature_over_a_real_connection(tmp_path):
    with Threaded(folder(tmp_path / "witness", [LOG.signer.vkey])) as serving:
        send = sender(f"http://127.0.0.1:{serving.port}/")
        found = witness.ask(LOG.head(), Leaves(LOG.entries), send, [COSIGNER.verifier])
        assert note.verify(note.parse(witness.add_lines(LOG.head(), found.lines)), [COSIGNER.verifier])
        with pytest.raises(witness.SetBackError):
            witness.ask(small_log(5).head(), Leaves(small_log(5).entries), send, [COSIGNER.verifier])


@pytest.mark.parametrize(
    ("pieces", "endless"),
    [
        ([], b""),
        ([b"nonsense\r\n\r\n"], b""),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"], b""),
        ([b"HTTP/1.1 200 OK\r\n"], b"X: y\r\n"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: ", b"9" * 30, b"\r\n\r\n"], b"x" * 1000),
        ([b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"], b""),
    ],
)
def test_a_witness_that_answers_strangely_gives_no_signature(pieces, endless):
    with strange(*pieces, endless=endless) as address, pytest.raises(WitnessError) as caught:
        witness.ask(LOG.head(), Leaves(LOG.entries), sender(address), [COSIGNER.verifier])
    assert caught.value.sentence.endswith(".")


# Interim answers without end; the first record of a TLS handshake, of 16 KiB, five bytes at a time.
DRIPS = {"http": b"HTTP/1.1 100 Continue\r\n\r\n", "https": b"\x16\x03\x03\x40\x00"}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_witness_that_drips_is_left_when_its_time_is_over(scheme):
    silent = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            wire, _ = listening.accept()
            with wire:
                try:
                    while not silent.wait(0.01):
                        wire.sendall(DRIPS[scheme])
                except OSError:
                    pass

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(WitnessError) as caught:
            sender(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}", seconds=0.2)(b"x")
        silent.set()
        thread.join()
    assert caught.value.status == 0


def test_a_witness_that_is_not_there_is_said():
    with pytest.raises(WitnessError, match=r"cannot be reached"):
        sender("http://127.0.0.1:1")(b"x")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "witness.example",
        "ftp://x/",
        "file:///etc/passwd",
        "https://",
        "http://[x/",
        "http://a:b@c/",
        "http://a?b",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(UsageError):
        sender(address)
