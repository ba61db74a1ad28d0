"""Connections that keep us waiting are ended, and no others."""

import contextlib
import re
import socket
import struct
import sys
from urllib.parse import urlsplit

import pytest

from evenhand.site.bodies import PIECE, PIECE_SECONDS, Party, Waits
from evenhand.site.silence import Watch
from tests.doors.portal.browse import Browser

linux = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux says how much a connection carried.")
HERE = Party("127.0.0.1", "")
WHEN_ONE_WAS_FOUND = 2
"""How often the clock was asked when the watch has the first connection in its hand: it asks first what is overdue."""
HALF = b"POST /follow/write/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


class Line:
    """A listener in this process, and a client of it."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.client = socket.create_connection(self.listener.getsockname(), timeout=30)
        self.ours, _ = self.listener.accept()
        self.now = 1000.0
        self.waits = Waits(lambda: self.now)
        self.watch = Watch(self.waits)

    def pass_time(self) -> int:
        """A while goes by; how many connections were ended."""
        self.watch.look()
        self.now += PIECE_SECONDS + 1
        return self.watch.look()


@pytest.fixture
def line():
    made = Line()
    yield made
    for end in (made.client, made.ours, made.listener):
        end.close()


@linux
def test_a_silent_connection_with_a_body_overdue_is_ended(line):
    line.waits.begin("body", HERE)
    line.client.sendall(b"x" * 100)
    assert line.pass_time() == 1
    assert line.client.recv(1) == b""


@linux
def test_a_connection_that_ends_while_it_is_looked_at_ends_no_look_at_the_others(line):
    """Found by a scanner: whoever broke off at that moment ended the watch for as long as the process lived."""

    asked = []

    def breaking_off() -> float:
        asked.append(line.now)
        if len(asked) == WHEN_ONE_WAS_FOUND:
            line.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.client.close()
        return line.now

    assert Watch(Waits(breaking_off)).look() == 0
    assert len(asked) == WHEN_ONE_WAS_FOUND
    with pytest.raises(ConnectionResetError):
        line.ours.recv(1)


@linux
def test_a_drip_is_no_better_than_silence(line):
    line.waits.begin("body", HERE)
    line.watch.look()
    line.client.sendall(b"x")
    assert line.ours.recv(10) == b"x"
    assert line.pass_time() == 1


@linux
def test_what_goes_on_stays(line):
    line.waits.begin("body", HERE)
    line.watch.look()
    line.client.sendall(b"x" * PIECE)
    left = PIECE
    while left:
        came = line.ours.recv(left)
        assert came
        left -= len(came)
    line.now += PIECE_SECONDS + 1
    assert line.watch.look() == 0
    line.ours.sendall(b"an answer")
    assert line.client.recv(100) == b"an answer"
    line.now += PIECE_SECONDS
    assert line.watch.look() == 0


@linux
def test_a_silent_connection_that_nothing_waits_for_stays(line):
    assert line.pass_time() == 0
    line.waits.begin("body", Party("192.0.2.7", ""))
    assert line.pass_time() == 0
    line.ours.sendall(b"still here")
    assert line.client.recv(100) == b"still here"


@linux
def test_connections_that_we_made_ourselves_stay(line):
    """The database is at the end of such a connection."""
    line.listener.close()
    line.waits.begin("body", HERE)
    assert line.pass_time() == 0


def test_forty_half_sent_forms_keep_nobody_out(served):
    where = urlsplit(served.url)
    with contextlib.ExitStack() as half_sent:
        for _ in range(40):
            connection = half_sent.enter_context(socket.create_connection((where.hostname, where.port), timeout=30))
            connection.sendall(HALF + b"Content-Length: 100000\r\n\r\ntext=")
        browser = Browser(served.url)
        browser.fill("/complain/about/", {"category": "har"})
        assert "What happened?" in browser.get("/complain/happened/")


def test_half_a_form_is_not_acted_upon(served):
    """The connection breaks inside a message: what had arrived must not be kept as if it were the whole of it."""
    browser = Browser(served.url)
    page = browser.get("/complain/happened/")
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.jar)
    form = f"csrfmiddlewaretoken={browser.token(page)}&narrative=I+was+at+the".encode()
    where = urlsplit(served.url)
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        head = HALF.replace(b"/follow/write/", b"/complain/happened/")
        connection.sendall(head + f"Cookie: {cookie}\r\nContent-Length: {len(form) + 50}\r\n\r\n".encode() + form)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(100_000)
    assert not re.match(rb"HTTP/1.1 (200|302)", answer)
    assert b"evenhand-draft" not in answer
