import json
import subprocess
import sys

import pytest

from evenhand_register.tools.answers import plain
from tests.register.support import ASSETS, small_log

GALLERY = ASSETS / "gallery"
LIES = json.loads((GALLERY / "lies.json").read_text())
KEY = small_log().signer.vkey


@pytest.mark.parametrize("name", LIES)
def test_each_lie_is_refused_with_its_code_in_brackets_at_the_end(verify, name):
    head = [] if LIES[name]["head"] is None else ["--head", GALLERY / LIES[name]["head"]]
    code, out, err = verify(GALLERY / name, "--vkey", KEY, *head)
    if LIES[name]["code"] is None:
        assert (code, out.split(":")[0], err) == (0, "VERIFIED", "")
    else:
        assert (code, err) == (1, "")
        assert out.splitlines()[0].endswith(f". [{LIES[name]['code']}]")


@pytest.mark.parametrize("name", LIES)
def test_the_answer_for_programs_says_the_same(verify, name):
    head = [] if LIES[name]["head"] is None else ["--head", GALLERY / LIES[name]["head"]]
    code, out, _ = verify(GALLERY / name, "--vkey", KEY, "--json", *head)
    answer = json.loads(out)
    assert answer["exit"] == code
    assert answer["code"] == LIES[name]["code"]
    assert answer["key"] == {"source": "given", "log_keys": [KEY]}


def test_a_key_beside_is_told_to_programs_too(verify):
    answer = json.loads(verify(GALLERY / "good", "--json")[1])
    assert answer["key"]["source"] == "beside"
    assert answer["warnings"][0].startswith("The key came from what is being checked")


def test_the_words_say_that_no_outside_witness_was_required(verify):
    for subject in ("good", "head-9", "receipt.json"):
        assert "- No outside witness was required: " in verify(GALLERY / subject, "--vkey", KEY)[1]
    for subject in ("good", "head-9-cosigned", "receipt.json"):
        assert "witness was required" not in verify(GALLERY / subject, "--policy", GALLERY / "policy")[1]


def test_the_command_is_installed_and_runs_where_no_letter_can_be_printed():
    done = subprocess.run(
        [sys.executable, "-m", "evenhand_register.tools.verify", str(GALLERY / "receipt.json"), "--vkey", KEY],
        env={"PYTHONIOENCODING": "ascii", "XDG_STATE_HOME": "/nonexistent"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"\\u201cA complaint arrives\\u201d" in done.stdout


@pytest.mark.parametrize("options", [[], ["x", "--vkey", "a", "--policy", "b"], ["x", "--no-such-option"]])
def test_misuse_is_answered_with_two(verify, options, capsys):
    with pytest.raises(SystemExit) as caught:
        verify(*options)
    assert caught.value.code == 2
    assert "usage: evenhand-verify" in capsys.readouterr().err


def test_what_is_printed_stays_on_its_line():
    assert plain("a\x1b[2J\n\u202e\u2028\x9b\x7f\u200b é") == "a\ufffd[2J\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd é"
    assert len(plain("a" * 10**6)) < 5000
