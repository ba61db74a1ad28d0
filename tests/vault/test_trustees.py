"""Shares of words: any so many open the key, fewer never, and whatever is wrong with one is said."""

import os
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import Share

from evenhand.vault.errors import VaultError
from evenhand.vault.keys import PrivateKey, new_key_pair
from evenhand.vault.trustees import WORDS, SharesFault, combine, read_share, split

PRIVATE = new_key_pair(os.urandom).private
SET = split(PRIVATE, 3, 5, os.urandom)
TEXTS = [share.text for share in SET]


@st.composite
def sizes(draw):
    count = draw(st.integers(2, 16))
    return draw(st.integers(2, count)), count


@settings(max_examples=25)
@given(sizes(), st.binary(min_size=32, max_size=32), st.randoms())
def test_any_so_many_shares_open_the_key_in_any_order_and_one_fewer_never_does(size, raw, chance):
    threshold, count = size
    shares = [share.text for share in split(PrivateKey(raw), threshold, count, os.urandom)]
    chance.shuffle(shares)
    assert combine(shares[:threshold]) == raw
    with pytest.raises(SharesFault, match="nothing can be opened without 1 more"):
        combine(shares[: threshold - 1])


def test_every_three_of_five_open_it_and_no_two_do():
    for three in combinations(TEXTS, 3):
        assert combine(three) == PRIVATE
    for two in combinations(TEXTS, 2):
        with pytest.raises(SharesFault, match="It takes 3 shares of this set, and 2 were given"):
            combine(two)


def test_more_than_it_takes_open_it_too():
    assert combine(TEXTS) == PRIVATE


def test_two_shares_that_claim_to_be_enough_open_nothing():
    """Whoever holds two can write into them that two are needed: the sum inside then does not fit."""

    def claiming(text: str) -> str:
        share = Share.from_mnemonic(text)
        fields = (share.identifier, share.extendable, share.iteration_exponent, 0, 1, 1, share.index)
        return Share(*fields, 2, share.value).mnemonic()

    with pytest.raises(SharesFault, match="together they open nothing"):
        combine([claiming(text) for text in TEXTS[:2]])


def test_the_numbers_stand_in_the_shares():
    assert [(share.number, share.threshold, len(share.words)) for share in SET] == [
        (number, 3, WORDS) for number in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("threshold", "count", "said"),
    [
        (1, 1, "each trustee alone could open everything"),
        (1, 5, "each trustee alone could open everything"),
        (0, 5, "each trustee alone could open everything"),
        (-1, 5, "each trustee alone could open everything"),
        (3, 17, "16 shares at most, not 17"),
        (4, 3, "Of 3 shares 4 can never come together"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(threshold, count, said):
    with pytest.raises(SharesFault, match=said):
        split(PRIVATE, threshold, count, os.urandom)


def test_it_is_read_whatever_its_case_spacing_numbers_and_line_breaks():
    typed = "\r\n".join(f" {place}.\t{word.upper()}\u00ad," for place, word in enumerate(SET[1].words, start=1))
    assert read_share(typed, 2) == SET[1]
    assert combine([typed, f"\n\n{TEXTS[0].title()}  ", TEXTS[4].replace(" ", " - ")]) == PRIVATE


def test_a_word_of_no_list_is_named_by_share_and_place():
    words = list(SET[1].words)
    words[6] = "evenhand"
    with pytest.raises(SharesFault, match=r"^Share 2: word 7 is not in the list"):
        combine([TEXTS[0], " ".join(words), TEXTS[2]])


@pytest.mark.parametrize("place", [0, 3, 4, 20, 29, 30, 32])
def test_a_word_mistaken_for_another_of_the_list_fails_the_checksum_of_that_share(place):
    words = list(SET[2].words)
    words[place] = "academic" if words[place] != "academic" else "acid"
    with pytest.raises(SharesFault, match=r"^Share 3: its checksum fails"):
        combine([TEXTS[0], TEXTS[1], " ".join(words)])


def test_two_words_that_changed_places_fail_the_checksum():
    words = list(SET[0].words)
    at = next(at for at in range(4, 28) if words[at] != words[at + 1])
    words[at], words[at + 1] = words[at + 1], words[at]
    with pytest.raises(SharesFault, match=r"^Share 1: its checksum fails"):
        combine([" ".join(words), TEXTS[1], TEXTS[2]])


def test_a_share_of_another_set_is_named():
    strange = split(PRIVATE, 3, 5, lambda size: bytes(byte ^ 0xFF for byte in os.urandom(size)))[1].text
    with pytest.raises(SharesFault, match=r"^Share 2 is of another set than share 1"):
        combine([TEXTS[0], strange, TEXTS[2]])


def test_shares_of_two_sets_that_look_like_one_open_nothing():
    """The name of a set has 15 bits: that two have the same is rare and has to be found all the same."""

    def same(size: int) -> bytes:
        return bytes(size)

    one, other = split(PRIVATE, 2, 3, same), split(new_key_pair(os.urandom).private, 2, 3, same)
    with pytest.raises(SharesFault, match="together they open nothing"):
        combine([one[0].text, other[1].text])
    with pytest.raises(SharesFault, match="together they open nothing"):
        combine([one[0].text, one[1].text, other[2].text])


def test_the_same_share_twice_counts_once_and_is_named():
    with pytest.raises(SharesFault, match=r"^Share 3 is the same as share 1, number 1 of its set"):
        combine([TEXTS[0], TEXTS[1], TEXTS[0].upper()])


def test_a_share_of_several_groups_is_none_of_ours():
    share = Share.from_mnemonic(TEXTS[0])
    grouped = Share(share.identifier, share.extendable, 0, 1, 2, 3, share.index, 3, share.value)
    with pytest.raises(SharesFault, match=r"^Share 1: it is well written, and not of a kind"):
        combine([grouped.mnemonic(), *TEXTS[1:3]])


@pytest.mark.parametrize(
    "text", ["", "\0", "1 2 3", "academic " * 32, "academic " * 34, "a" * 100_000, "\ud800", "№٣ ﷽"]
)
def test_what_is_no_share_is_refused_with_a_sentence(text):
    with pytest.raises(SharesFault, match=r"^Share 1: "):
        combine([text, *TEXTS[:2]])


def test_no_share_at_all_is_refused():
    with pytest.raises(SharesFault, match="No share was given"):
        combine([])


@given(
    st.lists(st.text() | st.lists(st.sampled_from(SET[0].words), min_size=33, max_size=33).map(" ".join), max_size=4)
)
def test_whatever_is_typed_a_refusal_is_the_worst_that_happens(typed):
    with pytest.raises(VaultError):
        combine(typed)


def test_neither_a_share_nor_a_refusal_shows_words():
    assert SET[0].words[10] not in repr(SET[0])

    def refused(text: str) -> str:
        with pytest.raises(SharesFault) as fault:
            combine([text.replace(text.split()[8], "acid" if text.split()[8] != "acid" else "acne")])
        return str(fault.value)

    assert refused(TEXTS[0]) == refused(TEXTS[1])
