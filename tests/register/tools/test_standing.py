"""A check that was broken off goes on where the proofs stood, and only if the register is still the same."""

import io
import json
import re

import pytest

from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.tools.check import Request, answer
from evenhand_register.tools.memory import Memory
from evenhand_register.tools.standing import Standing
from evenhand_register.tools.whole import Means, Plan
from tests.register.counting import CountedLog, counted_log, counting_document
from tests.register.support import Log

KEY = Log().signer.vkey
COUNTED = 500


class Interrupt(io.StringIO):
    """A terminal at which somebody presses Ctrl-C as soon as so many entries are done."""

    def __init__(self, done):
        super().__init__()
        self.done = done

    def write(self, text):
        shown = re.search(r"\] ([0-9]+) of", text)
        if shown and int(shown[1]) >= self.done:
            raise KeyboardInterrupt
        return super().write(text)


class Clock:
    """Each look at it is three seconds after the last."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        self.at += 3
        return self.at


@pytest.fixture(scope="module")
def large():
    """More entries than are checked in one go."""
    log = CountedLog()
    log.add("scheme", counting_document())
    for _ in range(COUNTED):
        log.count("outcome", "out/closed")
    return log


def means(terminal=None):
    return Means(1, lambda below: below - 1, Clock(), terminal)


def check(folder, state, terminal=None, plan=None):
    request = Request(str(folder), vkey=KEY, **({"plan": plan} if plan else {}))
    return answer(request, Memory(state), means(terminal))[0]


def break_off(folder, state, done=400):
    with pytest.raises(KeyboardInterrupt):
        check(folder, state, Interrupt(done))


def proofs_of(found):
    return found.details["proofs"]["earlier"], found.details["proofs"]["now"]


def kept(state):
    return next(path for path in state.rglob("proofs") if path.is_file())


def copy_of(log):
    return CountedLog(**{**vars(log), "entries": list(log.entries), "openings": list(log.openings)})


def test_a_check_that_was_broken_off_goes_on_where_it_stood(large, publish, state):
    folder = publish(large.published())
    break_off(folder, state)
    assert b"\nsize 256\n" in kept(state).read_bytes()
    found = check(folder, state)
    assert (found.verdict, *proofs_of(found)) == (0, 255, COUNTED - 255)
    assert any("255 of them were checked before, on this computer" in line for line in found.checked)
    assert found.warnings == []
    again = check(folder, state)
    assert proofs_of(again) == (COUNTED, 0)
    assert proofs_of(check(folder, state, plan=Plan(again=True))) == (0, COUNTED)


def test_a_second_check_proves_only_what_is_new(large, publish, state):
    assert proofs_of(check(publish(large.published()), state)) == (0, COUNTED)
    grown = copy_of(large)
    for _ in range(3):
        grown.count("intake", "in/harm")
    assert proofs_of(check(publish(grown.published(), "grown"), state)) == (COUNTED, 3)
    grown.forge({"received": 2})
    found = check(publish(grown.published(), "lying"), state)
    assert (found.verdict, found.code) == (1, "E_ENTRY_PROOF")


@pytest.mark.parametrize("place", [5, 300, 450])
def test_a_register_exchanged_while_its_check_was_broken_off_is_refused(large, publish, state, place):
    """Before what was checked, after it, and where the entries checked are still the same."""
    break_off(publish(large.published()), state)
    other = copy_of(large)
    other.entries[place] = other.entries[place].replace(b"2026-W10", b"2026-W09")
    found = check(publish(other.published(), "other"), state)
    assert (found.verdict, found.code) == (1, "E_CONSISTENCY")
    assert str(kept(state)) in found.meaning[0], "where the evidence lies is said"
    shorter = copy_of(large)
    del shorter.entries[420:], shorter.openings[420:]
    found = check(publish(shorter.published(), "shorter"), state)
    assert (found.verdict, found.code) == (1, "E_CONSISTENCY")


def test_a_lie_put_into_a_register_in_between_inherits_nothing(large, publish, state):
    """With its own key a register may be another; what was checked of the first does not count for it."""
    assert check(publish(large.published()), state).verdict == 0
    record = kept(state).read_bytes()
    for path in state.rglob("heads/*"):
        path.unlink()
    lying = CountedLog()
    lying.add("scheme", counting_document())
    lying.forge({"received": 2})
    for _ in range(3):
        lying.count("outcome", "out/closed")
    lying.signer_number = 1
    request = Request(str(publish(lying.published(), "lying")), vkey=lying.signer.vkey)
    found = answer(request, Memory(state), means())[0]
    assert (found.verdict, found.code) == (1, "E_ENTRY_PROOF")
    assert kept(state).read_bytes() == record


DAMAGE = {
    "empty": lambda _raw: b"",
    "garbage": lambda _raw: b"\xff\x00 garbage\n\n\n",
    "cut": lambda raw: raw[:40],
    "without the head": lambda raw: raw.partition(b"\n\n")[0] + b"\n\n",
    "more entries": lambda raw: raw.replace(b"\nsize 31\n", b"\nsize 32\n"),
    "fewer entries": lambda raw: raw.replace(b"\nsize 31\n", b"\nsize 30\n"),
    "more than there are": lambda raw: raw.replace(b"\nsize 31\n", b"\nsize 99999\n"),
    "a number with a sign": lambda raw: raw.replace(b"\nsize 31\n", b"\nsize +31\n"),
    "another root": lambda raw: raw.replace(b"\nroot ", b"\nroot AAAA", 1),
    "another format": lambda raw: raw.replace(b"proofs/v1", b"proofs/v2"),
    "a flipped signature": lambda raw: raw[:-6] + bytes([raw[-6] ^ 1]) + raw[-5:],
    "a long one": lambda raw: raw * 1000,
}


@pytest.fixture(scope="module")
def short():
    log = CountedLog()
    log.add("scheme", counting_document())
    for _ in range(30):
        log.count("outcome", "out/nothing")
    return log


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_memory_costs_a_new_start_and_says_so(short, publish, state, damage):
    folder = publish(short.published())
    assert check(folder, state).warnings == []
    path = kept(state)
    damaged = DAMAGE[damage](path.read_bytes())
    assert damaged != path.read_bytes()
    path.write_bytes(damaged)
    found = check(folder, state)
    assert (found.verdict, *proofs_of(found)) == (0, 0, 30)
    assert found.warnings == [f"What was remembered in {path} cannot be used, so every proof was checked anew."]
    assert check(folder, state).warnings == []


def test_whoever_writes_to_the_memory_is_believed_unless_all_is_asked_for_again(publish, state):
    """It is the reader's own folder, as the threat model says: the key is taken from there too."""
    log = counted_log(periods=1)
    log.forge({"received": 2})
    folder, memory = publish(log.published()), Memory(state)
    root = Checkpoint.parse(note.parse(log.head()).text).root
    memory.keep_proofs(log.origin, Standing(len(log.entries), root, log.head()).render())
    assert check(folder, state).verdict == 0
    assert check(folder, state, plan=Plan(again=True)).code == "E_ENTRY_PROOF"


