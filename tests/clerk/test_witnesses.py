"""Outside witnesses sign heads as they are made; whatever one of them does, complaints are taken and heads are signed."""

import socket
from datetime import UTC, datetime, timedelta

import aics_tlog
import pytest

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.loop import PAUSE, WHILE_ASKING
from evenhand.clerk.publish import publish
from evenhand.clerk.witnesses import AGAIN, FIRST_PAUSE, GRACE, LONGEST_PAUSE, pause_after
from evenhand.office.receipts import make_receipt
from evenhand.office.witness_policy import PolicyFile
from evenhand.records.models import Entry
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import Signer
from evenhand_register.tools import verify as verifier
from evenhand_register.tools.witness_sender import sender
from evenhand_register.witness import add_lines, ask
from tests.clerk.watched import KEYS, Watched, honest, http, liar, url_of
from tests.office.keys import opens
from tests.office.scenes import complain
from tests.register.support import Leaves, small_log
from tests.register.tools.witnesses import Process, folder

pytestmark = pytest.mark.django_db


def test_a_head_is_published_at_once_and_cosigned_a_turn_later(office, watched, witness):
    complain(office)
    watched.turns(2)
    assert watched.head.size == Entry.objects.count()
    watched.turn()
    assert watched.seen() == {"n0": (witness.now,)}
    assert watched.states() == {"n0": "signed"}
    assert watched.said == [f"The witness {KEYS[0].name} signs this register's heads."]


def test_in_a_rush_each_head_is_cosigned_before_the_next_is_made(office, watched, tmp_path):
    signatures = []

    class Noting(Integrator):
        """Notes how many signatures the published head has whenever the next is about to be made."""

        def run(self) -> Checkpoint | None:
            signatures.append(len(note.parse(self.files.read("checkpoint")).signatures))
            return super().run()

    old = watched.integrator
    rushed = Watched(office, watched.clock, Noting(old.files, old.guard, old.signer), tmp_path)
    with honest(tmp_path, old.signer.vkey) as serving:
        rushed.trust((KEYS[0].verifier, url_of(serving)))
        for token in "abcdef":
            complain(office, token)
            assert rushed.turn() == WHILE_ASKING
    assert rushed.head.size == Entry.objects.count()
    assert signatures == [2] * 5


def test_the_next_head_waits_two_seconds_for_a_witness_that_hangs_and_then_no_more(office, watched):
    with socket.create_server(("127.0.0.1", 0)) as hangs:
        watched.trust((KEYS[0].verifier, f"http://127.0.0.1:{hangs.getsockname()[1]}"))
        complain(office)
        before = watched.head.size
        assert watched.turn(wait=False) == WHILE_ASKING
        assert watched.head.size == before
        watched.seconds += GRACE
        assert watched.turn(wait=False) == PAUSE
        assert watched.head.size == Entry.objects.count()
        complain(office, "two")
        watched.turn(wait=False)
        assert watched.head.size == Entry.objects.count()
    watched.turns()  # the connection was refused by now, or ended
    assert watched.states() == {"n0": "away"}


def test_a_witness_that_is_killed_stops_nothing_and_signs_when_it_is_back(office, watched, tmp_path):
    vkey = watched.integrator.signer.vkey
    folder(tmp_path / "far", [vkey], KEYS[0])
    process = Process(tmp_path / "far")
    watched.trust((KEYS[0].verifier, f"http://127.0.0.1:{process.port}"), quorum="n0")
    first, _ = complain(office)
    watched.turns()
    assert watched.seen()
    process.kill()
    second, _ = complain(office, "two")
    watched.turns()
    assert watched.head.size == Entry.objects.count()
    assert watched.states() == {"n0": "away"}
    policy = PolicyFile(watched.path, vkey)
    assert (
        make_receipt(watched.integrator.files.root, policy.read().keys, second.index, opens()).report.head.seen == {}
    )
    process = Process(tmp_path / "far")
    watched.trust((KEYS[0].verifier, f"http://127.0.0.1:{process.port}"), quorum="n0")
    watched.turns()
    process.kill()
    for made in (first, second):
        seen = make_receipt(watched.integrator.files.root, policy.read().keys, made.index, opens()).report.head.seen
        assert set(seen) == {"n0"}


