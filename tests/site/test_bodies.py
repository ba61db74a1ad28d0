"""Bodies that never end, never come or break off: nobody else waits for them, and nothing of half a form is done."""

import io
import threading
import urllib.error
import urllib.request

import pytest
from django.core.exceptions import BadRequest

from evenhand.site.bodies import (
    BODY_SECONDS,
    MOST_REQUEST,
    MOST_SLOW,
    MOST_SLOW_FROM_ONE,
    PIECE,
    SLOW_SECONDS,
    Body,
    BrokenOff,
    Guarded,
    Party,
    Waits,
)

ONE = Party("192.0.2.1", "192.0.2.1")


class Clock:
    """Monotonic seconds, set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def body(content: bytes, length: int, waits: Waits, seats: threading.Semaphore | None = None) -> Body:
    taken = seats or threading.Semaphore(1)
    taken.acquire()
    return Body(io.BytesIO(content), length, ONE, taken, waits)


def echo(environ, start_response):
    """An application that reads all and answers with it."""
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def ask(application, content: bytes = b"", **environ) -> tuple[str, bytes]:
    """Status and body of the answer to a request."""
    said = []
    whole = {"wsgi.input": io.BytesIO(content), "REMOTE_ADDR": "192.0.2.1", **environ}
    answer = application(whole, lambda status, _headers: said.append(status))
    return said[0], b"".join(answer)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7])
def test_a_body_is_read_to_its_end_and_no_further(size):
    content = bytes(range(256)) * (size // 256 + 1)
    read = body(content + b"the next request", size, Waits())
    assert read.read(10) + read.read() == content[:size]
    assert read.read() == b""
    assert not read.broken


def test_lines_can_be_read_too():
    assert body(b"one\ntwo\n", 8, Waits()).readline() == b"one\n"


def test_a_body_that_breaks_off_is_an_error_and_never_a_shorter_form():
    broken = body(b"text=I was at the", 40, Waits())
    with pytest.raises(BrokenOff):
        broken.read()
    assert broken.broken


def test_a_body_that_takes_too_long_is_an_error():
    clock = Clock()
    slow = body(b"x" * PIECE * 2, PIECE * 2, Waits(clock))
    slow.read(PIECE)
    clock.now += BODY_SECONDS + 1
    with pytest.raises(BrokenOff):
        slow.read(PIECE)


def test_the_seat_is_free_while_a_body_is_waited_for_and_taken_again_afterwards():
    seats = threading.Semaphore(1)

    class Stream:
        def read(self, size: int = -1, /) -> bytes:
            assert seats.acquire(blocking=False), "the seat was not given up"
            seats.release()
            return b"x" * size

    seats.acquire()
    read = Body(Stream(), PIECE * 3, ONE, seats, Waits())
    assert len(read.read()) == PIECE * 3
    assert not seats.acquire(blocking=False)


def test_whoever_comes_when_all_seats_are_taken_waits_and_is_answered():
    inside, leave, answered = threading.Event(), threading.Event(), []

    def slow(_environ, start_response):
        inside.set()
        leave.wait(30)
        start_response("200 OK", [])
        return [b"slow"]

    guarded = Guarded(slow, Waits(), seats=1)
    threads = [threading.Thread(target=lambda: answered.append(ask(guarded))) for _ in range(5)]
    for thread in threads:
        thread.start()
    inside.wait(30)
    assert answered == []
    leave.set()
    for thread in threads:
        thread.join(30)
    assert answered == [("200 OK", b"slow")] * 5


def test_a_seat_is_free_again_after_an_error():
    def broken(_environ, _start_response):
        raise LookupError("any error")

    guarded = Guarded(broken, Waits(), seats=1)
    for _ in range(3):
        with pytest.raises(LookupError):
            ask(guarded)


@pytest.mark.parametrize(
    ("environ", "status", "words"),
    [
        ({"CONTENT_LENGTH": str(MOST_REQUEST + 1)}, "413", b"Send the files one by one."),
        ({"CONTENT_LENGTH": "9" * 5000}, "413", b"Send the files one by one."),
        ({"CONTENT_LENGTH": "-1"}, "400", b"is not a number"),
        ({"CONTENT_LENGTH": "1e3"}, "400", b"is not a number"),
        ({"CONTENT_LENGTH": "٣"}, "400", b"is not a number"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "411", b"without saying how long it is"),
        ({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "3"}, "411", b"without saying how long it is"),
    ],
)
def test_what_cannot_be_read_to_an_end_is_refused_with_a_sentence_and_not_read(environ, status, words):
    def never(_environ, _start_response):
        pytest.fail("The application was asked.")

    said, answer = ask(Guarded(never, Waits()), **environ)
    assert said.startswith(status)
    assert words in answer


def test_slow_senders_are_limited_for_each_address_and_in_all_and_others_go_on():
    clock = Clock()
    waits = Waits(clock)
    guarded = Guarded(echo, waits)
    for number in range(MOST_SLOW_FROM_ONE):
        waits.begin(number, ONE)
    assert ask(guarded, b"abc", CONTENT_LENGTH="3")[0] == "200 OK", "they are not slow yet"
    clock.now += SLOW_SECONDS
    assert ask(guarded, b"abc", CONTENT_LENGTH="3")[0].startswith("503")
    assert ask(guarded)[0] == "200 OK", "a page is always there"
    assert ask(guarded, b"abc", CONTENT_LENGTH="3", REMOTE_ADDR="192.0.2.2")[0] == "200 OK"
    for number in range(MOST_SLOW_FROM_ONE, MOST_SLOW):
        waits.begin(number, Party(f"198.51.100.{number}", f"198.51.100.{number}"))
    clock.now += SLOW_SECONDS
    assert ask(guarded, b"abc", CONTENT_LENGTH="3", REMOTE_ADDR="192.0.2.2")[0].startswith("503")
    for number in range(MOST_SLOW):
        waits.end(number)
    assert ask(guarded, b"abc", CONTENT_LENGTH="3") == ("200 OK", b"abc")


def test_behind_a_proxy_that_says_nothing_all_share_the_one_limit_and_none_is_taken_for_another():
    clock = Clock()
    waits = Waits(clock)
    guarded = Guarded(echo, waits)
    for number in range(MOST_SLOW_FROM_ONE):
        waits.begin(number, Party("127.0.0.1", ""))
    clock.now += SLOW_SECONDS
    assert ask(guarded, b"abc", CONTENT_LENGTH="3", REMOTE_ADDR="127.0.0.1")[0] == "200 OK"


def test_a_header_that_django_cannot_read_is_refused_with_a_sentence():
    def strict(_environ, _start_response):
        raise BadRequest("Invalid Content-Type header.")

    said, answer = ask(Guarded(strict, Waits()))
    assert said.startswith("400")
    assert b"does not say of what kind it is" in answer


def test_a_kind_with_a_byte_that_no_header_has_never_reaches_django():
    said, answer = ask(Guarded(echo, Waits()), b"abc", CONTENT_LENGTH="3", CONTENT_TYPE="text/plain; charset=\0utf-7")
    assert said.startswith("400")
    assert b"does not say of what kind it is" in answer


@pytest.mark.parametrize("kind", ["a" * 70_000, "text/html; " + "x=y; " * 9_000, "multipart/form-data", "/", ";;;"])
def test_a_strange_kind_of_body_is_no_error_of_ours(served, kind):
    asked = urllib.request.Request(served.url + "/complain/about/", b"x=y", {"Content-Type": kind})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=60)
    refused.value.close()
    assert 400 <= refused.value.code < 500