def test_nothing_is_kept_under_a_key_from_beside(large, publish, state):
    folder = publish(large.published())
    request = Request(str(folder))
    assert answer(request, Memory(state), means())[0].verdict == 0
    assert not state.exists()


def test_an_answer_does_not_depend_on_whether_the_proofs_can_be_remembered(short, publish, state):
    state.parent.mkdir()
    state.write_text("a file where the folder should be")
    found = check(publish(short.published()), state)
    assert found.verdict == 0
    assert any("How far the proofs were checked could not be remembered" in line for line in found.warnings)


def test_breaking_off_is_said_in_a_sentence_by_exit_code_two(verify, publish, monkeypatch, short):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("evenhand_register.tools.verify.answer", interrupted)
    code, out, err = verify(publish(short.published()), "--vkey", KEY)
    assert (code, out) == (2, "")
    assert err.strip() == (
        "The check was broken off, so there is no answer. Run it again: with a key given, it goes on where it stood."
    )


def test_the_line_on_a_terminal_says_what_is_left(large, publish, state):
    terminal = io.StringIO()
    check(publish(large.published()), state, terminal)
    lines = terminal.getvalue().split("\r")
    assert any("of 501 entries, about " in line and line.rstrip().endswith(" left") for line in lines)
    assert lines[-1] == ""
    assert lines[-2].isspace(), "it is taken away again"


def test_a_program_reads_how_many_proofs_were_checked(verify, publish, short):
    folder = publish(short.published())
    assert json.loads(verify(folder, "--vkey", KEY, "--json")[1])["proofs"] == {
        "checked": "all",
        "earlier": 0,
        "now": 30,
    }
    answered = json.loads(verify(folder, "--json")[1])
    assert (answered["proved"], answered["proofs"]) == (30, {"checked": "all", "earlier": 30, "now": 0})
