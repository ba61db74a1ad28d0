"""A draw from the pool to the transcript: witnesses see the pool while nobody can know the value, and anybody draws again."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.clerk.doctor import examine
from evenhand.clerk.loop import WHILE_ASKING
from evenhand.clerk.publish import publish
from evenhand.clerk.witnesses import AGAIN, POOL_GRACE, TRIES
from evenhand.office.draw_file import transcript
from evenhand.office.frozen_pool import Lottery
from evenhand.office.panel_draw import freeze_pool, type_value
from evenhand.office.witness_policy import PolicyFile
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.records.load import state_of
from evenhand.records.log_folder import edge_path
from evenhand.records.models import Entry
from evenhand.records.queries.register import opened_entry
from evenhand_register import canonical, draw
from evenhand_register.cosignature import Cosigner
from evenhand_register.encoding import b64encode
from evenhand_register.policy import Policy
from evenhand_register.tiles import record_path
from evenhand_register.tools import verify as verifier
from tests.clerk.watched import KEYS, honest, url_of
from tests.office.team import Team
from tests.process.steps import a_pool
from tests.register.support import counted
from tests.register.tools.witnesses import Threaded, folder

pytestmark = pytest.mark.django_db

VALUE = "03-11-19-28-40-44"


class Drawing:
    """A case without a decision maker, a clerk with one witness, and the verbs of the draw."""

    def __init__(self, office, clock, watched):
        self.office, self.clock, self.watched = office, clock, watched
        self.team = Team(office, clock)
        self.team.hire()
        self.index = self.team.receive("one")
        self.team.accept(self.index)
        self.team.do("mona", self.index, self.team.a_case())

    @property
    def lottery(self):
        own = PolicyFile(self.watched.path, self.watched.integrator.signer.vkey).read()
        return Lottery(own, self.watched.integrator.files)

    @property
    def case(self):
        return state_of(self.index).cases[1]

    def soon(self, **passed):
        return int((self.clock.moment + timedelta(**passed)).timestamp())

    def freeze(self, who="mona", **changes):
        asked = replace(a_pool(2), not_before=self.soon(minutes=30), **changes)
        return freeze_pool(self.office, self.lottery, self.team.person(who), self.index, asked)

    def type(self, who, value=VALUE):
        command = c.TypeValue(case=2, value=value)
        return type_value(self.office, self.lottery, self.team.person(who), self.index, command)

    def later(self, witness, **passed):
        self.clock.moment += timedelta(**passed)
        witness.now = int(self.clock.moment.timestamp())

    def signed(self):
        self.watched.turns(4)


@pytest.fixture
def drawing(office, clock, watched, witness):
    made = Drawing(office, clock, watched)
    made.later(witness)
    made.signed()
    return made


def drawn(drawing, witness):
    """Frozen, seen by the witness, typed by two people, signed again."""
    assert not isinstance(drawing.freeze(), Refusal)
    drawing.signed()
    drawing.later(witness, minutes=31)
    for who in ("mona", "ivan"):
        done = drawing.type(who)
        assert not isinstance(done, Refusal), done
    drawing.signed()
    return transcript(drawing.lottery, drawing.case.draw)


def nobody_listens(watched):
    """The witness is away: where it was, nobody answers any more."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    watched.trust((KEYS[0].verifier, f"http://127.0.0.1:{port}"), quorum="n0")


def independent(watched) -> Policy:
    """The policy of a reader who trusts that witness."""
    return PolicyFile(watched.path, watched.integrator.signer.vkey).read().policy


@pytest.fixture
def ivan_investigates(drawing):
    drawing.team.do("mona", drawing.index, c.Assign(case=2, duty="investigate", person=drawing.team.refs["ivan"]))


