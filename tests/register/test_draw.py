"""The panel draw: every published transcript, and a draw from beginning to end with lies told on the way."""

import copy
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import canonical, draw, policy
from evenhand_register.draw import Drawn, Member, Pool, Stratum
from evenhand_register.record import Opening

from .panel import POOL, TRUSTED, VALUE, Play
from .support import ORIGIN, Log, Witness, b64, code_of, counted, named, unhurried, vectors

VECTORS = vectors("draw.json")
POLICY = policy.parse(VECTORS["policy"].encode())
LOG_ORIGIN = vectors("log.json")["origin"]


# The published vectors


def check(case):
    """Verify a case; where its draw was not logged, all but that it is."""
    transcript = case["transcript"]
    if case["check_logged"]:
        return draw.verify(canonical.dumps(transcript), POLICY).outcome
    shown = transcript["pool"]
    logged = draw.open_pool(shown["entry"].encode(), Opening.parse(shown["opening"]), POLICY)
    return draw.verify_document(transcript["draw"]["opening"]["facts"]["data"], logged, POLICY)


@pytest.mark.parametrize("case", **named(VECTORS["cases"]))
def test_a_transcript_is_accepted_or_refused_for_the_right_reason(case):
    assert code_of(lambda: check(case)) == case["code"]


@pytest.mark.parametrize(
    "case", [case for case in VECTORS["cases"] if not case["check_logged"]], ids=lambda c: c["name"]
)
def test_what_was_not_logged_is_no_transcript(case):
    assert code_of(lambda: draw.verify(canonical.dumps(case["transcript"]), POLICY)) in ("E_OPENING", case["code"])


@pytest.mark.parametrize("case", **named(VECTORS["bad_pools"]))
def test_a_bad_pool_is_refused(case):
    assert code_of(lambda: draw.parse_pool(case["pool"], [LOG_ORIGIN])) == case["code"]


@pytest.mark.parametrize("case", [case for case in VECTORS["cases"] if case["code"] is None], ids=lambda c: c["name"])
def test_a_good_pool_is_written_as_it_is_read(case):
    document = case["transcript"]["pool"]["opening"]["facts"]["data"]
    assert draw.parse_pool(document, [document["origin"]]).as_json() == document


def test_each_pick_is_the_one_of_the_vectors():
    good = {case["name"]: check(case) for case in VECTORS["cases"] if case["code"] is None}
    by_seed = {outcome.seed: outcome.logged.pool for outcome in good.values()}
    for trace in VECTORS["traces"]:
        made = list(draw.picks(by_seed[b64(trace["seed"])], b64(trace["seed"])))
        assert [
            {
                "stratum": pick.stratum,
                "t": pick.t,
                "digest_hex": pick.digest.hex(),
                "of": pick.of,
                "chosen": pick.chosen,
            }
            for pick in made
        ] == trace["picks"]


def test_what_a_good_transcript_shows():
    case = next(case for case in VECTORS["cases"] if case["name"] == "good-beacon")
    report = draw.verify(canonical.dumps(case["transcript"]) + b"\n", POLICY)
    outcome = report.outcome
    assert (outcome.index, outcome.head.checkpoint.size, report.index) == (30, 31, 37)
    assert (outcome.value, outcome.words) == ("03-11-19-28-40-44", "Drawn in public")
    assert outcome.result[0] == Drawn("legal", ("m-11",), ("m-01", "m-08"))
    assert draw.claimed_origin(canonical.dumps(case["transcript"])) == LOG_ORIGIN


# A draw from beginning to end


def test_a_draw_is_made_logged_and_drawn_again():
    play = Play(times=(1, 2))
    document = play.conduct()
    report = draw.verify(play.transcript(document), TRUSTED)
    outcome = report.outcome
    assert (outcome.index, outcome.value) == (play.at, VALUE)
    assert [len(drawn.panel) for drawn in outcome.result] == [2, 1]
    assert [len(drawn.alternates) for drawn in outcome.result] == [1, 1], "an alternate fewer where there are no more"
    chosen = [ref for drawn in outcome.result for ref in (*drawn.panel, *drawn.alternates)]
    assert len(set(chosen)) == len(chosen)
    assert "m-03" not in chosen
    assert outcome.result == draw.derive(POOL, b64(document["seed"]))


def test_without_a_beacon_the_cosignatures_draw():
    play = Play(replace(POOL, beacon=None), times=(1, 2))
    document = play.conduct(None)
    assert document["beacon"] is None
    assert draw.verify(play.transcript(document), TRUSTED).outcome.value is None
    again = Play(replace(POOL, beacon=None), times=(1, 3)).conduct(None)
    assert again["seed"] != document["seed"], "whoever may ask again may draw again: the weaker form"


def test_with_a_beacon_no_signature_enters_the_seed():
    assert Play(times=(1, 2)).conduct()["seed"] == Play(times=(50, (3, 4))).conduct()["seed"]


