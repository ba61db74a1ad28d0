"""The pools and draws of a published log: each draw is made again, and what came of each pool is known."""

import copy
from dataclasses import replace

import pytest

from evenhand_register import draw, policy
from evenhand_register.audit import audit
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, is_independent, verify_checkpoint

from .panel import NOT_BEFORE, OWN, POOL, TRUSTED, VALUE, WITNESSES, Play, published, trusting
from .support import Log, Witness, code_of, counted, small_log
from .test_draw import LIES

ALONE = Policy.of_key(small_log().signer.vkey)


def cosigned(log: Log) -> bytes:
    head = log.head()
    for witness in WITNESSES:
        head = witness.cosign(head, NOT_BEFORE + 1000)
    return head


def panels(log: Log, *but: int, trusted: Policy = TRUSTED):
    """What an audit finds of the panels of a log that publishes all pools and draws, but for the entries named."""
    return audit(published(log, *but), verify_checkpoint(cosigned(log), trusted)).findings.panels


def drawn(play: Play, **changes) -> int:
    return play.log.add("draw", {**play.conduct(), **changes}, day="2026-W13")


@pytest.mark.parametrize("trusted", [TRUSTED, ALONE], ids=["a policy with witnesses", "a key alone"])
def test_a_published_draw_is_made_again(trusted):
    play = Play()
    at = drawn(play)
    (found,) = panels(play.log, trusted=trusted)
    assert (found.index, found.draw, found.replaced_by, found.dependent) == (play.at, at, None, [])
    assert found.outcome is not None
    assert found.outcome.value == VALUE
    assert found.outcome.result == draw.derive(POOL, found.outcome.seed)


def test_a_draw_by_cosignatures_is_made_again_by_whoever_has_a_key_alone():
    play = Play(replace(POOL, beacon=None))
    document = play.conduct(None)
    play.log.add("draw", document)
    (found,) = panels(play.log, trusted=ALONE)
    assert [one.as_json() for one in found.outcome.result] == document["result"]


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("trusted", [TRUSTED, ALONE], ids=["a policy with witnesses", "a key alone"])
def test_a_lie_in_a_published_draw_is_named(lie, trusted):
    tell, code = LIES[lie]
    play = Play()
    document = copy.deepcopy(play.conduct())
    tell(document)
    at = play.log.add("draw", document, day="2026-W13")
    with pytest.raises(RegisterError) as caught:
        panels(play.log, trusted=trusted)
    assert caught.value.code == code
    assert caught.value.sentence.startswith(f"Entry {at} is refused. ")


def test_a_value_that_could_be_known_before_the_pool_was_seen_is_found_with_a_key_alone():
    late, play = Play(times=(1, 100)), Play()
    late.log.add("draw", {**play.conduct(), "proof": late.proof.decode()})
    assert code_of(lambda: panels(late.log, trusted=ALONE)) == "E_DRAW_LATE"


def test_it_is_known_which_witnesses_a_policy_does_not_know_and_whether_the_others_are_enough():
    play = Play(replace(POOL, witnesses=(WITNESSES[0].key, OWN.key)), (1, 2, 3), witnesses=[*WITNESSES, OWN])
    play.trusted = replace(play.trusted, quorum=None)
    drawn(play)
    (alone,), (known,) = panels(play.log, trusted=ALONE), panels(play.log)
    assert alone.outcome is not None
    assert known.outcome is not None
    assert (alone.unknown, alone.enough) == ([WITNESSES[0].key, OWN.key], True)
    assert (known.unknown, known.enough) == ([OWN.key], False)
    assert code_of(lambda: draw.verify(play.transcript(play.conduct()), TRUSTED)) == "E_QUORUM", "of one draw"


def test_a_pool_with_fewer_witnesses_than_a_policy_asks_for_is_known():
    play = Play(replace(POOL, witnesses=POOL.witnesses[:1]))
    play.trusted = replace(play.trusted, quorum=None)
    drawn(play)
    (found,) = panels(play.log)
    assert (found.unknown, found.enough) == ([], False)


def test_a_signature_that_the_named_witness_did_not_make_is_found_with_a_key_alone():
    stranger = Witness(WITNESSES[1].name, counted(-777))
    honest, play = Play(), Play(witnesses=[WITNESSES[0], stranger])
    play.log.add("draw", {**honest.conduct(), "proof": play.proof.decode()})
    assert code_of(lambda: panels(play.log, trusted=ALONE)) == "E_QUORUM"