@pytest.mark.usefixtures("ivan_investigates")
def test_anybody_with_the_transcript_draws_again_and_finds_whoever_decides(drawing, witness, watched):
    raw = drawn(drawing, witness)
    report = draw.verify(raw, independent(watched))
    [result] = report.outcome.result
    assert drawing.case.decision_maker == result.panel[0]
    assert {*result.panel, *result.alternates} == {drawing.team.refs[who] for who in ("dora", "dirk")}
    assert report.outcome.value == VALUE
    pool = report.outcome.logged.pool
    assert {member.ref: member.excluded for member in pool.members} == dict.fromkeys(pool.eligible("decision-maker"))


@pytest.mark.usefixtures("ivan_investigates")
def test_the_head_that_ends_with_the_pool_is_kept_with_the_signature_it_had(drawing, watched):
    drawing.freeze()
    pool = Entry.objects.get(kind="pool").index
    drawing.signed()
    drawing.team.receive("two")
    drawing.signed()
    assert watched.head.size > pool + 1
    kept = watched.integrator.files.read(edge_path(pool + 1))
    assert KEYS[0].name in kept.decode()


def test_no_head_covers_a_pool_and_what_follows_it(drawing, watched):
    drawing.freeze()
    drawing.team.receive("two")
    pool = Entry.objects.get(kind="pool").index
    watched.turn()
    assert watched.head.size == pool + 1


@pytest.mark.usefixtures("ivan_investigates")
def test_the_next_head_waits_a_minute_for_a_witness_that_has_not_seen_the_pool(drawing, watched, tmp_path):
    nobody_listens(watched)
    drawing.freeze()
    drawing.team.receive("two")
    pool = Entry.objects.get(kind="pool").index
    watched.turn()
    for _ in range(3):
        assert watched.turn() == WHILE_ASKING
        assert watched.head.size == pool + 1
        watched.seconds += POOL_GRACE / 4
    watched.seconds += POOL_GRACE / 4
    watched.turns(2)
    assert watched.head.size == Entry.objects.count()
    drawing.clock.moment += timedelta(minutes=31)
    drawing.type("mona")
    refused = drawing.type("ivan")
    assert refused.code == "not-seen"
    assert "Freeze another pool" in refused.sentence
    with honest(tmp_path / "again", watched.integrator.signer.vkey) as serving:
        serving.now = drawing.soon()
        watched.trust((KEYS[0].verifier, url_of(serving)), quorum="n0")
        watched.seconds += POOL_GRACE * 10
        drawing.signed()
        replaced = drawing.freeze()
        assert not isinstance(replaced, Refusal), replaced


def test_without_an_outside_witness_no_pool_is_logged_and_the_sentence_says_what_to_do(drawing, watched):
    size = Entry.objects.count()
    watched.trust()
    refused = drawing.freeze()
    assert refused.code == "no-witness"
    assert "run evenhand-witness" in refused.sentence
    assert Entry.objects.count() == size


def test_a_witness_that_does_not_sign_at_present_is_not_relied_on(drawing, watched):
    nobody_listens(watched)
    drawing.team.receive("two")
    drawing.signed()
    assert watched.states() == {"n0": "away"}
    assert drawing.freeze().code == "no-witness"


def test_a_witness_of_our_own_is_called_not_independent_in_the_pool(drawing, watched, tmp_path):
    key = Cosigner(f"{drawing.office.origin.partition('/')[0]}/witness", counted(7200))
    with Threaded(folder(tmp_path / "own", [watched.integrator.signer.vkey], key)) as own:
        own.now = drawing.soon()
        watched.trust((key.verifier, url_of(own)), quorum="n0")
        drawing.signed()
        assert not isinstance(drawing.freeze(), Refusal)
    assert f"not independent: {key.verifier.name}" in pools()[0]["words"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source": "the lottery on Saturday"}, "source"),
        ({"round": " "}, "round"),
        ({"how": " \n "}, "how"),
        ({"how": "six numbers \u202e turned round"}, "how"),
        ({"not_before": 0}, "not-ahead"),
        ({"not_before": 2**40}, "not-ahead"),
    ],
)
def test_a_random_value_that_is_not_announced_well_freezes_nothing(drawing, changes, code):
    size = Entry.objects.count()
    asked = replace(a_pool(2), **{"not_before": drawing.soon(minutes=30), **changes})
    refused = freeze_pool(drawing.office, drawing.lottery, drawing.team.person("mona"), drawing.index, asked)
    assert refused.code == code
    assert Entry.objects.count() == size


