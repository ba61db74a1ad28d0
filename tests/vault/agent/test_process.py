"""The agent as a process: how it starts and ends, whom it talks to, and what it makes of nonsense."""

import json
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread, Timer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.vault.agent import server
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.codes import Code
from evenhand.vault.agent.frames import MAX_FRAME, FrameFault, receive_frame, send_frame
from evenhand.vault.agent.launch import launch
from evenhand.vault.agent.server import End, listen, serve
from evenhand.vault.errors import AgentError, AgentUnavailable, SlotGone
from evenhand.vault.keys import new_content_key

from .house import link

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what this test looks at")
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def connect(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(10)
    connection.connect(str(path))
    return connection


def ask(path: Path, message: object) -> dict[str, object]:
    with connect(path) as connection:
        send_frame(connection, message)
        return receive_frame(connection)


def test_with_the_agent_stopped_nothing_opens(house, person):
    process = house.start()
    slot = house.sign_in(person)
    process.kill()
    process.wait()
    with pytest.raises(AgentUnavailable, match="nothing sealed can be opened"):
        house.client.open(slot.slot, slot.cookie_half, [[[link(new_content_key(os.urandom), person.key_pair)]]])
    with pytest.raises(AgentUnavailable):
        house.sign_in(person)
    with pytest.raises(AgentUnavailable):
        house.client.status()


def test_after_a_crash_a_new_agent_takes_over_and_people_sign_in_again(house, person):
    process = house.start()
    slot = house.sign_in(person)
    process.kill()
    process.wait()
    house.start()
    with pytest.raises(SlotGone):
        house.client.open(slot.slot, slot.cookie_half, [[[link(new_content_key(os.urandom), person.key_pair)]]])
    assert house.sign_in(person).slot != slot.slot


def test_stop_is_answered_and_then_the_process_ends_and_clears_up(house):
    process = house.start()
    house.client.stop()
    assert process.wait(10) == 0
    assert not house.socket.exists()


def test_the_agent_ends_on_a_signal(house):
    process = house.start()
    process.terminate()
    assert process.wait(10) == 0
    assert not house.socket.exists()


def test_the_agent_ends_when_whoever_started_it_is_gone(house):
    process = house.start()
    process.stdin.close()
    assert process.wait(10) == 0


def ends(listener: socket.socket, end: End) -> bool:
    """Whether `serve` returns."""
    serving = Thread(target=serve, args=(listener, None, end), daemon=True)
    serving.start()
    serving.join(10)
    return not serving.is_alive()


@pytest.mark.parametrize("tell", [lambda end: end.tell(), lambda _: os.kill(os.getpid(), signal.SIGUSR1)])
def test_it_ends_also_when_it_is_told_just_before_it_waits(house, tell):
    """What comes between two steps wakes nobody in accept(): an agent stood there, with its keys, until somebody asked."""
    before = signal.getsignal(signal.SIGUSR1)
    try:
        with End() as end, listen(house.socket) as listener:
            end.on(signal.SIGUSR1)
            tell(end)
            assert ends(listener, end)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_it_ends_also_when_the_house_is_full_and_others_wait(house, monkeypatch):
    monkeypatch.setattr(server, "CONNECTIONS_AT_ONCE", 0)
    with End() as end, listen(house.socket) as listener, connect(house.socket):
        Timer(0.1, end.tell).start()
        assert ends(listener, end)


def test_a_signal_while_it_starts_leaves_nothing_behind(house):
    """As soon as there is a socket, and mostly before it says that it is ready."""
    agent = [sys.executable, "-m", "evenhand.vault.agent", "--socket", house.socket, "--keys", house.keys]
    agent += ["--idle", "60", "--absolute", "60"]
    for _ in range(5):
        with subprocess.Popen(agent, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
            while not house.socket.exists():
                assert process.poll() is None
            process.terminate()
            assert process.wait(10) == 0
            assert not house.socket.exists()


def test_a_second_agent_does_not_take_the_place_of_one_that_runs(fresh, capfd):
    with pytest.raises(AgentUnavailable):
        launch(fresh.socket, fresh.keys)
    assert "A key agent runs already" in capfd.readouterr().err
    assert fresh.client.status()["slots"] == 0


def test_the_agent_does_not_start_without_its_key(house, capfd):
    (house.keys / "instance.key").unlink()
    with pytest.raises(AgentUnavailable):
        house.start()
    assert "The key agent does not start." in capfd.readouterr().err


def test_the_agent_does_not_start_in_a_directory_that_others_can_reach(house, capfd):
    house.socket.parent.mkdir(mode=0o755)
    with pytest.raises(AgentUnavailable):
        house.start()
    assert "run chmod 700 on it" in capfd.readouterr().err


def test_the_agent_does_not_start_on_a_path_that_a_socket_cannot_have(house, capfd):
    with pytest.raises(AgentUnavailable):
        launch(house.socket.parent / ("x" * 120), house.keys)
    assert "put EVENHAND_HOME on a shorter path" in capfd.readouterr().err


def test_socket_and_directory_are_for_this_user_only(running):
    assert stat.S_IMODE(running.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(running.socket.parent.stat().st_mode) == 0o700


@LINUX
@ROOT
def test_another_user_gets_no_answer_even_if_the_socket_is_left_open_to_all(fresh):
    fresh.socket.parent.parent.chmod(0o755)
    fresh.socket.parent.chmod(0o755)
    fresh.socket.chmod(0o666)
    os.seteuid(65_534)
    try:
        with connect(fresh.socket) as connection:
            with suppress(BrokenPipeError):  # the agent may have hung up before a word was sent
                send_frame(connection, {"do": "status"})
            with pytest.raises((FrameFault, ConnectionResetError)):
                receive_frame(connection)
    finally:
        os.seteuid(0)
    assert fresh.client.status()["slots"] == 0


@LINUX
def test_the_agent_leaves_no_core_dump(house):
    process = house.start()
    limits = Path(f"/proc/{process.pid}/limits").read_text().splitlines()
    (core,) = [line.split() for line in limits if line.startswith("Max core file size")]
    assert core[4:6] == ["0", "0"]


@LINUX
def test_no_debugger_of_the_same_user_attaches_once_memory_is_private():
    said = "import ctypes; from evenhand.vault.agent.hardening import keep_memory_private as private; "
    said += (
        "dumpable = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0); print(dumpable()); private(); print(dumpable())"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "0"]  # PR_GET_DUMPABLE: prctl(2)


@LINUX
def test_the_instance_key_stands_in_neither_command_line_nor_environment(house):
    process = house.start()
    told = Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
    assert house.instance.private.hex().encode() not in told


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": 1},
        {"do": "x" * 41},
        {"do": "status", "surprise": True},
        {"do": "open"},
        {"do": "open", "slot": "s", "cookie_half": "AAAA", "targets": []},
        {"do": "open", "slot": "s", "cookie_half": "?" * 44, "targets": []},
        {"do": "sign-out", "slot": None},
        {"do": "sign-out", "slot": "x" * 33},
        {"do": "sign-out", "slot": ["s"]},
        {"do": "sign-in", "record": {}},
        {"do": "sign-in", "record": []},
        {"do": "whose", "slot": "s", "cookie_half": "AAAA"},
        {"do": "try-phrase", "parts": "a part"},
        {"do": "try-phrase", "parts": [1]},
        {"do": "try-phrase", "parts": ["a part"] * 13},
        {"do": "phrase-opened", "parts": ["a" * 101]},
        {"do": "whose", "slot": "x" * 33, "cookie_half": "A" * 43 + "="},
    ],
)
def test_a_malformed_request_is_refused_and_the_agent_goes_on(running, message):
    assert ask(running.socket, message)["code"] == Code.MALFORMED
    assert running.client.status()["instance_key"] is True


def test_an_unknown_operation_is_refused(running):
    assert ask(running.socket, {"do": "give-me-the-key"})["code"] == Code.UNKNOWN_OPERATION


def test_every_field_of_a_sign_in_has_its_type_and_limit(running, person):
    sound = {"do": "sign-in", "record": person.record.to_dict(), "password": "p", "code": "000000", "now": 1}
    sound |= {"passkey": None, "last_step": None, "person_ref": "p", "proof": None}
    sound |= {"name": "p", "network": "192.0.2.1", "device": None}
    assert ask(running.socket, sound)["code"] == Code.WRONG_PASSWORD_OR_CODE
    costly = {"memory_kib": 2**30, "passes": 3, "lanes": 1}
    for change in (
        {"password": "p" * 1_025}, {"password": None}, {"code": 123456}, {"code": "1" * 41}, {"now": -1},
        {"now": 1.5}, {"now": True}, {"now": 2**60}, {"last_step": "1"}, {"person_ref": "p" * 201},
        {"proof": "A" * 96}, {"name": "n" * 81}, {"network": None}, {"network": "1" * 65}, {"device": "d" * 65},
        {"record": {**sound["record"], "params": costly}}, {"more": 1},
    ):  # fmt: skip
        assert ask(running.socket, sound | change)["code"] == Code.MALFORMED, change
    for name in sound:
        assert ask(running.socket, {key: value for key, value in sound.items() if key != name})["ok"] is False


def test_a_request_that_announces_too_much_is_refused_unread(running):
    with connect(running.socket) as connection:
        connection.sendall(struct.pack(">I", MAX_FRAME + 1))
        assert receive_frame(connection)["code"] == Code.TOO_LARGE
    assert running.client.status()["instance_key"] is True


def test_the_client_does_not_send_what_the_agent_would_refuse(running):
    with pytest.raises(AgentError, match="larger than the key agent accepts") as caught:
        running.client.sign_out("x" * MAX_FRAME)
    assert caught.value.code == Code.TOO_LARGE


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"do": ' + b"9" * 10_000 + b"}"]
)
def test_what_is_no_json_object_is_refused_and_the_agent_goes_on(running, body):
    with connect(running.socket) as connection:
        connection.sendall(struct.pack(">I", len(body)) + body)
        assert receive_frame(connection)["code"] == Code.MALFORMED
    assert running.client.status()["instance_key"] is True


