from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand_register import generators, one_of, scheme, tally
from evenhand_register.entry import parse
from evenhand_register.generators import TemplatePoints
from evenhand_register.group import (
    IDENTITY,
    ORDER,
    ZERO,
    add,
    hash_to_scalar,
    multiply_base,
    number,
    plus,
    read_point,
    read_scalar,
    total,
)
from evenhand_register.one_of import Nonces
from evenhand_register.tally import Place

from .support import b64, code_of, counted, named, vectors

VECTORS = vectors("tally.json")
SCHEME = vectors("scheme.json")
LOG = vectors("log.json")
USED = scheme.parse(SCHEME["scheme"], SCHEME["origin"])
POINTS = generators.template_points(USED)
HERE = Place(SCHEME["origin"], b64(SCHEME["record"]), counted(1), "intake")
few = settings(deadline=None, max_examples=25)  # each example makes and checks proofs


def place_of(case):
    return Place(case["origin"], b64(case["scheme"]), b64(case["record"]), case["kind"])


def points_of(case):
    points = tuple(read_point(b64(point)) for point in case["points"])
    return TemplatePoints(tuple(map(str, range(len(points)))), points)


def scalars_of(spelt):
    """Scalars of the vectors, in whose lists the prover's own branch has none."""
    return [ZERO if value is None else read_scalar(b64(value)) for value in spelt]


def nonces_of(spelt):
    return Nonces(read_scalar(b64(spelt["k"])), scalars_of(spelt["c"]), scalars_of(spelt["z"]))


