"""What a witness keeps on its disk."""

import os
import sqlite3
import stat
from contextlib import closing

import pytest

from evenhand_register import note, witness
from evenhand_register.cosignature import Cosigner
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tools import witness_heads
from evenhand_register.tools.sources import UsageError
from evenhand_register.tools.witness_folder import EVIDENCE_LIMIT, WitnessFolder
from evenhand_register.witness import Evidence
from tests.register.support import small_log

from .witnesses import COSIGNER, folder, submission

LOG = small_log()


def examined(log=LOG, old=0, size=9) -> witness.Submission:
    found = witness.examine(submission(log, old, size), [log.signer.verifier])
    assert isinstance(found, witness.Submission)
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "witness"


def test_a_new_folder_has_a_key_that_only_its_owner_can_read(path):
    made = folder(path)
    assert stat.S_IMODE((path / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert Cosigner.parse((path / "key").read_text().strip()) == made.cosigner == COSIGNER
    assert (path / "vkey").read_text() == f"{COSIGNER.vkey}\n"
    assert WitnessFolder.open(path, None, os.urandom).cosigner == COSIGNER
    assert sorted(file.name for file in path.iterdir()) == ["evidence", "heads.sqlite3", "key", "vkey"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: (path / "key").chmod(0o640), "chmod 600"),
        (lambda path: (path / "key").write_text("PRIVATE+KEY+rubbish"), "not the key of a witness"),
        (lambda path: (path / "key").write_bytes(b"\xff"), "not the key of a witness"),
        (lambda path: (path / "key").write_text(f"{LOG.signer.secret_text}\n"), "not the key of a witness"),
    ],
)
def test_a_key_that_is_not_safe_is_not_used(path, spoil, sentence):
    folder(path)
    spoil(path)
    with pytest.raises(UsageError, match=sentence):
        WitnessFolder.open(path, None, os.urandom)


@pytest.mark.parametrize("content", [None, b"", b"rubbish" * 1000])
def test_a_key_whose_memory_is_lost_never_signs_again(path, content):
    made = folder(path)
    (path / "heads.sqlite3").unlink()
    if content is not None:
        (path / "heads.sqlite3").write_bytes(content)
    with pytest.raises(UsageError, match="must not sign again"):
        WitnessFolder.open(path, None, os.urandom).heads()
    with pytest.raises(UsageError, match="must not sign again"):
        made.heads()


def test_a_head_on_the_disk_never_goes_back_whatever_the_program_does(path):
    with closing(folder(path).heads()) as heads:
        decision, before = heads.submit(examined(), [COSIGNER], lambda: 7)
        assert (decision.answer.status, before) == (200, witness.NOTHING)
    with closing(sqlite3.connect(path / "heads.sqlite3")) as database:
        for statement in (
            "UPDATE heads SET size = size - 1",
            "UPDATE heads SET time = 6",
            "UPDATE heads SET origin = 'other'",
            "DELETE FROM heads",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(statement)


def test_nothing_is_stored_when_the_decision_fails(path):
    def broken():
        raise RuntimeError

    with closing(folder(path).heads()) as heads:
        with pytest.raises(RuntimeError):
            heads.submit(examined(), [COSIGNER], broken)
        assert heads.all() == []
        assert heads.submit(examined(), [COSIGNER], lambda: 7)[0].answer.status == 200


def test_logs_are_trusted_by_key_once_and_never_by_a_wrong_one(path):
    made = folder(path)
    assert made.trust(LOG.signer.vkey)
    assert not made.trust(LOG.signer.vkey)
    (path / "logs").write_text((path / "logs").read_text().rstrip("\n"))
    other = small_log()
    other.signer_number = 1
    assert made.trust(other.signer.vkey)
    assert made.logs() == [LOG.signer.verifier, other.signer.verifier]
    shared = note.Signer("log.example/1", COSIGNER.private_key)
    for vkey, sentence in (
        ("rubbish", "is not the key of a log"),
        (LOG.signer.vkey[:-2] + "A=", "is not the key of a log"),
        (COSIGNER.vkey, "a log's is needed"),
        (shared.vkey, "its own witness"),
    ):
        with pytest.raises(UsageError, match=sentence):
            made.trust(vkey)
    assert len(made.logs()) == 2


def test_two_heads_kept_as_evidence_prove_the_fork_to_anybody(path, verify):
    other = small_log(5)
    while len(other.entries) < 9:
        other.add("event", {"act": "never happened", "number": len(other.entries)})
    made = folder(path)
    with closing(made.heads()) as heads:
        heads.submit(examined(), [COSIGNER], lambda: 7)
        forked = examined(other, 9)
        decision, before = heads.submit(forked, [COSIGNER], lambda: 8)
    assert decision.evidence is Evidence.CONTRADICTION
    name = made.keep_evidence(forked, decision.evidence, before)
    assert made.evidence() == [name]
    request = witness.parse((path / "evidence" / name).read_bytes())
    recorded = (path / "evidence" / name).with_suffix(".recorded").read_bytes()
    trusted = Policy.of_key(LOG.signer.vkey)
    one, two = (verify_checkpoint(raw, trusted).checkpoint for raw in (request.checkpoint, recorded))
    assert (one.origin, one.size) == (two.origin, two.size)
    assert one.root != two.root

    recorded_file = (path / "evidence" / name).with_suffix(".recorded")
    assert verify(recorded_file, "--vkey", LOG.signer.vkey)[0] == 0
    code, out, _ = verify(recorded_file.with_suffix(".head"))
    assert code == 1
    assert "There are two different lists of 9 entries in this register's name. [E_CONSISTENCY]" in out


def test_evidence_is_kept_once_for_each_head_without_strangers_and_not_without_end(path):
    made = folder(path)
    crowded = submission(LOG, 0, 9) + "\u2014 stranger.example AAAAAAAA\n".encode()
    found = witness.examine(crowded, [LOG.signer.verifier])
    assert isinstance(found, witness.Submission)
    name = made.keep_evidence(found, Evidence.UNPROVED, witness.NOTHING)
    assert made.keep_evidence(found, Evidence.UNPROVED, witness.NOTHING) is None
    assert b"stranger" not in (path / "evidence" / name).read_bytes()
    for size in range(10, EVIDENCE_LIMIT + 20):
        log = small_log(3)
        log.entries += [b"x"] * (size - 3)
        made.keep_evidence(examined(log, 0, size), Evidence.UNPROVED, witness.NOTHING)
    assert len(made.evidence()) == EVIDENCE_LIMIT
    assert made.keep_evidence(found, Evidence.CONTRADICTION, witness.NOTHING), "the stronger kind has room of its own"


def test_a_name_that_is_no_name_makes_no_witness(path):
    with pytest.raises(UsageError):
        WitnessFolder.open(path, "two words", os.urandom)
    with pytest.raises(UsageError, match="--name"):
        WitnessFolder.open(path, None, os.urandom)
    assert not path.exists()


def test_while_one_decides_no_other_can(path, monkeypatch):
    monkeypatch.setattr(witness_heads, "_WAIT", 0)
    made, refused = folder(path), []
    with closing(made.heads()) as heads, closing(made.heads()) as others:

        def meanwhile():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                others.submit(examined(), [COSIGNER], lambda: 7)
            refused.append(True)
            return 7

        assert heads.submit(examined(), [COSIGNER], meanwhile)[0].answer.status == 200
        assert refused
        assert others.submit(examined(), [COSIGNER], lambda: 7)[0].answer.body == b"9\n"
