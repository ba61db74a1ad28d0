"""Other people's witness and ours: `aics-witness` answers our register, and its client asks our witness (register.md 1.8).

It is a whole implementation of C2SP tlog-witness, by the authors of `aics-tlog`, and shares no code with us.
"""

import contextlib

import aics_tlog
import aics_witness as other
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand_register import tree, witness
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.witness import SetBackError, WitnessError
from tests.register.support import Leaves, Log, small_log, vectors

from .witnesses import COSIGNER, Threaded, folder

VECTORS = vectors("witness.json")
NAME = "other.example/w"


class OtherWitness:
    """The other program's witness, on a disk and with a clock set by hand. Answers as HTTP would: status and body."""

    def __init__(self, path, vkeys, seed=bytes(32), name=NAME):
        self.now = 1_774_225_600
        self.store = other.WitnessStore(path / "state", create=True)
        keys = [*map(aics_tlog.parse_vkey, vkeys)]
        logs = [other.LogConfig(key.name, (key,)) for key in keys]
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.witness = other.Witness(name, self.private, self.store, logs, clock=lambda: self.now)

    @property
    def key(self) -> VerifierKey:
        return VerifierKey.parse(self.witness.vkey_text)

    def send(self, body: bytes) -> tuple[int, bytes]:
        try:
            return 200, self.witness.add_checkpoint(body)
        except other.WitnessError as error:
            return error.status, error.body or b""


@pytest.fixture
def their(tmp_path):
    """Make a witness of the other program."""
    with contextlib.ExitStack() as stack:

        def make(*arguments, **changes) -> OtherWitness:
            made = OtherWitness(tmp_path, *arguments, **changes)
            stack.callback(made.store.close)
            return made

        yield make


def ask(log: Log, watching: OtherWitness, size=None, remembered=0):
    return witness.ask(log.head(size), Leaves(log.entries), watching.send, [watching.key], remembered)


@pytest.mark.parametrize("sequence", VECTORS["sequences"], ids=["a log", "an empty log"])
def test_both_answer_the_published_requests_to_the_byte(sequence, their):
    watching = their(VECTORS["logs"], bytes.fromhex(VECTORS["witness"]["seed_hex"]), VECTORS["witness"]["name"])
    for step in sequence:
        watching.now = step["time"]
        status, body = watching.send(step["body"].encode())
        assert status == step["status"], step["name"]
        if "response" in step:
            assert body.decode() == step["response"], step["name"]


def test_their_witness_follows_a_growing_register_of_ours(their):
    log = small_log(3)
    watching = their([log.signer.vkey])
    shown = log.head()
    for size in (3, 3, 7, 20):
        while len(log.entries) < size:
            log.add("event", {"act": "reply-received", "number": len(log.entries)})
        watching.now += 60
        cosigned = ask(log, watching)
        shown = witness.add_lines(log.head(), cosigned.lines)
        trusted = Policy((VerifierKey.parse(log.signer.vkey),), {"outside": watching.key}, {}, "outside")
        assert verify_checkpoint(shown, trusted).seen == {"outside": (watching.now,)}
    assert verify_checkpoint(shown, trusted).checkpoint.size == 20


def test_their_witness_signs_no_second_history_of_ours(their):
    log = small_log(5)
    watching = their([log.signer.vkey])
    ask(log, watching)
    fork = small_log(5)
    fork.entries[2] = fork.entries[2].replace(b"2026-W10", b"2026-W12")
    with pytest.raises(WitnessError) as refused:
        ask(fork, watching, remembered=5)
    assert refused.value.status == 422
    while len(fork.entries) < 9:
        fork.add("event", {"act": "reply-received", "number": len(fork.entries)})
    with pytest.raises(WitnessError) as refused:
        ask(fork, watching)
    assert refused.value.status == 422


def test_a_register_of_ours_that_was_set_back_hears_it_from_their_witness(their):
    log = small_log(9)
    watching = their([log.signer.vkey])
    ask(log, watching)
    with pytest.raises(SetBackError) as alarm:
        ask(small_log(4), watching)
    assert alarm.value.seen == 9


def test_their_log_is_cosigned_by_our_witness(tmp_path):
    log = small_log(4)
    watched = folder(tmp_path / "w", [log.signer.vkey])
    with Threaded(watched) as ours:
        client = other.WitnessClient(
            f"http://127.0.0.1:{ours.port}", COSIGNER.verifier.vkey, max_age_seconds=None, max_future_seconds=None
        )
        with client:
            for size in (4, 9):
                while len(log.entries) < size:
                    log.add("event", {"act": "reply-received", "number": len(log.entries)})
                lines = client.submit(
                    log.head(), lambda old, new: tree.prove_consistency(Leaves(log.entries), old, new)
                )
                note = aics_tlog.parse_note(other.merge_cosignatures(log.head(), lines))
                key = aics_tlog.parse_vkey(COSIGNER.verifier.vkey)
                found = aics_tlog.verify_checkpoint(note, aics_tlog.parse_vkey(log.signer.vkey), [key], 1)
                assert (found.ok, found.timestamps) == (True, {COSIGNER.name: ours.now})
            fork = small_log(9)
            fork.entries[2] = fork.entries[2].replace(b"2026-W10", b"2026-W12")
            with pytest.raises(other.WitnessRejected) as refused:
                client.submit(fork.head(), lambda old, new: tree.prove_consistency(Leaves(fork.entries), old, new))
            assert refused.value.status == 422


def test_a_client_that_remembers_nothing_is_corrected_by_our_witness(tmp_path):
    log = small_log(6)
    with Threaded(folder(tmp_path / "w", [log.signer.vkey])) as ours:
        for _ in range(2):
            address = f"http://127.0.0.1:{ours.port}"
            with other.WitnessClient(
                address, COSIGNER.verifier.vkey, max_age_seconds=None, max_future_seconds=None
            ) as client:
                client.submit(log.head(), lambda old, new: tree.prove_consistency(Leaves(log.entries), old, new))
                assert client.known_sizes == {log.origin: 6}