def fixed(label):
    """Entropy for tests only: it gives the same bytes each time it is asked."""
    return lambda size: (counted(label) * (size // 32 + 1))[:size]


def templates(count):
    """So many templates, each adding a weight of its own."""
    labels = tuple(f"t{at}" for at in range(count))
    return TemplatePoints(labels, tuple(generators.point_of({"a": at % 15 + 1, f"b{at}": 1}) for at in range(count)))


@pytest.mark.parametrize("case", VECTORS["hash_to_scalar"])
def test_hashing_to_a_scalar_gives_the_published_one(case):
    assert hash_to_scalar(case["tag"], *map(b64, case["parts"])) == b64(case["scalar"])
    assert bytes.fromhex(VECTORS["order_hex_le"]) == ORDER.to_bytes(32, "little")


@pytest.mark.parametrize("case", **named(VECTORS["good"]))
def test_a_published_tally_is_made_again_to_the_byte_and_verified(case):
    place, points = place_of(case), points_of(case)
    template = points.labels[case["nonces"]["c"].index(None)]
    r = read_scalar(b64(case["r"]))
    made = tally.commit(points, template, r)
    assert made == b64(case["tally"])
    assert tally.prove(place, points, template, made, r, nonces_of(case["nonces"])) == b64(case["proof"])
    tally.verify(place, points, b64(case["tally"]), b64(case["proof"]))
    tally.verify_opening(points, template, b64(case["r"]), b64(case["tally"]))


@pytest.mark.parametrize("case", [case for case in LOG["entries"] if "r" in case], ids=lambda case: case["index"])
def test_every_entry_of_the_demonstration_log_is_made_again_to_the_byte(case):
    found = parse(case["entry"].encode())
    place, points = Place(LOG["origin"], found.scheme, found.record, found.kind), POINTS[found.kind]
    template, r = case["opening"]["facts"]["template"], read_scalar(b64(case["r"]))
    made = tally.commit(points, template, r)
    proof = tally.prove(place, points, template, made, r, nonces_of(case["nonces"]))
    assert replace(found, tally=made, proof=proof).render().decode() == case["entry"]


def test_the_published_tallies_use_the_points_of_the_published_scheme():
    cases = [case for case in VECTORS["good"] if case["template"] is not None]
    assert len(cases) == 8
    for case in cases:
        found = POINTS[case["kind"]]
        assert found.points == points_of(case).points
        assert found.labels[case["nonces"]["c"].index(None)] == case["template"]


@pytest.mark.parametrize("case", **named(VECTORS["bad"]))
def test_a_false_proof_is_refused_for_the_right_reason(case):
    check = lambda: tally.verify(place_of(case), points_of(case), b64(case["tally"]), b64(case["proof"]))  # noqa: E731
    assert code_of(check) == case["code"]


@pytest.mark.parametrize("count", range(1, 17))
def test_whatever_is_proved_verifies_for_every_template(count):
    points = templates(count)
    for template in points.labels:
        sealed = tally.seal(HERE, points, template, fixed(count))
        assert len(sealed.proof) == 64 * count
        assert tally.verify(HERE, points, sealed.tally, sealed.proof) == sealed.tally
        for other in points.labels:
            opens = code_of(lambda: tally.verify_opening(points, other, sealed.r, sealed.tally))  # noqa: B023
            assert opens == (None if other == template else "E_TALLY_OPENING")


def test_every_template_of_the_published_scheme_can_be_proved():
    for kind, points in POINTS.items():
        for template in points.labels:
            place = Place(HERE.origin, HERE.scheme, HERE.record, kind)
            sealed = tally.seal(place, points, template, fixed(7))
            tally.verify(place, points, sealed.tally, sealed.proof)


THREE = templates(3)
SEALED = tally.seal(HERE, THREE, "t1", fixed(3))


@pytest.mark.parametrize("part", ["tally", "proof"])
def test_no_flipped_bit_of_a_tally_or_proof_goes_unnoticed(part):
    raw = {"tally": SEALED.tally, "proof": SEALED.proof}
    for bit in range(8 * len(raw[part])):
        changed = bytearray(raw[part])
        changed[bit // 8] ^= 1 << bit % 8
        found = {**raw, part: bytes(changed)}
        code = code_of(lambda: tally.verify(HERE, THREE, found["tally"], found["proof"]))  # noqa: B023
        assert code in {"E_POINT", "E_SCALAR", "E_ENTRY_PROOF"}, (part, bit)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("other.example/log", HERE.scheme, HERE.record, HERE.kind),
        Place(HERE.origin, counted(8), HERE.record, HERE.kind),
        Place(HERE.origin, HERE.scheme, counted(9), HERE.kind),
        Place(HERE.origin, HERE.scheme, HERE.record, "outcome"),
    ],
    ids=["another log", "another scheme", "another record", "another kind"],
)
def test_a_proof_fits_no_other_place(elsewhere):
    assert code_of(lambda: tally.verify(elsewhere, THREE, SEALED.tally, SEALED.proof)) == "E_ENTRY_PROOF"


def forged(vector, r):
    """A tally that adds a vector which no template has, with the proof of an operator who does what it can."""
    points = POINTS["intake"]
    lie = generators.point_of(vector)
    made = add(multiply_base(r), lie)
    pretended = (*points.points[:-1], lie)
    nonces = Nonces.draw(iter([number(at) for at in range(1, 100)]), len(pretended))
    challenge = tally._challenge(HERE, points, made)
    return made, one_of.prove(pretended, len(pretended) - 1, r, nonces, challenge)


@pytest.mark.parametrize(
    "vector",
    [
        {"received": -1, "received/finance": -1},
        {"received": 2, "received/finance": 2},
        {"received": 1, "received/finance": 1, "received/harassment": 1},
        {"received/finance": 1},
        {"received": 16},
    ],
    ids=["less than nothing", "two for one", "two categories", "a category without the total", "sixteen"],
)
def test_an_entry_that_counts_what_no_template_counts_is_refused(vector):
    made, proof = forged(vector, number(12345))
    assert code_of(lambda: tally.verify(HERE, POINTS["intake"], made, proof)) == "E_ENTRY_PROOF"


def test_an_honest_prover_forced_into_the_forgers_path_would_pass():
    """The forger above fails for its vector and for nothing else."""
    lawful = USED.groups["intake"].templates[-1].vector
    made, proof = forged(lawful, number(12345))
    tally.verify(HERE, POINTS["intake"], made, proof)


@few
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, ORDER - 1)), min_size=1, max_size=12))
def test_the_sum_of_commitments_commits_to_the_sum(items):
    points = templates(4)
    blind, counters = ZERO, IDENTITY
    for at, r in items:
        blind = plus(blind, number(r))
        counters = add(counters, points.points[at])
    made = [tally.commit(points, points.labels[at], number(r)) for at, r in items]
    assert total(made) == add(multiply_base(blind), counters)


def test_proofs_of_many_entries_name_the_first_that_fails():
    good = tally.Proved(5, HERE, THREE, SEALED.tally, SEALED.proof)
    tally.verify_all([good, good])
    bad = tally.Proved(7, HERE, THREE, SEALED.tally, bytes(192))
    with pytest.raises(Exception, match=r"Entry 7 is refused.*\[E_ENTRY_PROOF\]"):
        tally.verify_all([good, bad, tally.Proved(8, HERE, THREE, bytes(32), bytes(192))])


@few
@given(st.binary(min_size=0, max_size=300), st.binary(min_size=30, max_size=34))
def test_garbage_is_no_proof(proof, point):
    assert code_of(lambda: tally.verify(HERE, THREE, point, proof)) is not None
    assert code_of(lambda: tally.verify(HERE, THREE, SEALED.tally, proof)) in {"E_ENTRY_PROOF", "E_SCALAR"}


def test_fresh_tallies_never_repeat_even_where_the_generator_does():
    """The hedge: record and secret go into each draw, so a stuck generator gives no nonce twice."""
    other = Place(HERE.origin, HERE.scheme, counted(2), HERE.kind)
    first, second = (tally.seal(place, THREE, "t1", fixed(3)) for place in (HERE, other))
    assert first.r != second.r
    assert first.proof[:32] != second.proof[:32]
