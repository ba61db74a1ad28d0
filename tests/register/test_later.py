"""What later parts will check, this version neither accepts nor refuses: exit code 2, and the word "verified" never falls."""

import pytest

from evenhand_register import canonical
from evenhand_register.tools.verify import main

from .support import named, vectors
from .test_audit import KEY


@pytest.fixture
def verify(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder, and return the exit code and what was printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def run(*arguments):
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def is_left_open(answer):
    code, out, err = answer
    return (
        code == 2 and "VERIFIED" not in out and "not" in err and "yet" in err and err.endswith(". [NOT_SUPPORTED]\n")
    )


@pytest.mark.parametrize("case", **named(vectors("draw.json")["cases"]))
def test_a_panel_draw_is_left_open(verify, tmp_path, case):
    (tmp_path / "draw.json").write_bytes(canonical.dumps(case["transcript"]))
    assert is_left_open(verify("draw.json", "--vkey", KEY))
