"""A pool is frozen while nobody can know the value, and outside witnesses see it; whatever is wrong freezes none."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.clerk.loop import WHILE_ASKING
from evenhand.clerk.publish import publish
from evenhand.clerk.witnesses import POOL_GRACE, TRIES
from evenhand.office.panel_draw import freeze_pool
from evenhand.process.facts import Refusal
from evenhand.records.log_folder import edge_path
from evenhand.records.models import Entry
from evenhand.records.queries.register import opened_entry
from evenhand_register import canonical
from evenhand_register.cosignature import Cosigner
from evenhand_register.encoding import b64encode
from evenhand_register.tiles import record_path
from evenhand_register.tools import verify as verifier
from tests.clerk.drawing import nobody_listens, pools
from tests.clerk.watched import KEYS, honest, url_of
from tests.process.steps import a_pool
from tests.register.support import counted
from tests.register.tools.witnesses import Threaded, folder

pytestmark = pytest.mark.django_db


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
