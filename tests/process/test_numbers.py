"""Complaint numbers: unique, one spelling, and proof against slips of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.process.numbers import ALPHABET, NumberError, number, parse_number

indexes = st.integers(min_value=0, max_value=2**60)


@given(indexes)
def test_a_number_gives_its_index_back(index):
    assert parse_number(number(index)) == index


@given(st.integers(min_value=0, max_value=10**8))
def test_a_number_may_be_typed_carelessly(index):
    text = number(index)
    assert parse_number(text.lower().replace("-", "")) == index
    assert parse_number(text.removeprefix("EH-").replace("-", " ").replace("0", "o").replace("1", "l")) == index


def test_a_short_index_is_padded_to_four_places():
    assert number(1) == "EH-0001-2"
    assert len(number(32**4 - 1)) == len("EH-0000-0")
    assert len(number(32**4)) == len("EH-00000-0")


@given(indexes, st.data())
def test_one_wrong_symbol_is_always_noticed(index, data):
    text = number(index)
    place = data.draw(st.sampled_from([at for at, symbol in enumerate(text) if at > 2 and symbol != "-"]))
    other = data.draw(st.sampled_from([symbol for symbol in ALPHABET if symbol != text[place]]))
    with pytest.raises(NumberError, match="slip of the pen"):
        parse_number(text[:place] + other + text[place + 1 :])


@given(indexes, st.data())
def test_two_neighbours_exchanged_are_always_noticed(index, data):
    plain = number(index).replace("-", "")
    pairs = [at for at in range(2, len(plain) - 1) if plain[at] != plain[at + 1]]
    if not pairs:
        return
    at = data.draw(st.sampled_from(pairs))
    with pytest.raises(NumberError):
        parse_number(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :])


@pytest.mark.parametrize("text", ["", "EH", "EH-1", "hello", "EH-0K7M-!", "EH-" + "Z" * 40, "EH-٠٠٠٠-٠", "EH-U000-0"])
def test_what_is_no_number_is_refused_with_a_sentence(text):
    with pytest.raises(NumberError, match=r"receipt\.$|letter\.$"):
        parse_number(text)


def test_there_is_no_number_for_less_than_nothing():
    with pytest.raises(NumberError):
        number(-1)
