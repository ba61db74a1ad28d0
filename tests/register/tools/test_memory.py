import pytest

from evenhand_register.tools.memory import Memory, state_folder
from tests.register.gallery import exchange_entries, policy
from tests.register.support import ORIGIN, small_log

KEY = small_log().signer.vkey


def other_history(entries=9):
    log = small_log(entries)
    exchange_entries(log)
    return log.published()


def remembered(state):
    return sorted(str(path.relative_to(state).name) for path in state.rglob("*") if path.is_file())


def test_a_key_that_was_given_is_remembered_with_the_head(verify, publish, state):
    folder = publish(small_log().published())
    assert verify(folder, "--vkey", KEY)[0] == 0
    assert remembered(state) == ["9", "origin", "policy"]
    assert Memory(state).policy(ORIGIN) == f"log {KEY}\nquorum none\n".encode()
    assert verify(folder)[1].startswith("VERIFIED")


def test_a_policy_that_was_given_is_remembered_whole(verify, publish, state, tmp_path):
    (tmp_path / "mine").write_bytes(policy())
    log = small_log()
    assert verify(publish(log.published()), "--policy", tmp_path / "mine")[0] == 1
    assert not state.exists(), "nothing is remembered of a check that failed"
    assert verify(publish(log.published(), "again"), "--vkey", KEY)[0] == 0
    assert Memory(state).policy(ORIGIN) != policy()


def test_a_key_beside_what_it_signs_is_never_remembered(verify, publish, state):
    code, out, _ = verify(publish(small_log().published()))
    first = "The key came from what is being checked: this shows only that it agrees with itself."
    assert (code, out.splitlines()[0]) == (0, first)
    assert not state.exists()


def test_a_remembered_key_comes_before_the_one_beside(verify, publish):
    assert verify(publish(small_log().published()), "--vkey", KEY)[0] == 0
    forged = small_log()
    forged.signer_number = 1
    code, out, _ = verify(publish(forged.published(), "forged"))
    assert code == 1
    assert out.startswith("NOT VERIFIED: None of the keys that you trust has signed this. [E_NOTE_UNSIGNED]")


def test_a_register_that_was_set_back_is_found_out(verify, publish, state):
    assert verify(publish(small_log().published()), "--vkey", KEY)[0] == 0
    code, out, _ = verify(publish(small_log(5).published(), "older"))
    assert code == 1
    assert "shows 5 entries now, and showed 9 before. [E_CONSISTENCY]" in out
    assert str(state) in out, "where the evidence lies is said"
    assert remembered(state) == ["9", "origin", "policy"], "what contradicts the memory does not replace it"


def test_a_register_with_another_history_is_found_out(verify, publish):
    assert verify(publish(small_log(5).published()), "--vkey", KEY)[0] == 0
    code, out, _ = verify(publish(other_history(), "other"))
    assert code == 1
    assert "The first 5 entries are not the ones that were shown before. [E_CONSISTENCY]" in out


def test_giving_the_key_again_does_not_forgive_another_history(verify, publish):
    assert verify(publish(small_log().published()), "--vkey", KEY)[0] == 0
    assert verify(publish(other_history(), "other"), "--vkey", KEY)[0] == 1


def test_a_receipt_holds_the_published_register_to_its_head(verify, publish, tmp_path):
    (tmp_path / "receipt.json").write_bytes(small_log(5).receipt(1))
    assert verify(tmp_path / "receipt.json", "--vkey", KEY)[0] == 0
    assert verify(publish(small_log().published()))[0] == 0
    assert verify(publish(other_history(), "other"))[0] == 1


def test_a_receipt_of_a_head_that_contradicts_the_memory_is_refused(verify, publish, tmp_path):
    assert verify(publish(small_log().published()), "--vkey", KEY)[0] == 0
    forged = small_log()
    forged.add("event", {"act": "never happened"})
    del forged.entries[4], forged.openings[4]
    (tmp_path / "receipt.json").write_bytes(forged.receipt(1))
    code, out, _ = verify(tmp_path / "receipt.json")
    assert code == 1
    assert "[E_CONSISTENCY]" in out


def test_heads_of_a_key_that_no_longer_counts_are_left_alone(verify, publish, state):
    assert verify(publish(small_log().published()), "--vkey", KEY)[0] == 0
    other = small_log(5)
    other.signer_number = 1
    code, out, _ = verify(publish(other.published(), "other"), "--vkey", other.signer.vkey)
    assert code == 0
    assert "Another key or policy was remembered for this register: this one takes its place." in out
    assert remembered(state) == ["5", "9", "origin", "policy"]


def test_a_memory_that_was_damaged_says_what_to_delete(verify, publish, state):
    folder = publish(small_log().published())
    assert verify(folder, "--vkey", KEY)[0] == 0
    head = next(path for path in state.rglob("9") if path.is_file())
    head.write_bytes(head.read_bytes().replace(b"\n9\n", b"\n8\n"))
    code, out, err = verify(folder)
    assert (code, out) == (2, "")
    assert str(head) in err
    (head.parent.parent / "policy").write_text("rubbish")
    code, out, err = verify(folder)
    assert (code, out) == (2, "")
    assert err.startswith(f"The key remembered for {ORIGIN} is damaged, so give it again")


def test_an_answer_does_not_depend_on_whether_it_can_be_remembered(verify, publish, state):
    state.parent.mkdir()
    state.write_text("a file where the folder should be")
    code, out, _ = verify(publish(small_log().published()), "--vkey", KEY)
    assert code == 0
    assert "could not be remembered" in out


@pytest.mark.parametrize(("environment", "parts"), [({"XDG_STATE_HOME": "/s"}, 2), ({"XDG_STATE_HOME": ""}, 5)])
def test_the_memory_is_in_the_state_folder(environment, parts, monkeypatch):
    monkeypatch.setenv("HOME", "/h")
    folder = state_folder(environment)
    assert folder.name == "evenhand-verify"
    assert (
        len(folder.parts) == parts + 1
        if parts == 2
        else folder.parts[-4:] == ("h", ".local", "state", "evenhand-verify")
    )
