"""Which hidden numbers can be worked out from the public ones, and hiding so that none can."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import scheme, statement
from evenhand_register.errors import RegisterError

from .counting import counting_document
from .support import code_of, unhurried, vectors

VECTORS = vectors("statement.json")


@pytest.mark.parametrize("case", VECTORS["exposure"])
def test_a_hidden_number_that_can_be_worked_out_is_named(case):
    used = scheme.parse(vectors("scheme.json")["scheme"], vectors("scheme.json")["origin"])
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


def test_a_number_that_the_entries_give_away_by_their_kind_is_not_hidden():
    """Every complaint is an entry of the kind intake, so a small number of them is public whatever is done."""
    used = scheme.parse(counting_document(), counting_document()["origin"])
    values = {"received": 2, "received/harm": 1, "received/fraud": 0, "received/other": 1, "closed": 1}
    assert statement.exposed(used, used.counters) == ["received"]
    assert statement.hide(used, values) == {"received/harm": 5, "received/other": 5, "closed": 5}