@pytest.mark.usefixtures("ivan_investigates")
def test_a_value_is_not_taken_before_it_can_be_known_nor_one_that_nobody_can_write(drawing, witness):
    drawing.freeze()
    drawing.signed()
    assert drawing.type("mona").code == "too-early"
    drawing.later(witness, minutes=31)
    assert drawing.type("mona", "sechs Richtige: 3–11").code == "value"
    assert drawing.type("dora").code == "role"


@pytest.mark.usefixtures("ivan_investigates")
def test_a_witness_that_saw_the_pool_only_when_the_value_could_be_known_draws_nobody(drawing, witness):
    drawing.freeze()
    witness.now = drawing.soon(minutes=45)
    drawing.signed()
    drawing.later(witness, minutes=46)
    refused = drawing.type("mona")
    assert (refused.code, KEYS[0].name in refused.sentence) == ("not-seen", True)
    assert drawing.case.draw.typed_by is None, "nobody is asked for a value that decides nothing"


@pytest.mark.usefixtures("ivan_investigates")
def test_a_pool_that_was_seen_in_time_is_drawn_from_hours_later_whoever_signed_again_meanwhile(
    drawing, witness, watched
):
    drawing.freeze()
    drawing.signed()
    for _hour in range(2):
        drawing.later(witness, seconds=AGAIN + 60)
        watched.seconds += AGAIN + 60
        drawing.signed()
    assert len(watched.seen()["n0"]) == 2, "the head of the pool is still the newest, and was signed again"
    for who in ("mona", "ivan"):
        assert not isinstance(drawing.type(who), Refusal)
    drawing.signed()
    raw = transcript(drawing.lottery, drawing.case.draw)
    assert draw.verify(raw, independent(watched)).outcome.value == VALUE


@pytest.mark.usefixtures("ivan_investigates")
def test_a_witness_that_leaves_the_policy_takes_no_draw_with_it(drawing, witness, watched):
    drawing.freeze()
    drawing.signed()
    drawing.later(witness, minutes=31)
    reader = independent(watched)
    watched.path.write_text("this is no policy")
    for who in ("mona", "ivan"):
        assert not isinstance(drawing.type(who), Refusal)
    watched.turns(4)
    raw = transcript(drawing.lottery, drawing.case.draw)
    report = draw.verify(raw, reader.without_quorum())
    assert report.outcome.result[0].panel == (drawing.case.decision_maker,)


def test_a_witness_that_has_been_away_for_long_is_not_waited_for(drawing, watched, witness):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    watched.trust((KEYS[0].verifier, url_of(witness)), (KEYS[1].verifier, f"http://127.0.0.1:{port}"), quorum="n0")
    for _ in range(TRIES):
        watched.later(timedelta(minutes=10))
    drawing.later(witness)
    drawing.signed()
    assert not isinstance(drawing.freeze(), Refusal)
    drawing.team.receive("two")
    watched.turns(4)
    assert watched.head.size == Entry.objects.count()


def test_pool_after_pool_is_not_frozen_before_each_is_signed(drawing):
    drawing.freeze()
    assert drawing.freeze().code == "not-signed-yet"
    drawing.signed()
    assert not isinstance(drawing.freeze(), Refusal)


def test_a_pool_that_replaces_another_names_it_and_both_are_public(drawing, watched):
    for _ in range(2):
        drawing.freeze()
        drawing.signed()
    first, second = Entry.objects.filter(kind="pool").order_by("index")
    assert [pool["replaces"] for pool in pools()] == [None, b64encode(bytes(first.record))]
    for entry in (first, second):
        published = watched.integrator.files.read(record_path(bytes(entry.record)))
        assert published == canonical.dumps(opened_entry(entry.index).opening)


