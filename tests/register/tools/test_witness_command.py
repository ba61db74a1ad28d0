"""The command `evenhand-witness`, as an administrator types it."""

import json
import socket

import pytest

from evenhand_register import note, witness
from evenhand_register.keys import VerifierKey
from evenhand_register.tools.witness import main
from tests.register.support import Leaves, Log, small_log

from .witnesses import Process, ask, post, submission

LOG = small_log()


@pytest.fixture
def run(capsys, tmp_path):
    """Type a command about the folder `witness`, and return its exit code and what was printed."""

    def typed(command, *options):
        code = main([command, str(tmp_path / "witness"), *options])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return typed


def forked() -> Log:
    other = small_log(5)
    while len(other.entries) < 9:
        other.add("event", {"act": "never happened", "number": len(other.entries)})
    return other


def test_a_witness_is_made_serves_and_shows_what_it_did(run, tmp_path):
    code, out, err = run("trust", LOG.signer.vkey, "--name", "regulator.example/witness")
    assert (code, err) == (0, "")
    vkey = out.splitlines()[-1].removeprefix("The key of this witness, to be published: ")
    key = VerifierKey.parse(vkey)
    assert key.name == "regulator.example/witness"
    assert run("trust", LOG.signer.vkey)[1].startswith("This register was served already.")
    assert "nothing cosigned yet" in run("show")[1]

    serving = Process(tmp_path / "witness")
    assert [line["event"] for line in serving.said] == ["started", "trusted", "listening"]
    assert serving.said[0]["vkey"] == vkey

    def send(body):
        answer = post(serving.port, body)
        return answer.status, answer.body

    found = witness.ask(LOG.head(), Leaves(LOG.entries), send, [key])
    assert note.verify(note.parse(witness.add_lines(LOG.head(), found.lines)), [key])
    (shown,) = json.loads(run("show", "--json")[1])["logs"]
    assert shown.pop("time") > 0
    assert shown == {
        "origin": LOG.origin,
        "keys": [LOG.signer.vkey],
        "size": 9,
        "path": witness.monitoring_path(LOG.origin),
    }
    assert "last cosigned with 9 entries, 2" in run("show")[1]
    assert run("show")[0] == 0
    assert post(serving.port, submission(forked(), 9, 9)).status == 422
    code, out, err = run("show")
    assert (code, err) == (1, "")
    assert "Evidence: contradiction-" in out
    assert ask(serving.port, "GET", witness.monitoring_path(LOG.origin)).status == 200
    code, out, err = serving.end()
    assert (code, err) == (0, "")
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["cosigned", "evidence", "refused"]


def test_a_log_can_be_trusted_while_the_witness_serves(run, tmp_path):
    run("trust", small_log(5).signer.vkey, "--name", "w.example/1")
    serving, other = Process(tmp_path / "witness"), small_log(5)
    other.origin = "other.example/register"
    try:
        assert post(serving.port, submission(other, 0, 5)).status == 404
        assert run("trust", other.signer.vkey)[0] == 0
        assert post(serving.port, submission(other, 0, 5)).status == 200
    finally:
        assert serving.end()[0] == 0


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["show"], "There is no witness in"),
        (["serve"], "There is no witness in"),
        (["serve", "--name", "two words"], "A signing key is a name"),
        (["trust", "rubbish", "--name", "w.example/1"], "is not the key of a log"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, command, sentence):
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_another_name_for_a_witness_is_refused(run):
    run("trust", LOG.signer.vkey, "--name", "w.example/1")
    code, _, err = run("trust", LOG.signer.vkey, "--name", "w.example/2")
    assert (code, "is named w.example/1" in err) == (2, True)


def test_a_port_that_is_taken_is_said(run):
    run("trust", LOG.signer.vkey, "--name", "w.example/1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = run("serve", "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert "Nothing can listen at 127.0.0.1" in err
    assert run("serve", "--port", "70000")[0] == 2
