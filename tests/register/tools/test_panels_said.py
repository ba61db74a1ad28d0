"""What `evenhand-verify` says of the panels of a published register."""

import json
from dataclasses import replace

import pytest

from tests.register.panel import OWN, POOL, WITNESSES, Play, published
from tests.register.support import ASSETS, Log, Witness, counted, small_log
from tests.register.test_panels import cosigned, drawn

KEY = small_log().signer.vkey
GALLERY = ASSETS / "gallery"
TRUST = ["--policy", GALLERY / "policy"]


def files_of(log: Log, *but: int):
    return {**published(log, *but), "checkpoint": cosigned(log)}


def test_a_draw_that_was_made_again_is_said_with_the_chance_that_decided(verify, publish):
    play = Play()
    at = drawn(play)
    code, out, _ = verify(publish(files_of(play.log)), *TRUST)
    assert code == 0
    assert "- One panel draw was made again, from its pool, and gave the same people in the same order.\n" in out
    assert (
        f"- The panel “The first hearing” was drawn in entry {at} by “01-02-03”, given as “the draw of 2026-03-24” of "
        f"lottery.example, from the pool in entry {play.at}.\n"
    ) in out
    assert "- It does not show that an outside value is the one that its source gave" in out
    assert "taken at their word" not in out


def test_with_a_key_alone_it_is_said_that_the_witnesses_were_taken_at_their_word(verify, publish):
    play = Play()
    drawn(play)
    code, out, _ = verify(publish(files_of(play.log)), "--vkey", KEY)
    assert code == 0
    assert "One panel draw was made again" in out
    assert "- Your policy names no witness, so those whom the pools name were taken at their word" in out


def test_a_pool_that_waits_is_said_with_the_day_before_which_nobody_can_know_its_value(verify, publish):
    code, out, _ = verify(publish(files_of(Play().log)), *TRUST)
    assert code == 0
    assert (
        "- Entry 9 is a panel pool from which no panel was drawn. The pool says that nobody can know its random value before "
        "2026-03-23 21:06 UTC.\n"
    ) in out
    assert "made again" not in out


def test_pools_that_were_replaced_are_named(verify, publish):
    play = Play()
    at = drawn(play)
    log = play.log
    second = log.add("pool", replace(POOL, draw="hearing-1b", replaces=play.opening.record).as_json())
    third = log.add("pool", replace(POOL, draw="hearing-1c", replaces=log.openings[second].record).as_json())
    out = verify(publish(files_of(log)), *TRUST)[1]
    assert (
        f"- The panel pool in entry {play.at} was replaced by the one in entry {second}, after its panel had been drawn in "
        f"entry {at}: ask why.\n"
    ) in out
    assert (
        f"in entry {second} was replaced by the one in entry {third}, before anybody was drawn from it: ask why.\n"
        in out
    )
    assert f"- Entry {third} is a panel pool from which no panel was drawn." in out


def test_a_pool_that_was_replaced_may_have_a_draw_that_is_not_published(verify, publish):
    play = Play()
    at = drawn(play)
    play.log.add("pool", replace(POOL, draw="hearing-1b", replaces=play.opening.record).as_json())
    out = verify(publish(files_of(play.log, at)), *TRUST)[1]
    assert "and whether anybody had been drawn from it is not published: ask why." in out


def test_very_many_pools_are_not_all_named(verify, publish):
    log = small_log()
    last = log.add("pool", POOL.as_json())
    for number in range(20):
        last = log.add("pool", replace(POOL, draw=f"again-{number}", replaces=log.openings[last].record).as_json())
    out = verify(publish(files_of(log)), *TRUST)[1]
    assert out.count("was replaced by the one in entry") == 12
    assert "- 8 earlier panel pools were replaced as well.\n" in out


def test_a_draw_by_signatures_is_said_to_be_the_weaker_kind(verify, publish):
    play = Play(replace(POOL, beacon=None))
    play.log.add("draw", play.conduct(None))
    out = verify(publish(files_of(play.log)), *TRUST)[1]
    assert (
        f"was drawn in entry {play.at + 1} by the witnesses' signatures, from the pool in entry {play.at}.\n" in out
    )
    assert (
        f"- Entry {play.at} is a pool without an outside value: whoever ran the draw could ask a witness to sign again"
        in out
    )
    assert "the one that its source gave" not in out