@pytest.mark.parametrize(
    ("play", "value", "code"),
    [
        (Play(times=(1, 100)), VALUE, "E_DRAW_LATE"),
        (Play(times=(1, (2, 100))), VALUE, "E_DRAW_LATE"),
        (Play(times=(1, ())), VALUE, "E_QUORUM"),
        (Play(times=(1, 2), after=1), VALUE, "E_DRAW_FORMAT"),
        (Play(times=(1, 2)), None, "E_DRAW_FORMAT"),
        (Play(times=(1, 2)), " 1", "E_DRAW_FORMAT"),
        (Play(times=(1, 2)), "", "E_DRAW_FORMAT"),
        (Play(times=(1, 2)), "x" * 1025, "E_DRAW_FORMAT"),
        (Play(times=(1, 2)), "é", "E_DRAW_FORMAT"),
        (Play(replace(POOL, beacon=None), times=(1, 2)), VALUE, "E_DRAW_FORMAT"),
        (Play(replace(POOL, beacon=None), times=(1, (2, 3))), None, "E_DRAW_FORMAT"),
        (Play(replace(POOL, beacon=None), times=(1, (2, 2))), None, "E_DRAW_FORMAT"),
        (Play(replace(POOL, witnesses=POOL.witnesses[:1]), times=(1, 2)), VALUE, "E_QUORUM"),
        (
            Play(replace(POOL, witnesses=(*POOL.witnesses, Witness("own.example", counted(9000)).key)), times=(1, 2)),
            VALUE,
            "E_QUORUM",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_writer_cannot_make_a_draw_that_a_reader_would_refuse(play, value, code):
    assert code_of(lambda: play.conduct(value)) == code


LIES = {
    "another value": (lambda d: d["beacon"].update(value="01-02-04"), "E_DRAW_SEED"),
    "another seed": (lambda d: d.update(seed="A" * 43 + "="), "E_DRAW_SEED"),
    "panel and alternates exchanged": (
        lambda d: d["result"][1].update(panel=d["result"][1]["alternates"], alternates=d["result"][1]["panel"]),
        "E_DRAW_RESULT",
    ),
    "one seat more": (lambda d: d["result"][0]["panel"].append("m-03"), "E_DRAW_RESULT"),
    "strata in another order": (lambda d: d["result"].reverse(), "E_DRAW_RESULT"),
    "no stratum": (lambda d: d["result"].clear(), "E_DRAW_RESULT"),
    "another pool": (lambda d: d.update(pool="A" * 43 + "="), "E_DRAW_FORMAT"),
    "another register": (lambda d: d.update(origin="other.example"), "E_ORIGIN"),
    "a member more": (lambda d: d.update(extra=1), "E_DRAW_FORMAT"),
    "no words": (lambda d: d.update(words=""), "E_DRAW_FORMAT"),
    "no proof": (lambda d: d.update(proof=""), "E_PROOF_FORMAT"),
    "proof of another entry": (lambda d: d.update(proof=d["proof"].replace("index 9\n", "index 0\n")), "E_INCLUSION"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_that_is_logged_is_found_by_drawing_again(lie):
    play = Play(times=(1, 2))
    document = copy.deepcopy(play.conduct())
    tell, code = LIES[lie]
    tell(document)
    assert code_of(lambda: draw.verify(play.transcript(document), TRUSTED)) == code


def test_the_log_of_the_pool_is_the_log_of_the_draw_also_where_a_policy_knows_two():
    other = Log("other.example/register", 1)
    both = policy.parse(f"log {Log().signer.vkey}\nlog {other.signer.vkey}\nquorum none\n".encode())
    foreign = other.add("pool", replace(POOL, witnesses=POOL.witnesses).as_json())
    opening = other.openings[foreign]
    assert opening is not None
    logged = draw.open_pool(other.entries[foreign], opening, both)
    assert code_of(lambda: draw.conduct(logged, other.proof(foreign), both, VALUE, "x")) == "E_ORIGIN"


def test_an_entry_that_is_no_pool_opens_no_pool():
    play = Play()
    scheme = play.log.openings[0]
    assert scheme is not None
    assert code_of(lambda: draw.open_pool(play.log.entries[0], scheme, TRUSTED)) == "E_DRAW_FORMAT"


@unhurried
@given(st.binary() | st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_garbage_is_no_transcript_no_pool_and_no_draw(thing):
    raw = thing if isinstance(thing, bytes) else repr(thing).encode()
    assert code_of(lambda: draw.verify(raw, POLICY)) in ("E_JSON", "E_DRAW_FORMAT")
    assert code_of(lambda: draw.parse_pool(thing, [LOG_ORIGIN])) == "E_POOL_FORMAT"
    assert code_of(lambda: draw.verify_document(thing, PLAYED.logged, TRUSTED)) == "E_DRAW_FORMAT"


PLAYED = Play(times=(1, 2))


# The lot itself


@unhurried
@given(st.binary(min_size=32, max_size=32), st.integers(1, 8), st.integers(0, 8), st.integers(1, 12))
def test_every_draw_takes_each_member_at_most_once_and_leaves_no_seat_empty(seed, seats, alternates, members):
    pool = Pool(
        draw="d",
        origin=ORIGIN,
        words="w",
        strata=(Stratum("s", seats, alternates),),
        members=tuple(Member(f"m{number:02}", "s") for number in range(members)),
        witnesses=POOL.witnesses,
    )
    if members < seats:
        assert code_of(pool.as_json) == "E_DRAW_SHORT"
        return
    (drawn,) = draw.derive(pool, seed)
    chosen = (*drawn.panel, *drawn.alternates)
    assert len(drawn.panel) == seats
    assert len(chosen) == len(set(chosen)) == min(members, seats + alternates)


def test_every_member_has_nearly_the_same_chance():
    counts = dict.fromkeys(POOL.eligible("lay"), 0)
    for number in range(2000):
        for ref in draw.derive(POOL, hashlib.sha256(f"{number}".encode()).digest())[0].panel:
            counts[ref] += 1
    assert all(700 < count < 900 for count in counts.values()), counts
