"""Statements of totals against the published vectors: read, checked, and made again to the byte."""

from dataclasses import replace

import pytest

from evenhand_register import canonical, policy, record, scheme, statement
from evenhand_register.group import ORDER, ZERO, Scalar, minus, number, plus, read_scalar
from evenhand_register.record import Opening
from evenhand_register.statement import Draft, Hidden, Opened
from evenhand_register.statement.proofs import cell_point

from .counting import Read
from .support import b64, code_of, counted, named, vectors
from .test_tally import nonces_of

VECTORS = vectors("statement.json")
LOG = vectors("log.json")
POLICY = policy.parse(LOG["policy"].encode())


def read_log(case):
    """The entries that a case is about, and the scheme documents among them."""
    raw = [item["entry"].encode() for item in LOG["entries"]]
    documents = {0: LOG["entries"][0]["opening"]["facts"]["data"]}
    for at, text in case["replace"].items():
        raw[int(at)] = text.encode()
    for at, opening in case.get("openings", {}).items():
        if opening["facts"]["kind"] == "scheme":
            documents[int(at)] = opening["facts"]["data"]
    return Read(raw, documents, LOG["origin"], prove=not case["skip_entry_proofs"])


def check_chain(case):
    """Check the statements of a case in order, each with the entry that it is logged as where it is."""
    past, before = read_log(case), None
    for item in case["statements"]:
        opening = Opening.parse(item["opening"])
        if item["index"] is not None:
            record.verify_opening(opening, past.entries[item["index"]])
        found = statement.parse(opening.facts["data"])
        before = statement.check(found, opening.record, before, LOG["origin"], past, POLICY)
    return before


@pytest.mark.parametrize("case", **named(VECTORS["cases"]))
def test_a_chain_of_statements_is_accepted_or_refused_for_the_right_reason(case):
    assert code_of(lambda: check_chain(case)) == case["code"]
    if case["code"] is None:
        assert [f"W_EXPOSED {label}" for label in check_chain(case).exposed] == case["warnings"]


def good_case():
    return next(case for case in VECTORS["cases"] if case["name"] == "good")


def good_statements():
    return [statement.parse(item["opening"]["facts"]["data"]) for item in good_case()["statements"]]


def sum_of_blinds(start, end):
    found = ZERO
    for item in LOG["entries"][start:end]:
        if "r" in item:
            found = plus(found, read_scalar(b64(item["r"])))
    return found


def quotient(s: Scalar, t: Scalar) -> Scalar:
    """s / t, for tests: it is how s_k is had from a published proof and its nonces."""
    return number(int.from_bytes(s, "little") * pow(int.from_bytes(t, "little"), -1, ORDER))


@pytest.mark.parametrize("at", [0, 1])
def test_a_published_statement_is_made_again_to_the_byte(at):
    published, trace = good_statements()[at], VECTORS["traces"][at]
    claim, parts = published.claim, trace["traces"]
    assert claim.context == b64(trace["context"])
    nonces = {label: nonces_of(parts[label]["nonces"]) for label in claim.hidden}
    opened = {}
    for label, proof in published.cells.items():
        value, below = parts[label]["nonces"]["c"].index(None), claim.hidden[label].below
        c, z = proof[32 * value :][:32], proof[32 * (below + value) :][:32]
        opened[label] = Opened(value, quotient(minus(Scalar(z), nonces[label].k), Scalar(c)))
        assert cell_point(label, value, opened[label].s) == claim.hidden[label].point
    blinding = sum_of_blinds(claim.start.size, claim.end.size)
    made = statement.prove(claim, opened, blinding, nonces, read_scalar(b64(parts["total"]["k"])))
    assert made == published
    drafted = Draft(
        claim.origin,
        claim.period,
        claim.sequence,
        claim.previous,
        claim.scheme,
        scheme.parse(vectors("scheme.json")["scheme"], LOG["origin"]),
        claim.start,
        claim.end,
        claim.entries,
        {**claim.totals, **{label: cell.value for label, cell in opened.items()}},
        {label: cell.below for label, cell in claim.hidden.items()},
    )
    assert statement.claim_of(drafted, opened).as_json() == claim.as_json()


def test_what_a_statement_says_is_spelt_as_it_was_read():
    for case in VECTORS["cases"]:
        for item in case["statements"]:
            document = item["opening"]["facts"]["data"]
            if code_of(lambda: statement.parse(document)) is None:  # noqa: B023
                assert canonical.dumps(statement.parse(document).as_json()) == canonical.dumps(document)


def test_figures_are_intervals_where_a_number_is_hidden():
    claims = [found.claim for found in good_statements()]
    used = scheme.parse(vectors("scheme.json")["scheme"], LOG["origin"])
    for through, expected in enumerate(VECTORS["figures"].values()):
        for made in used.figures:
            assert list(statement.figure(made.vector, claims[: through + 1])) == expected[made.label]


def test_a_negative_weight_exchanges_the_ends_of_a_hidden_number():
    claim = replace(good_statements()[1].claim, totals={"a": 5}, hidden={"b": Hidden(5, counted(1))})
    assert statement.figure({"a": 2, "b": -3, "unknown": 7}, [claim]) == (10 - 12, 10)
