"""The shipped unit of a witness: what systemd says of it, and that it starts."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.deploy.units import DEPLOY, needed

UNIT = "evenhand-witness.service"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="systemd is on Linux alone")


def text() -> str:
    return (DEPLOY / UNIT).read_text(encoding="utf-8").replace("/opt/evenhand/.venv", sys.prefix)


@LINUX
@pytest.mark.parametrize(
    "asked", [["verify", "--man=no"], ["security", "--offline=true", "--threshold=20", "--no-pager"]]
)
def test_systemd_finds_no_fault_with_the_unit_of_a_witness(tmp_path, asked):
    (tmp_path / UNIT).write_text(text().replace("/opt/evenhand", str(ROOT)))
    command = [needed("systemd-analyze", "systemd"), *asked, f"./{UNIT}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_unit_starts_serves_and_ends_when_told_to(tmp_path):
    (command,) = (line.removeprefix("ExecStart=") for line in text().splitlines() if line.startswith("ExecStart="))
    state = str(tmp_path / "witness")
    words = [{"/var/lib/evenhand-witness": state, "8433": "0"}.get(word, word) for word in command.split()]
    with subprocess.Popen([*words, "--name", "w.example/1"], stdout=subprocess.PIPE, text=True, env={}) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("The key of this witness, to be published: w.example/1+")
        assert process.stdout.readline().startswith("Listening at http://127.0.0.1:")
        process.terminate()
    assert process.returncode == 0
