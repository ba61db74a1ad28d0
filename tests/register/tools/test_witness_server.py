"""The server of a witness, over real connections: the published vectors, and strangers who mean ill."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import note, witness
from evenhand_register.cosignature import Cosigner
from evenhand_register.keys import VerifierKey
from evenhand_register.tools.witness_http import Limits
from tests.register.support import small_log, unhurried, vectors

from .witnesses import COSIGNER, PATIENT, Threaded, ask, folder, post, submission

VECTORS = vectors("witness.json")
LOG = small_log()
SHOWN = witness.monitoring_path(LOG.origin)


@pytest.fixture
def served(tmp_path):
    """A witness that serves one log."""
    with Threaded(folder(tmp_path / "witness", [LOG.signer.vkey])) as serving:
        yield serving


@pytest.fixture
def limited(tmp_path):
    """A witness with limits that a test can reach."""

    def serve(**limits):
        return Threaded(folder(tmp_path / "witness", [LOG.signer.vkey]), Limits(**limits))

    return serve


def connect(serving) -> socket.socket:
    return socket.create_connection(("127.0.0.1", serving.port), timeout=PATIENT)


def exchange(serving, raw: bytes) -> bytes:
    """What comes back for these bytes until the server closes."""
    with connect(serving) as wire:
        wire.sendall(raw)
        wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(65_536), b""))


def is_ended(wire: socket.socket) -> bool:
    try:
        return wire.recv(1) == b""
    except ConnectionResetError:
        return True


def status_of(raw: bytes) -> int:
    return int(raw.split(b" ", 2)[1])


# The vectors


@pytest.mark.parametrize("sequence", VECTORS["sequences"], ids=["a log", "an empty log"])
def test_the_vectors_are_answered_over_http(sequence, tmp_path):
    own = Cosigner(VECTORS["witness"]["name"], bytes.fromhex(VECTORS["witness"]["seed_hex"]))
    with Threaded(folder(tmp_path / "witness", VECTORS["logs"], own)) as serving:
        assert ask(serving.port, "GET", VECTORS["monitor_path"]).status == 404
        for step in sequence:
            serving.now = step["time"]
            found = post(serving.port, step["body"].encode())
            assert found.status == step["status"], step["name"]
            if "response" in step:
                assert found.body.decode() == step["response"], step["name"]
            if "content_type" in step:
                assert found.headers["Content-Type"] == step["content_type"], step["name"]
        last = [step for step in sequence if step["status"] == 200][-1]
        shown = ask(serving.port, "GET", VECTORS["monitor_path"])
    assert shown.status == 200
    signed = note.verify(note.parse(shown.body), [own.verifier, *map(VerifierKey.parse, VECTORS["logs"])])
    assert signed[own.verifier] == (last["time"],)
    assert shown.body.decode().endswith(last["response"])


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", "/add-checkpoint", 405, "POST"),
        ("PUT", "/add-checkpoint", 405, "POST"),
        ("POST", SHOWN, 405, "GET"),
        ("DELETE", SHOWN, 405, "GET"),
        ("GET", "/", 404, None),
        ("POST", "/", 404, None),
        ("GET", "/../../key", 404, None),
        ("GET", "/../heads.sqlite3/checkpoint", 404, None),
        ("GET", SHOWN, 404, None),
    ],
)
def test_other_methods_and_paths_are_refused(served, method, path, status, allowed):
    found = ask(served.port, method, path, b"x" if method in ("POST", "PUT") else None)
    assert (found.status, found.headers.get("Allow")) == (status, allowed)


# Strangers who mean ill


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"POST /add-checkpoint HTTP/2.0\r\n\r\n", 400),
        (b"POST /add-checkpoint\r\n\r\n", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 1_0\r\n\r\nhello", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length : 5\r\n\r\nhello", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\n folded\r\n\r\n", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        (b"POST /add-checkpoint HTTP/1.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (b"y" * 20_000, 431),
    ],
)
def test_what_is_no_request_is_refused(served, head, status):
    assert status_of(exchange(served, head)) == status
    assert post(served.port, submission(LOG, 0, 9)).status == 200


def test_a_body_over_one_mebibyte_is_refused_and_the_sender_learns_it(served):
    assert post(served.port, bytes(3_000_000)).status == 400


def test_a_body_of_exactly_one_mebibyte_is_read(served):
    body = submission(LOG, 0, 9)
    padding = witness.MAX_BYTES - len(body) - len("\u2014  AAAAAAAA\n".encode())
    whole = body + f"\u2014 {'s' * padding} AAAAAAAA\n".encode()
    assert len(whole) == witness.MAX_BYTES
    assert post(served.port, whole).status == 200


@unhurried
@given(st.data())
def test_garbage_never_stops_the_server(garbage_served, data):
    raw = data.draw(
        st.binary(max_size=300) | st.sampled_from([b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n"])
    )
    answer = exchange(garbage_served, raw)
    assert not answer or answer.startswith(b"HTTP/1.1 4")


@pytest.fixture(scope="module")
def garbage_served(tmp_path_factory):
    """One witness for all garbage, which must still answer in the end."""
    with Threaded(folder(tmp_path_factory.mktemp("garbage") / "witness", [LOG.signer.vkey])) as serving:
        yield serving
        assert post(serving.port, submission(LOG, 0, 9)).status == 200


def test_connections_that_say_nothing_block_nobody(limited):
    with limited(connections=4) as serving:
        silent = [connect(serving) for _ in range(12)]
        for wire in silent[-2:]:
            wire.sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
        for old, size in ((0, 5), (5, 9)):
            assert post(serving.port, submission(LOG, old, size)).status == 200
        assert all(map(is_ended, silent[:8])), "those that waited longest were ended"
        for wire in silent:
            wire.close()


def test_a_request_that_never_ends_is_ended(limited):
    with limited(seconds=0.05) as serving, connect(serving) as wire:
        wire.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\nold 0\n")
        assert is_ended(wire)


def test_large_bodies_are_read_a_few_at_a_time(limited):
    with limited(larger_bodies=1, seconds=PATIENT) as serving, connect(serving) as wire:
        head = b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n"
        wire.sendall(head)
        assert wire.recv(64).startswith(b"HTTP/1.1 100 ")
        assert status_of(exchange(serving, head.replace(b"Expect", b"X"))) == 503
        assert post(serving.port, submission(LOG, 0, 9)).status == 200
        wire.sendall(b"x" * 100_000)
        assert wire.recv(64).startswith(b"HTTP/1.1 400 ")
        assert post(serving.port, b"x" * 100_000).status == 400


def test_whoever_does_not_take_the_answer_blocks_nobody(limited):
    with limited(connections=2, seconds=0.05, leaving=0.05) as serving:
        wires = [connect(serving) for _ in range(4)]
        for wire in wires:
            wire.sendall(b"GET / HTTP/1.1\r\n\r\n" * 200)
        assert post(serving.port, submission(LOG, 0, 9)).status == 200
        for wire in wires:
            wire.close()


def test_the_journal_says_nothing_of_strangers(served):
    exchange(served, b"GET /secret-path HTTP/1.1\r\nUser-Agent: secret-agent\r\n\r\n")
    post(served.port, b"old 0\n\nsecret-origin\n5\n\n")
    post(served.port, submission(LOG, 0, 9).replace(LOG.origin.encode(), b"secret.example/log"))
    post(served.port, submission(LOG, 0, 9) + "\u2014 secret-name AAAAAAAA\n".encode())
    assert post(served.port, submission(LOG, 9, 9)).status == 200
    written = "".join(served.journal)
    assert f"Cosigned {LOG.origin} with 9 entries." in written
    assert "secret" not in written
    assert "127.0.0.1" not in written


def test_nobody_fills_the_journal(served):
    for _ in range(20):
        post(served.port, b"nonsense")
        post(served.port, submission(LOG, 0, 9))
        post(served.port, submission(LOG, 9, 9))
    assert len(served.journal) == 2
    served.now += 60
    post(served.port, b"nonsense")
    assert "(20 times since this was last said)" in served.journal[-1]


# Many at one moment


def test_of_two_histories_that_come_at_one_moment_one_is_signed(served):
    other = small_log(5)
    while len(other.entries) < 9:
        other.add("event", {"act": "never happened", "number": len(other.entries)})
    assert post(served.port, submission(LOG, 0, 5)).status == 200
    together = threading.Barrier(8)

    def send(side):
        together.wait(PATIENT)
        return post(served.port, submission((LOG, other)[side], 5, 9)).status

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(send, [0, 1] * 4))
    assert sorted(found) == [200] + [409] * 7
    shown = ask(served.port, "GET", SHOWN).body
    assert note.verify(note.parse(shown), [COSIGNER.verifier])


def test_many_logs_are_served_at_one_moment(tmp_path):
    logs = [small_log(5) for _ in range(12)]
    for at, log in enumerate(logs):
        log.origin = f"log-{at}.example/register"
    with Threaded(folder(tmp_path / "witness", [log.signer.vkey for log in logs])) as serving:
        with ThreadPoolExecutor(12) as pool:
            found = list(pool.map(lambda log: post(serving.port, submission(log, 0, 5)).status, logs))
        assert found == [200] * 12
        for log in logs:
            shown = ask(serving.port, "GET", witness.monitoring_path(log.origin))
            assert note.verify(note.parse(shown.body), [log.signer.verifier])


# Out of order


def test_a_damaged_list_of_logs_is_said_in_the_journal_and_signs_nothing(served, tmp_path):
    (tmp_path / "witness" / "logs").write_text("rubbish\n")
    assert post(served.port, submission(LOG, 0, 9)).status == 500
    assert served.journal[0].startswith("Out of order: 'rubbish' is not the key of a log.")
    (tmp_path / "witness" / "logs").write_text(f"# the register of our sister\n\n{LOG.signer.vkey}\n")
    assert post(served.port, submission(LOG, 0, 9)).status == 200


def test_a_disk_that_takes_no_evidence_does_not_change_the_answer(served, tmp_path):
    evidence = tmp_path / "witness" / "evidence"
    evidence.rmdir()
    evidence.write_text("a file where the folder should be")
    assert post(served.port, submission(LOG, 0, 9).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n")).status == 422
    assert "could not be kept" in served.journal[0]


def test_the_clock_that_went_back_signs_nothing(served):
    assert post(served.port, submission(LOG, 0, 5)).status == 200
    served.now -= 1
    assert post(served.port, submission(LOG, 5, 9)).status == 503
    served.now += 1
    assert post(served.port, submission(LOG, 5, 9)).status == 200
