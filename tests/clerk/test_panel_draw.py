"""A draw from the pool to the transcript: two people type the value, and anybody draws again."""

import pytest

from evenhand.clerk.doctor import examine
from evenhand.clerk.publish import publish
from evenhand.clerk.witnesses import AGAIN
from evenhand.office.draw_file import transcript
from evenhand.office.witness_policy import PolicyFile
from evenhand.process.facts import Refusal
from evenhand.records.models import Entry
from evenhand.records.queries.register import opened_entry
from evenhand_register import draw
from evenhand_register.tools import verify as verifier
from tests.clerk.drawing import VALUE, drawn, independent
from tests.clerk.watched import KEYS

pytestmark = pytest.mark.django_db


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