def test_a_witness_that_fails_is_asked_again_after_pauses_that_grow(office, watched):
    asked = []

    def broken(method, _raw):
        asked.append(method)
        return http(500)

    with liar(broken) as address:
        watched.trust((KEYS[0].verifier, address))
        for failures in range(1, 5):
            watched.turns()
            complain(office, str(failures))  # a new head is no reason to ask sooner
            watched.turns()
            assert len(asked) == failures
            watched.later(timedelta(seconds=pause_after(failures)), wait=True)
    assert watched.states() == {"n0": "failed"}
    assert [pause_after(count) for count in (1, 2, 3, 100)] == [FIRST_PAUSE, 10.0, 20.0, LONGEST_PAUSE]


def test_a_head_that_stays_gets_a_newer_time_each_hour_and_keeps_the_first(watched, witness):
    watched.turns()
    first = witness.now
    for _ in range(3):
        witness.now += 3600
        watched.later(timedelta(seconds=AGAIN))
        watched.turn()
    assert watched.seen() == {"n0": (first, witness.now)}


def test_what_others_get_to_read_has_one_line_of_each_witness(office, watched, witness, clock, tmp_path):
    """Of a head that stayed: the last in the published head, the first in a receipt and under the end of a period."""
    made, _ = complain(office)
    watched.turns()
    first = witness.now
    for _ in range(2):
        witness.now += 3600
        watched.later(timedelta(seconds=AGAIN))
        watched.turns()
    assert watched.seen() == {"n0": (first, witness.now)}
    vkey, keys = watched.integrator.signer.vkey, [aics_tlog.parse_vkey(KEYS[0].verifier.vkey)]

    def others_read(raw: bytes) -> dict[str, int]:
        found = aics_tlog.verify_checkpoint(aics_tlog.parse_note(raw), aics_tlog.parse_vkey(vkey), keys, 1)
        assert found.ok, found.error
        return found.timestamps

    with pytest.raises(AssertionError, match="duplicate signature line"):
        others_read(watched.raw)
    publish(watched.integrator.files, vkey, tmp_path / "public", PolicyFile(watched.path, vkey).read().text)
    assert others_read((tmp_path / "public" / "checkpoint").read_bytes()) == {KEYS[0].name: witness.now}
    shown = make_receipt(
        watched.integrator.files.root, PolicyFile(watched.path, vkey).read().keys, made.index, opens()
    )
    assert others_read(shown.report.head.note) == {KEYS[0].name: first}
    size = watched.head.size
    clock.go_to(datetime(2026, 4, 1, 9, tzinfo=UTC))
    complain(office, "next month")
    watched.turns()
    assert others_read((watched.integrator.files.root / "edge" / str(size)).read_bytes()) == {KEYS[0].name: first}


def test_two_witnesses_are_asked_and_each_keeps_its_lines(office, watched, tmp_path):
    vkey = watched.integrator.signer.vkey
    with honest(tmp_path, vkey, 0) as one, honest(tmp_path, vkey, 1) as two:
        two.now += 5
        watched.trust((KEYS[0].verifier, url_of(one)), (KEYS[1].verifier, url_of(two)))
        complain(office)
        watched.turns()
        assert watched.seen() == {"n0": (one.now,), "n1": (two.now,)}


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"\x00\xff" * 4000,
        http(200, b"\xe2\x80\x94 w0.example/witness AAAA\n" * 1000),
        http(200, b"x" * 5_000_000),
        http(409, b"no number\n"),
        http(302),
        http(503),
    ],
    ids=["nothing", "garbage", "false lines", "megabytes", "409 without a size", "redirect", "503"],
)
def test_a_witness_that_answers_strangely_stops_nothing(office, watched, response):
    with liar(lambda *_: response) as address:
        watched.trust((KEYS[0].verifier, address))
        complain(office)
        watched.turns()
        complain(office, "two")
        watched.turns()
    assert watched.head.size == Entry.objects.count()
    assert watched.seen() == {}
    assert watched.states()["n0"] in ("away", "failed")
    assert not any("ALARM" in line for line in watched.said)


