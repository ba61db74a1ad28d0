"""The witness protocol, both sides of it, without a network."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import cosignature, note, tree, witness
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.cosignature import Cosigner
from evenhand_register.keys import Signer, VerifierKey
from evenhand_register.witness import AddCheckpoint, Answer, Evidence, SetBackError, WitnessError

from .support import Leaves, Log, code_of, counted, small_log, unhurried, vectors

VECTORS = vectors("witness.json")
LOGS = [VerifierKey.parse(vkey) for vkey in VECTORS["logs"]]
OWN = Cosigner(VECTORS["witness"]["name"], bytes.fromhex(VECTORS["witness"]["seed_hex"]))
COSIGNER = Cosigner("w.example/1", counted(7001))


@dataclass
class Witness:
    """A witness in memory: examines, decides, stores."""

    logs: list[VerifierKey]
    cosigner: Cosigner = COSIGNER
    now: int = 1_774_225_600
    records: dict[str, witness.Recorded] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    asked: list[AddCheckpoint] = field(default_factory=list)

    def add(self, body: bytes) -> Answer:
        found = witness.examine(body, self.logs)
        if isinstance(found, Answer):
            return found
        origin = found.head.origin
        decided = witness.decide(found, self.records.get(origin, witness.NOTHING), [self.cosigner], self.now)
        if decided.record is not None:
            self.records[origin] = decided.record
        if decided.evidence is not None:
            self.evidence.append(decided.evidence)
        return decided.answer

    def send(self, body: bytes) -> tuple[int, bytes]:
        self.asked.append(witness.parse(body))
        found = self.add(body)
        return found.status, found.body


def watching(log: Log, **changes) -> Witness:
    return Witness([log.signer.verifier], **changes)


def submission(log: Log, old: int, size: int | None = None, **parts) -> bytes:
    count = len(log.entries) if size is None else size
    proof = tree.prove_consistency(Leaves(log.entries), old, count) if old <= count else []
    given = {"old": old, "proof": tuple(proof), "checkpoint": log.head(count), **parts}
    return AddCheckpoint(**given).render()


def ask(log: Log, send, remembered=0, keys=(COSIGNER.verifier,), size=None):
    return witness.ask(log.head(size), Leaves(log.entries), send, keys, remembered)


# The published vectors


@pytest.mark.parametrize("sequence", VECTORS["sequences"], ids=["a log", "an empty log"])
def test_a_witness_answers_as_the_vectors_say(sequence):
    held = Witness(LOGS, OWN)
    for step in sequence:
        held.now = step["time"]
        found = held.add(step["body"].encode())
        assert found.status == step["status"], step["name"]
        if "response" in step:
            assert found.body.decode() == step["response"], step["name"]
        if "content_type" in step:
            assert found.content_type == step["content_type"], step["name"]


def test_what_of_the_vectors_is_evidence_against_the_log():
    held = Witness(LOGS, OWN)
    against = {}
    for step in (step for sequence in VECTORS["sequences"] for step in sequence):
        if step["name"] == "empty tree with a false root":
            held.records.clear()
        held.now, before = step["time"], len(held.evidence)
        held.add(step["body"].encode())
        if len(held.evidence) > before:
            against[step["name"]] = held.evidence[-1].value
    assert against == {
        "proof given where none is due": "unproved",
        "wrong proof": "unproved",
        "proof missing": "unproved",
        "same size, other root (split view)": "contradiction",
        "same size, proof not empty": "unproved",
        "empty tree with a false root": "contradiction",
    }


def test_key_and_paths_are_those_of_the_vectors():
    assert OWN.vkey == VECTORS["witness"]["vkey"]
    assert Cosigner.parse(OWN.secret_text) == OWN
    assert witness.monitoring_path(LOGS[0].name) == VECTORS["monitor_path"]


# What a request is


@pytest.mark.parametrize("step", [step for steps in VECTORS["sequences"] for step in steps if step["status"] == 200])
def test_a_request_is_written_as_it_is_read(step):
    body = step["body"].encode()
    assert witness.parse(body).render() == body


@unhurried
@given(st.binary() | st.text(st.sampled_from("old 0123\nA=")).map(str.encode))
def test_garbage_is_no_request(raw):
    assert code_of(lambda: witness.parse(raw)) in (None, "E_WITNESS_FORMAT")
    assert witness.examine(raw, LOGS).status == 400


def test_a_body_over_one_mebibyte_is_refused():
    body = submission(small_log(), 0)
    assert witness.examine(body.ljust(witness.MAX_BYTES + 1, b"x"), [small_log().signer.verifier]).status == 400


@pytest.mark.parametrize(("old", "size"), [(2**63, 9), (2**63 - 1, 9)], ids=["no size", "larger than the head"])
def test_an_impossible_old_size_is_a_bad_request(old, size):
    log = small_log(size)
    assert watching(log).add(submission(log, old)).status == 400


# What a witness signs, and what it does not


def test_each_head_that_grows_is_cosigned_over_its_own_text():
    log, held = small_log(), watching(small_log())
    for old, size in ((0, 0), (0, 1), (1, 5), (5, 5), (5, 9)):
        answer = held.add(submission(log, old, size))
        assert answer.status == 200
        record = held.records[log.origin]
        signed = note.verify(note.parse(record.note), [log.signer.verifier, COSIGNER.verifier])
        assert signed == {log.signer.verifier: (None,), COSIGNER.verifier: (held.now,)}
        assert Checkpoint.parse(note.parse(record.note).text).size == record.size == size
        assert record.note.endswith(answer.body)


def test_the_kept_note_has_each_line_of_the_log_once_and_no_stranger():
    log = small_log()
    found = note.parse(log.head())
    stranger = note.Signature("stranger.example", b"1234", bytes(64))
    crowded = note.Note(found.text, (stranger, *found.signatures * 60, stranger)).render()
    held = watching(log)
    assert held.add(submission(log, 0, checkpoint=crowded)).status == 200
    assert [line.name for line in note.parse(held.records[log.origin].note).signatures] == [log.origin, "w.example/1"]


def test_one_bad_line_of_a_known_key_refuses_the_head():
    log = small_log()
    found = note.parse(log.head())
    bad = note.Signature(log.origin, log.signer.verifier.key_id, bytes(64))
    body = submission(log, 0, checkpoint=note.Note(found.text, (*found.signatures, bad)).render())
    assert watching(log).add(body).status == 403


def test_another_logs_trusted_key_does_not_sign_for_this_one():
    log, other = small_log(), Signer("other.example/log", counted(7002))
    held = Witness([log.signer.verifier, other.verifier])
    assert held.add(submission(log, 0, checkpoint=note.sign(note.parse(log.head()).text, [other]))).status == 403


def test_during_a_change_of_keys_either_key_is_enough():
    log, new = small_log(), Signer(small_log().origin, counted(7003))
    both = note.sign(note.parse(log.head()).text, [log.signer, new])
    for keys in ([log.signer.verifier], [new.verifier], [log.signer.verifier, new.verifier]):
        assert Witness(keys).add(submission(log, 0, checkpoint=both)).status == 200


def test_the_witness_says_nothing_at_a_time_before_its_last_word():
    log, held = small_log(), watching(small_log())
    assert held.add(submission(log, 0, 5)).status == 200
    before = dict(held.records)
    held.now -= 1
    assert held.add(submission(log, 5)).status == 503
    assert held.records == before
    assert not held.evidence
    held.now = 0
    assert watching(log, now=0).add(submission(log, 0)).status == 503


@dataclass
class Forked:
    """One key that signs two histories, alike up to the fifth entry."""

    logs: tuple[Log, Log]

    @classmethod
    def make(cls) -> "Forked":
        left, right = small_log(12), small_log(5)
        while len(right.entries) < 12:
            right.add("event", {"act": "never happened", "number": len(right.entries)})
        return cls((left, right))

    def are_one_history(self, heads) -> bool:
        roots = [{(size, tree.root(Leaves(log.entries), size)) for size in range(13)} for log in self.logs]
        return any(set(heads) <= side for side in roots)


FORKED = Forked.make()


@unhurried
@given(st.lists(st.tuples(st.sampled_from([0, 1]), st.integers(0, 12), st.integers(0, 12), st.booleans())))
def test_whatever_it_is_asked_a_witness_signs_one_history_only(attempts):
    held, heads = watching(FORKED.logs[0]), []
    for side, old, size, honest in attempts:
        held.now += 1
        recorded = held.records.get(FORKED.logs[0].origin, witness.NOTHING).size
        answer = held.add(submission(FORKED.logs[side], recorded if honest else old, size))
        record = held.records.get(FORKED.logs[0].origin, witness.NOTHING)
        if answer.status == 200:
            heads.append((record.size, record.root))
        assert record.size >= recorded
    assert FORKED.are_one_history(heads)
    assert [size for size, _ in heads] == sorted(size for size, _ in heads)


# How a log asks


def test_a_log_that_remembers_nothing_is_told_and_proves_its_growth():
    log, held = small_log(), watching(small_log())
    assert ask(log, held.send, size=5).size == 5
    found = ask(log, held.send)
    assert (found.size, [line.name for line in found.lines]) == (9, ["w.example/1"])
    assert [asked.old for asked in held.asked] == [0, 0, 5]
    whole = witness.add_lines(log.head(), found.lines)
    assert note.verify(note.parse(whole), [COSIGNER.verifier]) == {COSIGNER.verifier: (held.now,)}


def test_a_log_that_remembers_asks_once():
    log, held = small_log(), watching(small_log())
    ask(log, held.send, size=5)
    ask(log, held.send, remembered=5)
    assert [asked.old for asked in held.asked] == [0, 5]


def test_a_witness_that_has_seen_more_is_an_alarm_of_its_own():
    log, held = small_log(), watching(small_log())
    ask(log, held.send)
    with pytest.raises(SetBackError) as caught:
        ask(small_log(5), held.send)
    assert (caught.value.code, caught.value.seen) == ("E_GUARD", 9)
    with pytest.raises(SetBackError):
        ask(small_log(5), held.send, remembered=9)


def test_a_witness_that_has_seen_a_later_head_of_the_same_log_is_no_alarm():
    log, held = small_log(), watching(small_log())
    ask(log, held.send)
    for remembered in (0, 9):
        with pytest.raises(WitnessError, match="signs no earlier one"):
            witness.ask(log.head(5), Leaves(log.entries), held.send, [COSIGNER.verifier], remembered, tree_size=9)
    with pytest.raises(SetBackError):
        witness.ask(log.head(5), Leaves(log.entries), held.send, [COSIGNER.verifier], tree_size=8)


def test_a_log_that_was_rewritten_is_told_so_with_422():
    held = watching(FORKED.logs[0])
    ask(FORKED.logs[0], held.send, size=9)
    with pytest.raises(WitnessError) as caught:
        ask(FORKED.logs[1], held.send)
    assert (caught.value.code, caught.value.status) == ("E_WITNESS", 422)
    assert "find out why at once" in caught.value.sentence


def good_line(text: str, time: int = 5, key: Cosigner = COSIGNER) -> bytes:
    return note.Signature(key.name, key.verifier.key_id, key.cosign(text, time)).render().encode()


def test_only_lines_that_verify_are_kept_and_one_for_each_key():
    log = small_log()
    text = note.parse(log.head()).text
    second, stranger = Cosigner("w.example/2", counted(7004)), Cosigner("s.example", counted(7005))
    sent = b"".join(
        [
            b"rubbish\n\xff\n\n",
            good_line(text, key=stranger),
            good_line("another text\n"),
            note.Signature("w.example/1", COSIGNER.verifier.key_id, bytes(72)).render().encode(),
            good_line(text, 5),
            good_line(text, 6),
            good_line(text, 7, second),
        ]
    )
    found = ask(log, lambda _: (200, sent), keys=[COSIGNER.verifier, second.verifier])
    assert [cosignature.verify(text, COSIGNER.verifier, line.blob) for line in found.lines[:1]] == [5]
    assert [line.name for line in found.lines] == ["w.example/1", "w.example/2"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"\xe2\x80\x94 w.example/1 AAAA\n" * 10_000),
        (404, b"no"),
        (403, b"no"),
        (409, b"five\n"),
        (409, b"05\n"),
        (409, b"9" * 10**6),
        (409, b"0\n"),
        (422, b"no"),
        (500, b""),
        (503, b""),
    ],
)
def test_a_witness_that_answers_nonsense_gives_no_signature(status, body):
    asked = []

    def send(request):
        asked.append(request)
        return status, body

    with pytest.raises(WitnessError) as caught:
        ask(small_log(), send)
    assert caught.value.status == status
    assert caught.value.sentence.endswith(".")
    assert len(asked) <= 3


def test_more_lines_than_a_note_can_have_are_refused():
    line = note.Signature("w.example/1", b"1234", bytes(72))
    assert code_of(lambda: witness.add_lines(small_log().head(), [line] * 64)) == "E_NOTE_FORMAT"
