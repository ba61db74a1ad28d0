"""What later parts will check, this version neither accepts nor refuses: exit code 2, and the word "verified" never falls."""

import json

import pytest

from evenhand_register import canonical
from evenhand_register.entry import Entry
from evenhand_register.tools.verify import main

from .support import b64, named, vectors
from .test_audit import KEY, published_log


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


@pytest.mark.parametrize("case", **named(vectors("statement.json")["cases"]))
def test_a_statement_is_left_open(verify, tmp_path, case):
    statement = case["statements"][-1]["opening"]["facts"]["data"]
    (tmp_path / "statement.json").write_text(json.dumps({**statement, "v": "evenhand.statement/v1"}))
    assert is_left_open(verify("statement.json", "--vkey", KEY))


def publish(folder, files):
    for path, raw in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)


@pytest.mark.parametrize("case", **named(vectors("tally.json")["good"] + vectors("tally.json")["bad"]))
def test_a_register_with_counted_entries_is_left_open_whatever_their_proofs(verify, tmp_path, case):
    counted = Entry(
        "intake", "2026-W12", b64(case["record"]), b64(case["scheme"]), b64(case["tally"]), b64(case["proof"])
    )
    publish(tmp_path / "published", published_log(counted.render().decode()))
    answer = verify("published", "--vkey", KEY)
    if case.get("lie") == "proof of another scheme":
        assert answer[0] == 1, "the scheme that it cites is not in the log, which can be seen already"
    else:
        assert is_left_open(answer)