@pytest.mark.usefixtures("ivan_investigates")
def test_what_is_public_of_a_draw_names_no_complaint_and_no_case(drawing, witness):
    drawn(drawing, witness)
    ref, number = opened_entry(drawing.index).opening["facts"]["data"]["complaint"], drawing.index
    for kind in ("pool", "draw"):
        data = opened_entry(Entry.objects.get(kind=kind).index).opening["facts"]["data"]
        assert not {"case", "complaint", "by"} & data.keys()
        assert ref not in str(data)
        assert str(number) not in str(data.get("words"))


@pytest.mark.usefixtures("ivan_investigates")
def test_a_transcript_is_there_when_a_head_covers_the_draw_and_not_before(drawing, witness):
    drawing.freeze()
    drawing.signed()
    assert transcript(drawing.lottery, drawing.case.draw) is None
    drawing.later(witness, minutes=31)
    drawing.type("mona")
    drawing.type("ivan")
    assert transcript(drawing.lottery, drawing.case.draw) is None
    drawing.signed()
    assert transcript(drawing.lottery, drawing.case.draw)


@pytest.mark.usefixtures("ivan_investigates")
def test_evenhand_verify_draws_again_and_a_changed_transcript_is_refused(drawing, witness, watched, tmp_path, capsys):
    raw = drawn(drawing, witness)
    file, lie = tmp_path / "transcript.json", tmp_path / "lie.json"
    file.write_bytes(raw)
    first, second = (drawing.team.refs[who].encode() for who in ("dora", "dirk"))
    lie.write_bytes(raw.replace(first, b"x").replace(second, first).replace(b"x", second))
    assert verifier.main([str(file), "--policy", str(watched.path)]) == 0
    assert drawing.case.decision_maker in capsys.readouterr().out
    assert verifier.main([str(lie), "--policy", str(watched.path)]) == 1


@pytest.mark.usefixtures("ivan_investigates")
def test_the_doctor_finds_nothing_wrong_after_a_draw(drawing, witness):
    drawn(drawing, witness)
    signing = drawing.watched.integrator
    assert examine(signing.files, signing.guard, drawing.office.blobs, signing.signer.vkey).troubles == ()


@pytest.mark.usefixtures("ivan_investigates")
def test_whoever_checks_the_published_register_draws_again(drawing, witness, watched, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    drawn(drawing, witness)
    folder, own = tmp_path / "public", PolicyFile(watched.path, watched.integrator.signer.vkey).read()
    publish(watched.integrator.files, watched.integrator.signer.vkey, folder, own.text)
    pool, made = (Entry.objects.get(kind=kind).index for kind in ("pool", "draw"))
    for trusted in (["--policy", str(folder / "policy")], ["--vkey", watched.integrator.signer.vkey]):
        assert verifier.main([str(folder), *trusted]) == 0
        said = capsys.readouterr().out
        assert "One panel draw was made again, from its pool, and gave the same people in the same order." in said
        assert f"was drawn in entry {made} by “{VALUE}”" in said
        assert f"from the pool in entry {pool}." in said


def test_whoever_checks_the_published_register_sees_which_pool_waits_and_which_was_replaced(
    drawing, watched, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for _ in range(2):
        drawing.freeze()
        drawing.signed()
    first, second = (entry.index for entry in Entry.objects.filter(kind="pool").order_by("index"))
    publish(watched.integrator.files, watched.integrator.signer.vkey, tmp_path / "public")
    assert verifier.main([str(tmp_path / "public"), "--vkey", watched.integrator.signer.vkey]) == 0
    said = capsys.readouterr().out
    assert (
        f"The panel pool in entry {first} was replaced by the one in entry {second}, before anybody was drawn from it"
        in said
    )
    assert f"Entry {second} is a panel pool from which no panel was drawn." in said


def pools():
    """The documents of the pools in the register, in order."""
    found = Entry.objects.filter(kind="pool").order_by("index").values_list("index", flat=True)
    return [opened_entry(index).opening["facts"]["data"] for index in found]