@pytest.mark.parametrize(
    ("status", "shown"),
    [(409, "nothing"), (409, "a head of ours"), (422, "a head of its own making"), (422, "another register's")],
)
def test_a_claim_without_proof_is_an_alarm_in_words_and_stops_nothing(office, watched, status, shown):
    ahead = Checkpoint(office.origin, 1000, bytes(32)).render()
    forged = note.sign(ahead, [Signer(office.origin, bytes(32))])
    other = Signer("other.example/register", bytes(32))
    another = note.sign(Checkpoint(other.name, 1000, bytes(32)).render(), [other])
    heads = {"nothing": b"", "a head of its own making": forged, "another register's": another}

    def lies(method, _raw):
        if method == "POST":
            return http(status, b"1000\n")
        return http(200, heads.get(shown, watched.raw))

    with liar(lies) as address:
        watched.trust((KEYS[0].verifier, address))
        complain(office)
        watched.turns()
        complain(office, "two")
        watched.turns()
    assert watched.head.size == Entry.objects.count()
    assert watched.states() == {"n0": "claims"}
    (said,) = watched.said
    assert said.startswith("ALARM: the witness w0.example/witness says that it saw another or a longer list")
    assert "Signing goes on" in said


def test_the_published_folder_meets_the_quorum_of_the_published_policy(
    office, watched, witness, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    complain(office)
    watched.turns()
    folder, own = tmp_path / "public", PolicyFile(watched.path, watched.integrator.signer.vkey).read()
    options = [str(folder), "--policy", str(folder / "policy")]
    publish(watched.integrator.files, watched.integrator.signer.vkey, folder, own.text)
    assert verifier.main(options) == 0
    bare = note.parse(watched.raw)
    (folder / "checkpoint").write_bytes(note.Note(bare.text, bare.signatures[:1]).render())
    assert verifier.main(options) == 1
    assert witness.port


def test_one_witness_serves_two_registers_and_mixes_nothing_up(office, watched, witness):
    other = small_log(5)
    witness.folder.trust(other.signer.vkey)

    def asked():
        found = ask(other.head(), Leaves(other.entries), sender(url_of(witness)), [KEYS[0].verifier])
        return note.verify(note.parse(add_lines(other.head(), found.lines)), [KEYS[0].verifier])

    complain(office)
    watched.trust((KEYS[0].verifier, url_of(witness)), quorum="n0")
    watched.turns()
    assert asked()
    complain(office, "two")
    watched.turns()
    other.append(b"one more")
    assert asked()
    assert watched.head.size == Entry.objects.count()
    assert set(watched.seen()) == {"n0"}


def test_lines_of_a_wrong_key_are_not_published(office, watched, tmp_path):
    with honest(tmp_path, watched.integrator.signer.vkey, 1) as serving:
        watched.trust((KEYS[0].verifier, url_of(serving)))
        complain(office)
        watched.turns()
        assert note.parse(watched.raw).signatures[1:] == ()
        assert watched.states() == {"n0": "failed"}


def test_a_witness_that_does_not_serve_this_register_is_said(watched, tmp_path):
    with honest(tmp_path, Signer("other.example/register", bytes(32)).vkey) as serving:
        watched.trust((KEYS[0].verifier, url_of(serving)))
        watched.turns()
    assert watched.states() == {"n0": "unknown"}


def test_what_a_witness_signed_is_had_again_after_a_crash_before_it_was_published(office, watched, witness):
    complain(office)
    watched.turn()
    watched.seconds += GRACE
    watched.turn()  # makes the head and asks; the answer is lost with the clerk
    assert watched.seen() == {}
    watched.clerk.end()
    watched.start()
    watched.turns()
    assert watched.seen() == {"n0": (witness.now,)}


def test_a_head_that_is_published_again_after_a_crash_keeps_its_lines(office, watched, witness):
    complain(office)
    watched.turns()
    assert watched.seen()
    watched.clerk.end()
    watched.start()
    watched.path.unlink()  # nobody is asked any more
    watched.turns()
    assert len(note.parse(watched.raw).signatures) == 2
    assert witness.port


def test_a_policy_that_cannot_be_read_is_said_once_and_complaints_are_signed(office, watched):
    watched.path.symlink_to(watched.path)
    for token in "abc":
        complain(office, token)
        watched.turns()
    assert watched.head.size == Entry.objects.count()
    (said,) = watched.said
    assert said.startswith(f"ALARM: {watched.path} cannot be read: ")
