"""Normal forms of what identifies people: what they make the same, what they keep apart, and that nothing typed breaks them."""

import os
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evenhand.vault import tokens as t
from evenhand.vault.keys import Secret
from evenhand.vault.tokens import Kind
from tests.hostile.strings import OWN, naughty

KEY = Secret(bytes(range(32)))
words = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=2, max_size=12)


@pytest.mark.parametrize(
    "other",
    [
        "yan example",
        "  Yan   EXAMPLE ",
        "Example, Yan",
        "Mr. Yan Example",
        "Example, Dr. Yan",
        "Ｙａｎ Ｅｘａｍｐｌｅ",
        "Yán Éxample",
        "Y\u200ban Example\u202c",
        "Yan Example, Esq.",
    ],
)
def test_one_name_in_many_spellings_is_one_name(other):
    assert t.name(other) == t.name("Yan Example") == "example yan"


def test_names_that_differ_stay_apart():
    assert len({t.name(each) for each in ("Yan Example", "Jan Example", "Yan Exampel", "Yan", "Yan Q. Example")}) == 5
    assert t.name("O’Neil") == t.name("O'NEIL") != t.name("Neil")
    assert t.name("कमल") != t.name("कमला"), "a mark that is a vowel stays"
    assert t.name("Straße") == t.name("STRASSE")
    assert t.name("Dr") == "dr", "somebody who is called like a title keeps it"


def test_a_name_is_near_one_with_an_initial_or_a_middle_name_and_not_near_another():
    near = set(t.near_names("Yan Example"))
    for like in ("Y. Example", "Example, Y.", "Yan Quentin Example", "Example Yan", "Ms Y Example"):
        assert near & set(t.near_names(like)), like
    for unlike in ("Anna Example", "Yan Sample", "Yan"):
        assert not near & set(t.near_names(unlike)), unlike


def test_an_address_of_electronic_mail_is_compared_without_what_does_not_matter():
    forms = {
        t.email(each)
        for each in ("Yan@Example.ORG", "yan+party@example.org", "<yan@example.org>", "mailto:yan@example.org.")
    }
    assert forms == {"yan@example.org"}
    assert [t.email(each) for each in ("yan", "yan@", "@example.org", "+@example.org", "yan@localhost")] == [""] * 5


def test_a_telephone_number_is_the_same_with_and_without_the_code_of_its_country():
    forms = {t.telephone(each) for each in ("+44 20 7946 0123", "020 7946 0123", "(020) 7946-0123", "٠٢٠٧٩٤٦٠١٢٣")}
    assert forms == {"079460123"}
    assert t.telephone("999") == ""


def test_a_membership_number_has_a_digit_and_no_leading_noughts():
    assert {t.member(each) for each in ("00-4711", "4711", "0 4711")} == {"4711"}
    assert [t.member(each) for each in ("none", "7", "")] == ["", "", ""]


def test_a_postal_address_is_house_number_and_code():
    same = {t.address(each) for each in ("12 High Street, Sometown SW1A 1AA", "12 high st.\nSometown\nSW1A1AA")}
    assert same == {"12 sw1a1aa"}
    assert t.address("High Street, Sometown") == t.address("12 High Street") == ""