def test_what_is_not_published_is_said(verify, publish):
    play = Play()
    at = drawn(play)
    out = verify(publish(files_of(play.log, play.at)), *TRUST)[1]
    assert f"- Entry {play.at} is a panel pool that is not published, so its draw could not be made again" in out
    out = verify(publish(files_of(play.log, at), "without-the-draw"), *TRUST)[1]
    assert "a panel pool from which no panel was drawn, unless it is one of 1 that are not published." in out


def test_a_witness_under_the_registers_own_host_is_called_not_independent(verify, publish, tmp_path):
    own = Witness("gallery.example/witness", counted(-110))
    play = Play(replace(POOL, witnesses=(own.key, OWN.key)), witnesses=[own, OWN])
    play.trusted = replace(play.trusted, quorum=None)
    document = play.conduct()
    said = (
        "relies on the witness gallery.example/witness, which bears the register's own name: it is run by those whom it should "
        "watch, so it is not independent."
    )
    (tmp_path / "trusted").write_text(
        f"log {KEY}\nwitness own {own.key.vkey}\nwitness friend {OWN.key.vkey}\nquorum none\n"
    )
    (tmp_path / "draw.json").write_bytes(play.transcript(document))
    code, out, _ = verify(tmp_path / "draw.json", "--policy", tmp_path / "trusted")
    assert code == 0
    assert f"- The draw {said}\n" in out
    assert "Those that the pool names, friend.example/w9, have signed" in out
    found = json.loads(verify(tmp_path / "draw.json", "--policy", tmp_path / "trusted", "--json")[1])
    assert found["not_independent"] == [own.key.vkey]
    folder = publish(published(play.log))
    out = verify(folder, "--policy", tmp_path / "trusted")[1]
    assert f"- The pool in entry {play.at} {said}\n" in out
    assert out.count("is not independent") == 1


def test_witnesses_that_a_policy_does_not_know_are_named(verify, publish):
    play = Play(replace(POOL, witnesses=(WITNESSES[0].key, OWN.key)), (1, 2, 3), witnesses=[*WITNESSES, OWN])
    play.trusted = replace(play.trusted, quorum=None)
    drawn(play)
    code, out, _ = verify(publish(files_of(play.log)), *TRUST)
    assert code == 0
    assert (
        f"- The pool in entry {play.at} relies on the witness friend.example/w9, which your policy does not know as independent: "
        "whoever ran the draw could have made that witness up, unless it stood in an earlier policy of yours.\n"
    ) in out


def test_fewer_witnesses_than_a_policy_asks_for_are_said(verify, publish):
    few = Play(replace(POOL, witnesses=POOL.witnesses[:1]))
    few.trusted = replace(few.trusted, quorum=None)
    drawn(few)
    code, out, _ = verify(publish(files_of(few.log)), *TRUST, "--json")
    assert code == 0
    assert json.loads(out)["warnings"] == [
        f"Entry {few.at} is a panel pool that names fewer outside witnesses than your policy asks for."
    ]


def test_a_program_gets_every_panel_with_its_people(verify, publish):
    play = Play()
    at = drawn(play)
    found = json.loads(verify(publish(files_of(play.log)), *TRUST, "--json")[1])
    (one,) = found["panels"]
    assert (one["draw"], one["pool_index"], one["draw_index"], one["drawn_again"]) == ("hearing-1", play.at, at, True)
    assert one["result"] == play.conduct()["result"]
    assert (one["replaced_by"], one["not_independent"]) == (None, [])


@pytest.mark.parametrize("depth", [["--tree"], ["--sample", "1"], ["--no-proofs"]])
def test_draws_are_made_again_wherever_entries_are_looked_at(verify, publish, depth):
    out = verify(publish(files_of(Play().log)), *TRUST, *depth)[1]
    assert ("no panel was drawn" in out) is (depth != ["--tree"])
