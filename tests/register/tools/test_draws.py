"""What `evenhand-verify` says of a panel draw."""

import json

import pytest

from evenhand_register import canonical, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import Signer
from evenhand_register.tools.words import of_refusal
from tests.register import gallery, panel
from tests.register.support import counted, named, vectors

VECTORS = vectors("draw.json")
LOGGED = [case for case in VECTORS["cases"] if case["check_logged"]]
KEY = next(word for word in VECTORS["policy"].split() if word.startswith("register.example/evenhand+"))
SIGNER = Signer(vectors("note.json")["keys"][0]["name"], bytes.fromhex(vectors("note.json")["keys"][0]["seed_hex"]))


def case(name):
    return next(found for found in VECTORS["cases"] if found["name"] == name)


@pytest.fixture
def shown(tmp_path):
    """Write a transcript and a policy, and return where they are."""

    def write(name, policy=VECTORS["policy"]):
        (tmp_path / "draw.json").write_bytes(canonical.dumps(case(name)["transcript"]) + b"\n")
        (tmp_path / "trusted").write_text(policy)
        return tmp_path / "draw.json", "--policy", tmp_path / "trusted"

    return write


@pytest.mark.parametrize("found", **named(LOGGED))
def test_each_transcript_is_accepted_or_refused_with_its_code(verify, shown, found):
    code, out, err = verify(*shown(found["name"]))
    assert err == ""
    if found["code"] is None:
        assert (code, out.split(":")[0]) == (0, "VERIFIED")
    else:
        assert code == 1
        assert out.splitlines()[0].endswith(f" [{found['code']}]")


def test_it_is_said_who_was_drawn_by_what_chance_and_what_to_look_up(verify, shown):
    out = verify(*shown("good-beacon"))[1]
    assert "- legal: m-11. If they drop out, in this order: m-01, m-08\n" in out
    assert "- Not to be drawn: m-04 (legal), because “knows a party”\n" in out
    assert (
        "The chance that decided is “03-11-19-28-40-44”, given as “draw of 2026-02-18” of national-lottery.example."
        in out
    )
    assert "It does not show that national-lottery.example gave “03-11-19-28-40-44” for “draw of 2026-02-18”" in out
    assert "if the value is what it is said to be" in out
    assert "No outside value was used" not in out


def test_the_weaker_draw_is_said_to_be_weaker(verify, shown):
    out = verify(*shown("good-cosignatures"))[1]
    assert "- No outside value was used. Whoever ran the draw could ask a witness to sign again" in out
    assert "Nobody chose these people by hand" not in out
    assert "- This pool takes the place of an earlier one" in out


def test_a_witness_that_the_reader_does_not_know_as_independent_is_named(verify, shown):
    code, out, _ = verify(*shown("bad-witness-of-its-own-making"))
    assert code == 1
    assert "relies on the witness friend.example/w9, which your policy does not know as independent" in out
    path = shown("good-beacon")[0]
    code, out, _ = verify(path, "--vkey", KEY)
    assert code == 1
    assert "relies on the witness regulator.example/w1, which your policy does not know as independent" in out


def test_a_policy_that_asks_for_no_witness_is_said_to(verify, shown):
    lines = [line for line in VECTORS["policy"].splitlines() if not line.startswith(("group", "quorum"))]
    code, out, _ = verify(*shown("good-beacon", "\n".join([*lines, "quorum none", ""])))
    assert code == 0
    assert (
        "- Your policy asks for no witness. Those that the pool names, regulator.example/w1, newspaper.example/w2"
        in out
    )
    assert "is your policy's word" not in out


def test_the_answer_for_programs_has_the_draw(verify, shown):
    answer = json.loads(verify(*shown("good-beacon"), "--json")[1])
    assert (answer["what"], answer["index"], answer["pool_index"], answer["draw"]) == ("draw", 37, 30, "appeal-7")
    assert answer["result"] == case("good-beacon")["transcript"]["draw"]["opening"]["facts"]["data"]["result"]
    assert answer["beacon"]["value"] == "03-11-19-28-40-44"


def test_both_heads_of_a_draw_are_remembered_and_held_against_what_comes_later(verify, shown, state):
    assert verify(*shown("good-beacon"))[0] == 0
    assert sorted(int(path.name) for path in state.rglob("heads/*")) == [31, 61]


def test_a_pool_under_a_head_that_contradicts_the_memory_is_refused(verify, shown, tmp_path):
    other = Checkpoint(SIGNER.name, 31, counted(31))
    (tmp_path / "head").write_bytes(note.sign(other.render(), [SIGNER]))
    assert verify(tmp_path / "head", "--vkey", KEY)[0] == 0
    code, out, _ = verify(*shown("good-beacon"))
    assert code == 1
    assert "There are two different lists of 31 entries in this register's name. [E_CONSISTENCY]" in out


def test_a_value_that_was_in_the_log_before_it_could_be_known_is_noted(verify, tmp_path):
    for time, noted in ((panel.NOT_BEFORE - 1, True), (panel.NOT_BEFORE, False)):
        play = panel.Play()
        (tmp_path / "draw.json").write_bytes(play.transcript(play.conduct(), time))
        (tmp_path / "trusted").write_bytes(gallery.policy())
        out = verify(tmp_path / "draw.json", "--policy", tmp_path / "trusted")[1]
        assert ("so it was known, or chosen, earlier than the pool says" in out) is noted


@pytest.mark.parametrize("code", ["E_DRAW_LATE", "E_DRAW_SEED", "E_DRAW_RESULT"])
def test_what_a_refused_draw_means_is_said(code):
    (sentence,) = of_refusal(code)
    assert sentence.endswith(".")


def test_garbage_that_calls_itself_a_transcript_is_refused(verify, tmp_path):
    path = tmp_path / "draw.json"
    path.write_text('{"v":"evenhand.transcript/v1"}')
    code, out, _ = verify(path, "--vkey", KEY)
    assert (code, out.splitlines()[0].endswith("[E_DRAW_FORMAT]")) == (1, True)
    assert verify(path)[0] == 1
