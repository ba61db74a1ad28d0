from pathlib import Path

import pytest

from evenhand_register.tools.verify import main


@pytest.fixture
def state(tmp_path, monkeypatch):
    """The folder that the command remembers things in, empty at first."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "evenhand-verify"


@pytest.fixture
def verify(state, capsys):
    """Run the command, and return its exit code and what it printed."""
    assert not state.exists()

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def publish(tmp_path):
    """Write the files of a register to a folder."""

    def write(files, name="published"):
        folder: Path = tmp_path / name
        for path, raw in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)
        return folder

    return write