def test_the_registers_own_key_under_another_name_is_no_witness():
    self_made, log = Witness("elsewhere.example/w", small_log().signer.private_key), small_log()
    at = log.add("pool", replace(POOL, witnesses=(self_made.key,)).as_json())
    proof = log.proof(at, self_made.cosign(log.head(), NOT_BEFORE - 99))
    careless = replace(ALONE, witnesses={"w": self_made.key})
    logged = draw.open_pool(log.entries[at], log.openings[at], careless)
    log.add("draw", draw.conduct(logged, proof, careless, VALUE, "Drawn before ourselves"))
    assert panels(log, trusted=careless)[0].outcome is not None, "whoever trusts it by name does so"
    assert code_of(lambda: panels(log, trusted=ALONE)) == "E_QUORUM"


def test_a_second_draw_from_a_pool_is_refused():
    play = Play()
    drawn(play)
    drawn(play, words="Once more")
    assert code_of(lambda: panels(play.log)) == "E_DRAW_FORMAT"


def test_a_draw_that_stands_before_its_pool_is_refused():
    play = Play()
    document = play.conduct()
    early = small_log()
    early.add("draw", document)
    early.append(play.log.entries[play.at], play.opening)
    assert code_of(lambda: panels(early)) == "E_DRAW_FORMAT"


def test_a_draw_under_a_head_of_another_list_shows_two_histories():
    play, other = Play(), small_log()
    other.entries[2] = other.entries[2].replace(b"2026-W10", b"2026-W11")
    other.append(play.log.entries[play.at], play.opening)
    head = other.head()
    for at, witness in enumerate(WITNESSES, 1):
        head = witness.cosign(head, NOT_BEFORE - 100 + at)
    proof = other.proof(play.at, head)
    play.log.add("draw", draw.conduct(play.logged, proof, TRUSTED, VALUE, "Drawn elsewhere"))
    with pytest.raises(RegisterError, match="two histories") as caught:
        panels(play.log)
    assert caught.value.code == "E_CONSISTENCY"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "E_POOL_FORMAT"),
        ({"draw": "hearing-2", "replaces": counted(4)}, "E_POOL_FORMAT"),
        ({"draw": "hearing-2", "words": ""}, "E_POOL_FORMAT"),
        ({"draw": "hearing-2", "origin": "other.example/register"}, "E_ORIGIN"),
        ({"draw": "hearing-2", "members": POOL.members[:2]}, "E_DRAW_SHORT"),
    ],
    ids=["a name again", "replaces nothing", "no words", "another register's", "too few"],
)
def test_a_pool_that_is_not_what_it_has_to_be_is_refused(changes, code):
    play = Play()
    first = POOL.as_json()
    plain = {name: value for name, value in changes.items() if name not in ("replaces", "members")}
    document = {**first, "words": "Another", **plain}
    if "replaces" in changes:
        document["replaces"] = replace(POOL, replaces=changes["replaces"]).as_json()["replaces"]
    if "members" in changes:
        document["members"] = first["members"][:2]
    play.log.add("pool", document)
    assert code_of(lambda: panels(play.log)) == code


def test_it_is_known_which_pool_was_replaced_and_whether_anybody_was_drawn_from_it():
    play = Play()
    drawn(play)
    second = replace(POOL, draw="hearing-1b", replaces=play.opening.record)
    at = play.log.add("pool", second.as_json(), day="2026-W13")
    record = play.log.openings[at].record
    last = play.log.add("pool", replace(POOL, draw="hearing-1c", replaces=record).as_json(), day="2026-W13")
    found = panels(play.log)
    assert [(one.draw is None, one.replaced_by) for one in found] == [(False, at), (True, last), (True, None)]


def test_a_pool_that_is_not_published_is_not_drawn_from_again_and_says_nothing():
    play = Play()
    at = drawn(play)
    (found,) = panels(play.log, play.at)
    assert (found.logged, found.draw, found.outcome, found.dependent) == (None, at, None, [])
    findings = audit(published(play.log, at), verify_checkpoint(cosigned(play.log), TRUSTED)).findings
    assert (findings.panels[0].draw, findings.sealed_draws) == (None, 1)


def test_a_witness_under_the_registers_own_host_is_known_as_dependent():
    own = Witness("gallery.example/witness", counted(-110))
    assert not is_independent(own.key, POOL.origin)
    play = Play(replace(POOL, witnesses=(WITNESSES[0].key, own.key)), witnesses=[WITNESSES[0], own])
    drawn(play)
    trusted = policy.parse(
        f"log {small_log().signer.vkey}\nwitness a {WITNESSES[0].key.vkey}\nwitness b {own.key.vkey}\nquorum none\n".encode()
    )
    for known in (ALONE, trusted, trusting([WITNESSES[0], own])):
        head = own.cosign(cosigned(play.log), NOT_BEFORE + 1000)
        (found,) = audit(published(play.log), verify_checkpoint(head, known)).findings.panels
        assert found.dependent == [own.key]