def test_half_a_request_holds_nobody_up(running):
    connections = [connect(running.socket) for _ in range(20)]
    for connection in connections:
        connection.sendall(struct.pack(">I", 100) + b"{")
    assert running.client.status()["instance_key"] is True
    for connection in connections:
        connection.close()
    assert running.client.status()["instance_key"] is True


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["do", "slot", "cookie_half", "targets", "record", "password", "code", "now", "person_ref"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["open", "sign-in"]),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ),
    )
)
def test_no_request_makes_the_agent_fail(running, message):
    json.dumps(message)
    assert ask(running.socket, message)["ok"] is (message == {"do": "status"})
    assert "failed" not in running.client.status()["counts"]


def test_the_agents_log_holds_nothing_of_a_request(house, capfd, person):
    house.start()
    ask(house.socket, {"do": "sign-in", "password": "hunter2hunter2"})
    with pytest.raises(AgentError):
        house.sign_in(person, password="hunter2hunter2")
    house.client.stop()
    told = capfd.readouterr()
    assert "hunter2" not in told.out + told.err


def test_a_client_of_nothing_says_so(tmp_path):
    with pytest.raises(AgentUnavailable, match="start the service again"):
        AgentClient(tmp_path / "none.sock").status()


def test_the_program_says_what_it_needs():
    done = subprocess.run([sys.executable, "-m", "evenhand.vault.agent"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--socket" in done.stderr
