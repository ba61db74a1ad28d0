"""A phrase can be typed carelessly, never wrongly."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from evenhand.vault.phrase import PhraseFault, lookup_ref, new_phrase, parse, phrase_keys

ZEROS = "abandon " * 11 + "about"


@given(st.binary(min_size=16, max_size=16))
def test_a_phrase_has_twelve_words_and_reads_back(bits):
    phrase = new_phrase(lambda _: bits)
    assert len(phrase.text.split()) == 12
    assert parse(phrase.text) == phrase


def test_a_phrase_holds_128_bits_from_the_entropy_that_was_passed_in():
    asked = []
    phrase = new_phrase(lambda count: asked.append(count) or bytes(count))
    assert asked == [16]
    assert phrase.text == ZEROS


@given(st.data())
def test_case_spacing_punctuation_and_numbering_do_not_matter(data):
    phrase = new_phrase(lambda _: data.draw(st.binary(min_size=16, max_size=16)))
    separator = data.draw(st.sampled_from([" ", "\n", ", ", " - ", "\t", "\u00a0", "; ", "...", " / "]))
    numbering = data.draw(st.sampled_from(["", "{}. ", "{}) ", "({}) ", "{}:", "#{} ", "{}"]))
    casing = data.draw(st.sampled_from([str.upper, str.title, str.lower, str.swapcase]))
    words = [numbering.format(place) + casing(word) for place, word in enumerate(phrase.text.split(), start=1)]
    assert parse(f"  {separator.join(words)}.\n") == phrase


def test_what_keyboards_and_chats_put_into_words_is_forgiven():
    assert (
        parse(ZEROS.replace("about", "ab\u00adou\u200bt").replace("abandon", "\u2066ab\u00e1ndon\u2069", 1)).text
        == ZEROS
    )


def test_a_misspelt_word_is_named_and_the_nearest_one_is_suggested():
    with pytest.raises(PhraseFault) as caught:
        parse(ZEROS.replace("about", "abuot"))
    assert caught.value.sentence == (
        "Word 12, \u201cabuot\u201d, is not in the list of words. Did you mean \u201cabout\u201d?"
    )


def test_a_word_that_is_like_no_other_is_named_without_a_suggestion():
    with pytest.raises(PhraseFault) as caught:
        parse("xxxxxxxx " + ZEROS)
    assert "Word 1," in caught.value.sentence
    assert "Compare it with what you wrote down" in caught.value.sentence


def test_what_may_be_logged_of_a_fault_holds_no_word_of_the_phrase():
    typed = ZEROS.replace("about", "abuot")
    with pytest.raises(PhraseFault) as caught:
        parse(typed)
    assert str(caught.value) == "Word 12 of the phrase is not in the list."
    assert not set(repr(caught.value).split("'")[1].split()) & set(typed.split())


@pytest.mark.parametrize(("text", "count"), [("", 0), ("abandon", 1), (ZEROS + " about", 13), ("abandon " * 24, 24)])
def test_too_few_or_too_many_words_are_counted(text, count):
    with pytest.raises(PhraseFault) as caught:
        parse(text)
    assert caught.value.sentence.startswith(f"A phrase has 12 words; this has {count}.")


def test_words_that_changed_places_or_a_wrong_word_are_noticed():
    for typed in (ZEROS.replace("about", "zoo"), "about " + "abandon " * 11):
        with pytest.raises(PhraseFault) as caught:
            parse(typed)
        assert "together they are not a phrase" in caught.value.sentence


def test_fifteen_of_sixteen_wrong_last_words_are_noticed_by_the_checksum():
    accepted = 0
    for word in Mnemonic("english").wordlist:
        try:
            parse("abandon " * 11 + word)
        except PhraseFault:
            continue
        accepted += 1
    assert accepted == 2048 // 16


def test_a_giant_text_is_answered_like_any_other():
    with pytest.raises(PhraseFault):
        parse("q" * 3_000_000)


def test_a_phrase_always_gives_the_same_keys_and_another_phrase_others():
    one, other = new_phrase(os.urandom), new_phrase(os.urandom)
    assert phrase_keys(one) == phrase_keys(parse(one.text))
    assert phrase_keys(one).key_pair != phrase_keys(other).key_pair
    assert phrase_keys(one).lookup != phrase_keys(other).lookup


def test_the_lookup_token_says_nothing_of_the_key():
    keys = phrase_keys(new_phrase(os.urandom))
    assert bytes(keys.lookup) not in {bytes(keys.key_pair.private), bytes(keys.key_pair.public)}
    assert keys.lookup.hex() not in lookup_ref(keys.lookup)


def test_the_keys_of_a_known_phrase_never_change():
    """Phrases are kept on paper for years: a change here would lock their holders out."""
    keys = phrase_keys(parse(ZEROS))
    assert keys.key_pair.public.hex() == "f6b20fb10b374dec0e102f65e788ae174a9cbbeb801b19f03eee64fbfdeb755e"
    assert lookup_ref(keys.lookup) == "81268f7a5f4f2b50516f94fe290b0f6ad8e0ffc7942f678d4ae89ac0408381cb"
