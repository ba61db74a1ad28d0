import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import generators, scheme
from evenhand_register.entry import Entry
from evenhand_register.group import BASE, multiply_base, number

from .support import ORIGIN, b64, code_of, counted, named, scheme_document, unhurried, vectors

VECTORS = vectors("scheme.json")
JSON = st.recursive(
    st.none() | st.integers(0, 9) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def test_the_published_scheme_is_read():
    found = scheme.parse(VECTORS["scheme"], VECTORS["origin"])
    assert list(found.counters) == [generator["label"] for generator in VECTORS["generators"]]
    assert [(group.kind, template.label) for group in found.groups.values() for template in group.templates] == [
        (template["kind"], template["label"]) for template in VECTORS["templates"]
    ]
    assert (found.threshold, found.complement, found.previous) == (5, 16, None)
    assert found.figures[0].vector == {"received": 1, "closed": -1}


@pytest.mark.parametrize("case", VECTORS["generators"], ids=lambda case: case["label"])
def test_the_label_alone_fixes_a_generator(case):
    assert generators.generator(case["label"]) == b64(case["point"]) == bytes.fromhex(case["point_hex"])
    assert generators.multiples(case["label"], 3)[:2] == (bytes(32), b64(case["point"]))


def test_the_template_points_are_the_published_ones():
    found = generators.template_points(scheme.parse(VECTORS["scheme"], VECTORS["origin"]))
    points = [
        {"kind": kind, "label": label, "point": point}
        for kind, group in found.items()
        for label, point in zip(group.labels, group.points, strict=True)
    ]
    assert points == [{**case, "point": b64(case["point"])} for case in VECTORS["templates"]]
    assert BASE.hex() == VECTORS["base_point_hex"]
    assert multiply_base(number(1)) == BASE


def test_a_group_that_is_not_counted_has_no_points():
    assert generators.template_points(scheme.parse(scheme_document(), ORIGIN)) == {}


@pytest.mark.parametrize("case", **named(VECTORS["bad"]))
def test_a_bad_scheme_is_refused_for_the_right_reason(case):
    assert code_of(lambda: scheme.parse(case["scheme"], VECTORS["origin"])) == case["code"]


def test_groups_may_be_logged_and_not_counted():
    found = scheme.parse(scheme_document(), ORIGIN)
    assert {kind: group.templates for kind, group in found.groups.items()} == {"intake": (), "event": ()}


def test_an_entry_belongs_to_the_group_of_its_kind():
    found = scheme.parse(VECTORS["scheme"], VECTORS["origin"])
    plain = Entry("event", "2026-01-01", counted(1), counted(2))
    counts = Entry("intake", "2026-01-01", counted(1), counted(2), counted(3), bytes(64))
    assert scheme.group_of(found, plain).kind == "event"
    group = scheme.group_of(found, counts)
    assert group.template("in/harassment").words == "received, harassment"
    assert group.template("out/upheld") is None


@pytest.mark.parametrize(("kind", "tally"), [("rumour", ()), ("intake", ()), ("event", (counted(3), bytes(64)))])
def test_an_entry_outside_the_scheme_is_refused(kind, tally):
    found = scheme.parse(VECTORS["scheme"], VECTORS["origin"])
    made = Entry(kind, "2026-01-01", counted(1), counted(2), *tally)
    assert code_of(lambda: scheme.group_of(found, made)) == "E_KIND"


@unhurried
@given(
    JSON
    | st.builds(
        lambda part, name: {**VECTORS["scheme"], name: part}, JSON, st.sampled_from(sorted(VECTORS["scheme"]))
    )
)
def test_garbage_is_no_scheme(value):
    assert code_of(lambda: scheme.parse(value, VECTORS["origin"])) in (None, "E_SCHEME_FORMAT", "E_ORIGIN")