def test_free_words_are_read_for_everything_that_identifies():
    reach = "Call 020 7946 0123 or write to yan@example.org; member no. AB-00471. 12 High Street, Sometown SW1A 1AA"
    assert t.said_of("Yan Example", reach) == [
        (Kind.NAME, "example yan"),
        (Kind.NEAR, "e yan"),
        (Kind.NEAR, "y example"),
        (Kind.EMAIL, "yan@example.org"),
        (Kind.TELEPHONE, "079460123"),
        (Kind.MEMBER, "ab00471"),
        (Kind.ADDRESS, "12 sw1a1aa"),
    ]
    assert t.said_of("", "") == t.said_of("--", "by hand") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Yan@Example.org", {(Kind.EMAIL, "yan@example.org")}),
        ("+44 20 7946 0123", {(Kind.TELEPHONE, "079460123"), (Kind.MEMBER, "442079460123")}),
        ("AB-00471", {(Kind.MEMBER, "ab00471")}),
        ("4711", {(Kind.MEMBER, "4711")}),
        ("0171 5550123", {(Kind.TELEPHONE, "715550123"), (Kind.MEMBER, "1715550123")}),
        ("Example, Yan", {(Kind.NAME, "example yan")}),
        (
            "12 High Street, Sometown SW1A 1AA",
            {(Kind.ADDRESS, "12 sw1a1aa"), (Kind.NAME, "12 1aa high sometown street sw1a")},
        ),
        ("", set()),
    ],
)
def test_what_is_typed_to_look_for_somebody_is_taken_for_what_it_may_be(typed, meant):
    assert set(t.said_as_typed(typed, near=False)) == meant


def test_similar_names_are_looked_for_only_where_somebody_asks_for_them():
    assert {kind for kind, _ in t.said_as_typed("Y. Example", near=False)} == {Kind.NAME}
    assert {kind for kind, _ in t.said_as_typed("Y. Example", near=True)} == {Kind.NAME, Kind.NEAR}


def test_whoever_was_recorded_is_found_by_what_was_recorded():
    recorded = set(t.said_of("Ms Yan Example", "0171 5550123, yan@example.org, membership 4711"))
    for typed in ("Example Yan", "YAN@example.org", "+49 171 5550123", "4711"):
        assert recorded & set(t.said_as_typed(typed, near=False)), typed


@given(st.lists(words, min_size=1, max_size=5), st.randoms())
def test_the_order_of_the_parts_and_the_size_of_letters_do_not_matter(parts, chance):
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert t.name(" ".join(parts)) == t.name("  ".join(shuffled)) == t.name(" ".join(parts).casefold())


@given(st.text(max_size=60))
@example("İ")
@example("ſ\u0345")
def test_a_normal_form_is_its_own_normal_form(text):
    for normal in (t.name, t.email, t.telephone, t.member):
        assert normal(normal(text)) == normal(text)


@given(st.text(max_size=60))
def test_how_a_computer_composes_letters_does_not_matter(text):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert t.name(unicodedata.normalize(form, text)) == t.name(text)


def _breaks_nothing(text):
    for kind, form in [*t.said_of(text, text), *t.said_as_typed(text, near=True)]:
        assert 0 < len(form) <= t.LONGEST_FORM
        assert len(t.tokens(KEY, [(kind, form)])[0]) == t.HEX_DIGITS


@given(st.text(st.characters(), max_size=200))
def test_nothing_that_is_typed_breaks_it(text):
    _breaks_nothing(text)


def test_no_naughty_string_breaks_it():
    for text in OWN:
        _breaks_nothing(text)
    if not naughty():
        pytest.skip("The Big List of Naughty Strings is not here.")
    for text in naughty():
        _breaks_nothing(text)


def test_tokens_differ_by_key_by_kind_and_by_form_and_are_the_same_for_the_same():
    other = Secret(os.urandom(32))
    one = t.tokens(KEY, [(Kind.NAME, "yan"), (Kind.EMAIL, "yan"), (Kind.NAME, "jan"), (Kind.NAME, "yan")])
    assert one[0] == one[3]
    assert len({*one, *t.tokens(other, [(Kind.NAME, "yan")])}) == 4


def test_a_token_is_what_it_was_so_that_old_ones_are_found():
    """The first sixteen digits of HMAC-SHA256 under a key by HKDF, worked out with the standard library alone."""
    assert t.tokens(KEY, [(Kind.NAME, "example yan"), (Kind.EMAIL, "yan@example.org")]) == [
        "9ddeb3b36fd279ea",
        "9633514e4be4aa5e",
    ]
