"""The command itself, killed and interrupted while others help it: nobody is left behind, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.register.counting import CountedLog, counting_document

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, "-m", "evenhand_register.tools.verify"]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A register whose check takes some seconds."""
    log = CountedLog()
    log.add("scheme", counting_document())
    for _ in range(10_000):
        log.count("outcome", "out/closed")
    folder = tmp_path_factory.mktemp("large")
    for path, raw in log.published().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return folder, log.signer.vkey


@pytest.fixture
def begin(published, tmp_path):
    """Start the command, in a group of its own as a terminal does it."""
    folder, vkey = published

    def run(*options):
        return subprocess.Popen(
            [*PROGRAM, str(folder), "--vkey", vkey, *options],
            env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs the tests may ignore it
        )

    return run


def helpers_of(process):
    """The processes that check proofs for this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            command = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == process.pid and state != "Z" and b"spawn_main" in command:
            found.append(int(path.parent.name))
    return found


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come about")


def are_gone(pids):
    return not any(
        Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids
    )


def proofs_kept(folder):
    return [path for path in folder.rglob("proofs") if path.is_file()]


def test_ctrl_c_leaves_a_sentence_and_nobody_behind(begin):
    process = begin("--processes", "2")
    helpers = until(lambda: len(found := helpers_of(process)) == 2 and found)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err.strip().splitlines() == [
        "The check was broken off, so there is no answer. Run it again: with a key given, it goes on where it stood."
    ]
    until(lambda: are_gone(helpers))


def test_a_check_that_is_killed_leaves_nobody_behind_and_goes_on(begin, tmp_path):
    process = begin("--processes", "2")
    helpers = until(lambda: len(found := helpers_of(process)) == 2 and found)
    until(lambda: proofs_kept(tmp_path))
    process.kill()
    process.communicate(timeout=60)
    until(lambda: are_gone(helpers))
    out, err = begin("--processes", "2", "--json").communicate(timeout=120)
    answer = json.loads(out)
    assert (answer["verdict"], err) == ("verified", "")
    assert answer["proofs"]["earlier"] > 0
    assert answer["proofs"]["earlier"] + answer["proofs"]["now"] == 10_000


def test_a_helper_that_is_killed_leaves_a_sentence_and_no_traceback(begin):
    process = begin("--processes", "2")
    helpers = until(lambda: len(found := helpers_of(process)) == 2 and found)
    os.kill(helpers[0], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("A helping process of this check was ended from outside")
    assert len(err.splitlines()) == 1
    until(lambda: are_gone(helpers))
