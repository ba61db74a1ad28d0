import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register.encoding import b64decode, b64encode, is_kind, is_label, is_words, parse_decimal

from .support import unhurried


@unhurried
@given(st.binary())
def test_base64_comes_back(data):
    assert b64decode(b64encode(data)) == data
    assert b64decode(b64encode(data), len(data) + 1) is None


@unhurried
@given(st.text())
def test_only_one_text_spells_the_same_bytes(text):
    data = b64decode(text)
    assert data is None or b64encode(data) == text


@pytest.mark.parametrize("text", ["AAA", "AAB=", "AAA=\n", " AAA=", "A_A=", "AAA=AAA=", "é"])
def test_another_spelling_of_base64_is_none(text):
    assert b64decode(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("10", 10), ("9223372036854775807", 2**63 - 1)])
def test_a_plain_number_is_read(text, number):
    assert parse_decimal(text) == number


@pytest.mark.parametrize(
    "text", ["", "01", "+1", "-1", " 1", "1\n", "1_0", "٣", "9223372036854775808", "1e3", "9" * 40]
)
def test_any_other_spelling_of_a_number_is_none(text):
    assert parse_decimal(text) is None


def test_names_are_plain_and_short():
    assert is_kind("a-1")
    assert is_label("in/harassment.v2")
    assert not any(map(is_kind, ["", "A", "1a", "a" * 33, "a\n", 7, None]))
    assert not any(map(is_label, ["", "/a", "A", "a" * 65, "a\n", 7, None]))


def test_words_are_counted_in_bytes():
    assert is_words("é" * 2048)
    assert not any(map(is_words, ["", "é" * 2049, 7, None]))
