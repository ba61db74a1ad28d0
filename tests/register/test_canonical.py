import enum
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import canonical

from .support import code_of, named, unhurried, vectors

VECTORS = vectors("canonical_json.json")
NAMES = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters='"\\'), min_size=1, max_size=128
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53 - 1), 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)


@pytest.mark.parametrize("text", VECTORS["good"])
def test_a_canonical_text_is_read_and_written_again(text):
    assert canonical.dumps(canonical.loads(text.encode())) == text.encode()


@pytest.mark.parametrize("case", **named(VECTORS["bad"]))
def test_another_spelling_is_refused(case):
    raw = case["text"].encode("utf-8", "surrogatepass")
    assert code_of(lambda: canonical.loads(raw)) == case["code"] == "E_JSON"


@pytest.mark.parametrize("case", VECTORS["render"])
def test_a_value_is_written_in_the_one_way(case):
    assert canonical.dumps(case["value"]) == case["canonical"].encode()


@unhurried
@given(VALUES)
def test_what_is_written_is_read_back(value):
    assert canonical.loads(canonical.dumps(value)) == value


@unhurried
@given(VALUES)
def test_every_other_spelling_of_a_value_is_refused(value):
    raw = canonical.dumps(value)
    for other in (json.dumps(value, indent=1), json.dumps(value), json.dumps(value, ensure_ascii=True)):
        assert (other.encode() == raw) or code_of(lambda other=other: canonical.loads(other.encode())) == "E_JSON"


@unhurried
@given(st.binary() | st.text().map(str.encode))
def test_garbage_is_refused_with_its_own_code(raw):
    assert code_of(lambda: canonical.loads(raw)) in (None, "E_JSON")


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), {1: 2}, {"": 1}, {"é": 1}, b"x", (1,), {"a": {1}}, Colour.RED, "\ud800"],
)
def test_what_canonical_json_cannot_say_is_not_written(value):
    assert code_of(lambda: canonical.dumps(value)) == "E_JSON"


def test_a_value_inside_itself_is_not_followed_for_ever():
    value = []
    value.append(value)
    assert code_of(lambda: canonical.dumps(value)) == "E_JSON"


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"a":' * 200_000, b"1" * 100_000, b'"' + b"a" * 2**24 + b'"'])
def test_a_document_made_to_exhaust_the_reader_is_refused(raw):
    assert code_of(lambda: canonical.loads(raw)) == "E_JSON"
