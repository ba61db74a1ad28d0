import pytest

from evenhand_register import nonce
from evenhand_register.encoding import b64encode

from .support import b64, vectors

TYPED = vectors("typed_nonce.json")["typed"]


@pytest.mark.parametrize("case", TYPED)
def test_typed_words_give_the_published_value(case):
    assert nonce.typed(case["text"]) == b64(case["nonce"])
    assert nonce.read(case["text"]) == b64(case["nonce"])


@pytest.mark.parametrize("case", TYPED)
def test_white_space_around_typed_words_does_not_count(case):
    assert nonce.typed(f"\t\u3000\u2028{case['text'].strip()}\r\n\x85") == b64(case["nonce"])


def test_case_and_inner_spaces_do_count():
    assert len({nonce.typed(text) for text in ("blue kettle", "Blue kettle", "blue  kettle", "bluekettle")}) == 4


def test_a_value_as_it_is_shown_to_people_is_taken_as_it_is():
    drawn = bytes(range(16))
    assert nonce.read(f" {b64encode(drawn)}\n") == drawn
    assert nonce.read(b64encode(bytes(16))) == bytes(16)


@pytest.mark.parametrize(
    "text", [b64encode(bytes(15)), b64encode(bytes(17)), "AAAAAAAAAAAAAAAAAAAAAA=", "", "\udcff"]
)
def test_anything_else_is_typed_words(text):
    assert nonce.read(text) == nonce.typed(text)
