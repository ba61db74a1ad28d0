"""What is public beside a hidden number limits it; the limits never shut out what is true."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evenhand_register.scheme import Group, Scheme, Template
from evenhand_register.statement import Claim, Head, Hidden, Interval, added, narrowed

BELOW = 256


def scheme(groups):
    """A scheme with these groups: for each kind its templates, each with what it gives to which counter."""
    made = {
        kind: Group(kind, kind, tuple(Template(label, label, vector) for label, vector in templates.items()))
        for kind, templates in groups.items()
    }
    counters = {
        counter: counter for templates in groups.values() for vector in templates.values() for counter in vector
    }
    return Scheme("a body", "example/log", None, counters, made, (), 5, BELOW)


def claim(used, came, hidden):
    """What a statement says of so many entries of each template, with these counters hidden."""
    totals = Counter(dict.fromkeys(used.counters, 0))
    kinds = Counter()
    for kind, group in used.groups.items():
        for template in group.templates:
            kinds[kind] += came[template.label]
            for counter, weight in template.vector.items():
                totals[counter] += weight * came[template.label]
    made = Claim(
        *("example/log", "2026-03", 0, None, bytes(32), Head(0, bytes(32)), Head(sum(kinds.values()) + 1, bytes(32))),
        entries={kind: n for kind, n in kinds.items() if n},
        totals={counter: n for counter, n in totals.items() if counter not in hidden},
        hidden={counter: Hidden(BELOW, bytes(32)) for counter in hidden},
    )
    return made, totals


BODY = scheme(
    {
        "intake": {"har": {"received": 1, "received/har": 1}, "fin": {"received": 1, "received/fin": 1}},
        "outcome": {
            "upheld": {"closed": 1, "closed/upheld": 1},
            "not-upheld": {"closed": 1, "closed/not-upheld": 1},
            "decided": {"decided": 1},
            "reopened": {"reopened": 1},
            "nothing": {},
        },
        "review": {"up": {"override": 2, "both": 1}, "down": {"override": 1, "both": 3}, "none": {}},
    }
)
LABELS = [template.label for group in BODY.groups.values() for template in group.templates]


@given(
    st.fixed_dictionaries({label: st.integers(0, 40) for label in LABELS}),
    st.sets(st.sampled_from(sorted(BODY.counters))),
)
def test_what_is_true_is_never_shut_out(came, hidden):
    made, totals = claim(BODY, came, hidden)
    found = narrowed(made, BODY)
    assert found.keys() == hidden
    for counter, limits in found.items():
        assert 0 <= limits.low <= totals[counter] <= limits.high < BELOW
    vector = {"received": 1, "reopened": 1, "closed": -1, "both": -2}
    low, high = added(vector, [(made, found)])
    assert low <= sum(weight * totals[counter] for counter, weight in vector.items()) <= high


CAME = Counter({"har": 20, "fin": 3, "upheld": 9, "not-upheld": 4, "decided": 2, "reopened": 1, "nothing": 5})


def limits(*hidden):
    return narrowed(claim(BODY, CAME, hidden)[0], BODY)


def test_a_part_is_no_more_than_what_the_shown_parts_leave_of_the_whole():
    assert limits("closed/upheld", "closed/not-upheld") == dict.fromkeys(
        ("closed/upheld", "closed/not-upheld"), Interval(0, 13)
    )


def test_a_whole_is_no_less_than_its_shown_parts():
    assert limits("closed", "closed/not-upheld")["closed"].low == 9


def test_a_number_is_no_more_than_the_entries_of_its_kind_that_count_as_nothing_shown():
    assert limits("reopened")["reopened"] == Interval(0, 21 - 13 - 2)
    assert limits("reopened", "decided")["reopened"] == Interval(0, 21 - 13)


def test_without_entries_of_its_kind_a_number_is_nought():
    assert limits("override", "both") == {"override": Interval(0, 0), "both": Interval(0, 0)}
