"""Statements of totals against the published vectors, and against an operator who tries each lie."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand_register import canonical, policy, record, scheme, statement
from evenhand_register.errors import RegisterError
from evenhand_register.group import ZERO, Point, Scalar, minus, multiply_base, number, plus, read_scalar
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy
from evenhand_register.record import Opening
from evenhand_register.statement import Draft, Hidden, Opened
from evenhand_register.statement.proofs import cell_point, rest, verify_cell, verify_total

from .counting import CountedLog, Read, counted_log, counting_document, entropy
from .support import b64, code_of, counted, named, unhurried, vectors
from .test_tally import nonces_of

VECTORS = vectors("statement.json")
LOG = vectors("log.json")
POLICY = policy.parse(LOG["policy"].encode())
few = settings(deadline=None, max_examples=20)


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
    order = 2**252 + 27742317777372353535851937790883648493
    return number(int.from_bytes(s, "little") * pow(int.from_bytes(t, "little"), -1, order))


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


@pytest.mark.parametrize("case", VECTORS["exposure"])
def test_a_hidden_number_that_can_be_worked_out_is_named(case):
    used = scheme.parse(vectors("scheme.json")["scheme"], LOG["origin"])
    assert set(case["public"]) | set(case["hidden"]) == used.counters.keys()
    assert sorted(statement.exposed(used, case["hidden"])) == sorted(case["exposed"])


def rank(rows):
    """The rank of a matrix, by the schoolbook: rows of Fractions, no sparse anything."""
    rows, found = [list(map(Fraction, row)) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        found += 1
        for at in range(found, len(rows)):
            factor = rows[at][column] / pivot[column]
            rows[at] = [value - factor * above for value, above in zip(rows[at], pivot, strict=True)]
    return found


@st.composite
def schemes(draw):
    """Small schemes with whatever weights, and some of their counters."""
    labels = draw(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6, unique=True))
    weights = st.dictionaries(st.sampled_from(labels), st.integers(1, 15))
    groups = draw(st.lists(st.lists(weights, max_size=4, unique_by=str), min_size=1, max_size=3))
    document = counting_document()
    document["counters"] = [{"label": label, "words": label} for label in labels]
    document["figures"] = []
    document["groups"] = [
        {
            "kind": f"k{at}",
            "templates": [
                {"label": f"t{at}/{place}", "vector": vector, "words": "w"} for place, vector in enumerate(group)
            ],
            "words": "w",
        }
        for at, group in enumerate([[v for i, v in enumerate(group) if v not in group[:i]] for group in groups])
    ]
    return scheme.parse(document, document["origin"]), draw(st.sets(st.sampled_from(labels)))


@unhurried
@given(schemes())
def test_exposure_is_a_question_of_rank(drawn):
    used, hidden = drawn
    rows = [(kind, template.vector) for kind, group in used.groups.items() for template in group.templates]
    public = [label for label in used.counters if label not in hidden]
    known = [[*(v.get(label, 0) for label in public), *(int(kind == k) for k in used.groups)] for kind, v in rows]
    expected = [
        label
        for label in used.counters
        if label in hidden
        and (
            not rows
            or rank(known) == rank([[*row, v.get(label, 0)] for row, (_, v) in zip(known, rows, strict=True)])
        )
    ]
    assert statement.exposed(used, hidden) == expected


@unhurried
@given(schemes(), st.data())
def test_what_is_hidden_cannot_be_worked_out_or_the_writer_is_told(drawn, data):
    used, _ = drawn
    values = {label: data.draw(st.integers(0, 20)) for label in used.counters}
    if code_of(lambda: statement.hide(used, values)) == "W_EXPOSED":
        return
    bounds = statement.hide(used, values)
    assert statement.exposed(used, bounds) == []
    assert all(values[label] < bound for label, bound in bounds.items())
    known = statement.exposed(used, used.counters)
    assert {label for label, value in values.items() if 0 < value < 5} - set(known) <= bounds.keys()


def test_the_protecting_number_is_chosen_by_its_place_and_not_by_its_size():
    used = scheme.parse(counting_document(), counting_document()["origin"])
    values = {"received": 25, "received/harm": 3, "received/fraud": 8, "received/other": 14, "closed": 9}
    assert statement.hide(used, values) == {"received/harm": 5, "received/other": 16}
    assert statement.hide(used, {**values, "received/harm": 0}) == {}
    assert statement.hide(used, dict.fromkeys(values, 0)) == {}
    assert set(statement.hide(used, {**values, "received/harm": 0}, hide_zeros=True)) == {
        "received/harm",
        "received/other",
    }
    with pytest.raises(RegisterError, match="Merge counters"):
        statement.hide(used, {**values, "received/fraud": 16, "received/other": 17})


# An operator's lies, each with proofs as good as they can be made.

HONEST = counted_log()
TRUSTED = Policy.of_key(HONEST.signer.vkey)


def read_of(log: CountedLog):
    return Read(log.entries, {0: counting_document()}, log.origin)


def first_of(log: CountedLog):
    """The first statement of a log, checked."""
    opening = next(one for one in log.openings if one is not None and one.facts["kind"] == "statement")
    found = statement.parse(opening.facts["data"])
    return statement.check(found, opening.record, None, log.origin, read_of(log), TRUSTED)


def open_period():
    """A log whose second period is not stated yet."""
    log = counted_log(periods=1)
    for template, times_ in (("in/harm", 3), ("in/fraud", 6), ("in/other", 6)):
        for _ in range(times_):
            log.count("intake", template)
    return log


def second_code(made, log):
    return code_of(lambda: statement.check(made, counted(77), first_of(log), log.origin, read_of(log), TRUSTED))


def test_an_honest_statement_with_hidden_numbers_is_true():
    log = open_period()
    made = statement.make(log.draft(), log.blinding, entropy)
    assert set(made.claim.hidden) == {"received/harm", "received/other"}
    assert second_code(made, log) is None
    assert made.claim.covers(log.stated[-1][1].end.size)
    assert not made.claim.covers(len(log.entries))


def test_minus_one_in_a_hidden_cell_is_refused_though_every_sum_agrees():
    """One complaint too many in public, and -1 hidden to make up for it: only the range proof speaks against it."""
    log = open_period()
    draft = log.draft()
    blinds = {"received/harm": number(11), "received/other": number(22)}
    values = {**draft.values, "received/fraud": draft.values["received/fraud"] + 7}
    opened = {
        "received/harm": Opened(3, blinds["received/harm"]),
        "received/other": Opened(-1, blinds["received/other"]),
    }
    values["received/other"] = -1
    claim = statement.claim_of(replace(draft, values=values), opened)
    claim = replace(claim, totals={**claim.totals, "received/fraud": 6})
    cells = {label: bytes(64 * cell.below) for label, cell in claim.hidden.items()}
    made = statement.Statement(claim, cells, bytes(64))
    assert second_code(made, log) == "E_CELL_PROOF"
    with pytest.raises(RegisterError, match="not below"):
        statement.make(replace(draft, values=values), log.blinding, entropy)


@pytest.mark.parametrize("label", ["received", "received/fraud", "closed"])
@pytest.mark.parametrize("by", [-1, 1])
def test_a_total_that_is_one_off_is_refused(label, by):
    log = open_period()
    draft = log.draft(hide={})
    if draft.values[label] + by < 0:
        by = 2
    made = statement.make(
        replace(draft, values={**draft.values, label: draft.values[label] + by}), log.blinding, entropy
    )
    assert second_code(made, log) == "E_TOTAL"


LIES = {
    "a gap between periods": ("E_TILING", lambda log, draft: replace(draft, start=log.edge(draft.start.size + 1))),
    "an overlap of periods": ("E_TILING", lambda log, draft: replace(draft, start=log.edge(draft.start.size - 1))),
    "a statement left out": ("E_TILING", lambda _, draft: replace(draft, sequence=draft.sequence + 1)),
    "another previous statement": ("E_TILING", lambda _, draft: replace(draft, previous=counted(5))),
    "another log": ("E_ORIGIN", lambda _, draft: replace(draft, origin="other.example/log")),
    "an end that is not logged yet": (
        "E_CLAIM_ROOT",
        lambda _, draft: replace(draft, end=replace(draft.end, size=draft.end.size + 1)),
    ),
    "a head of another size": (
        "E_CLAIM_ROOT",
        lambda log, draft: replace(draft, end=replace(draft.end, checkpoint=log.head_at(3))),
    ),
    "no head": ("E_CLAIM_ROOT", lambda _, draft: replace(draft, end=replace(draft.end, checkpoint=None))),
    "another scheme": ("E_SCHEME_UNKNOWN", lambda _, draft: replace(draft, scheme_id=counted(6))),
    "an entry too many": (
        "E_CLAIM_COUNT",
        lambda _, draft: replace(draft, entries={**draft.entries, "event": draft.entries.get("event", 0) + 1}),
    ),
    "an entry of another period": (
        "E_CLAIM_COUNT",
        lambda _, draft: replace(draft, entries={**draft.entries, "intake": draft.entries["intake"] + 1}),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_statement_about_anything_but_its_period_is_refused(lie):
    log = open_period()
    code, tell = LIES[lie]
    made = statement.make(tell(log, log.draft()), log.blinding, entropy)
    assert second_code(made, log) == code


def test_a_head_of_another_log_with_the_same_entries_is_refused():
    log = open_period()
    other = CountedLog(origin="other.example/log", entries=log.entries)
    draft = log.draft()
    shown = replace(draft.end, checkpoint=other.head_at(draft.end.size))
    made = statement.make(replace(draft, end=shown), log.blinding, entropy)
    keys = [VerifierKey.parse(one.signer.vkey) for one in (log, other)]
    both = Policy(tuple(keys), {}, {}, None)
    found = code_of(lambda: statement.check(made, counted(77), first_of(log), log.origin, read_of(log), both))
    assert found == "E_CLAIM_ROOT"


OPEN = open_period()
TWO = statement.make(OPEN.draft(), OPEN.blinding, entropy)
BEFORE, PAST = first_of(OPEN), read_of(OPEN)
PAST.prove = False  # the entries' own proofs have tests of their own


def points_of(claim):
    return {label: Point(cell.point) for label, cell in claim.hidden.items()}


@pytest.mark.parametrize("part", ["cells", "total"])
def test_no_flipped_bit_of_a_proof_goes_unnoticed(part):
    context, cell = TWO.claim.context, TWO.claim.hidden["received/harm"]
    proof = TWO.total if part == "total" else TWO.cells["received/harm"]
    y = rest(PAST.total(TWO.claim.start.size, TWO.claim.end.size), TWO.claim.totals, points_of(TWO.claim))

    def check(raw):
        if part == "total":
            verify_total(context, y, raw)
        else:
            verify_cell(context, "received/harm", cell.below, cell.point, raw)

    assert code_of(lambda: check(proof)) is None
    for bit in range(8 * len(proof)):
        changed = bytearray(proof)
        changed[bit // 8] ^= 1 << bit % 8
        code = code_of(lambda: check(bytes(changed)))  # noqa: B023
        assert code in {"E_TOTAL" if part == "total" else "E_CELL_PROOF", "E_SCALAR"}, bit


@unhurried
@given(st.data())
def test_no_flipped_bit_of_a_statement_goes_unnoticed(data):
    raw = canonical.dumps(TWO.as_json())
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8

    def read():
        found = statement.parse(canonical.loads(bytes(changed)))
        statement.check(found, counted(77), BEFORE, OPEN.origin, PAST, TRUSTED)

    assert code_of(read) is not None


@unhurried
@given(
    st.recursive(
        st.none() | st.integers(-1, 9) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ),
    st.sampled_from(sorted(TWO.claim.as_json())),
)
def test_garbage_is_no_statement(value, part):
    assert code_of(lambda: statement.parse(value)) == "E_CLAIM_FORMAT"
    document = json.loads(canonical.dumps(TWO.as_json()))
    was, document["claim"][part] = document["claim"][part], value
    code = code_of(lambda: statement.parse(document))
    assert code in (None, "E_CLAIM_FORMAT")
    assert value == was or part in {"origin", "totals", "hidden", "entries", "previous", "sequence", "period"} or code


@few
@given(st.lists(st.integers(0, 4), min_size=3, max_size=3), st.integers(0, 3))
def test_whatever_is_counted_can_be_stated_and_is_true(times_, closed):
    log = CountedLog()
    log.add("scheme", counting_document())
    for template, count in zip(("in/harm", "in/fraud", "in/other"), times_, strict=True):
        for _ in range(count):
            log.count("intake", template)
    for _ in range(closed):
        log.count("outcome", "out/closed")
    made = statement.make(log.draft(), log.blinding, entropy)
    found = statement.check(made, counted(9), None, log.origin, read_of(log), TRUSTED)
    assert found.exposed == []
    assert statement.parse(canonical.loads(canonical.dumps(made.as_json()))) == made


def test_a_number_that_the_entries_give_away_by_their_kind_is_not_hidden():
    """Every complaint is an entry of the kind intake, so a small number of them is public whatever is done."""
    used = scheme.parse(counting_document(), counting_document()["origin"])
    values = {"received": 2, "received/harm": 1, "received/fraud": 0, "received/other": 1, "closed": 1}
    assert statement.exposed(used, used.counters) == ["received"]
    assert statement.hide(used, values) == {"received/harm": 5, "received/other": 5, "closed": 5}


def test_an_exposed_number_is_never_published():
    log = open_period()
    with pytest.raises(RegisterError, match=r"\[W_EXPOSED\]"):
        statement.make(log.draft(hide={"received/harm": 5}), log.blinding, entropy)


def test_the_blinding_of_a_period_is_the_sum_of_its_entries():
    log = open_period()
    start = log.stated[-1][1].end.size
    past = read_of(log)
    found = ZERO
    for index in range(start, len(log.entries)):
        if index in log.opened:
            found = plus(found, Scalar(log.opened[index].r))
    assert found == log.blinding
    claim = statement.make(log.draft(hide={}), log.blinding, entropy).claim
    assert rest(past.total(start, len(log.entries)), claim.totals, {}) == multiply_base(found)


def test_a_draw_of_nonces_never_serves_two_statements():
    log = open_period()
    first = statement.make(log.draft(), log.blinding, entropy)
    second = statement.make(log.draft(period="2026-P9"), log.blinding, entropy)
    for label, proof in first.cells.items():
        assert first.claim.hidden[label].point != second.claim.hidden[label].point
        assert proof[:32] != second.cells[label][:32]
