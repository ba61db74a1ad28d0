"""The normal form of a work address: which spellings are one, which stay apart, and that nothing typed breaks it."""

import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evenhand.vault.keys import new_key_pair
from evenhand.vault.work_address import LONGEST, address_mark, work_address
from tests.hostile.strings import every

ASHA = "asha@bücher.example"


@pytest.mark.parametrize(
    "other",
    [
        "Asha@Bücher.Example",
        "  asha@bücher.example\r\n",
        "\u00a0asha@bücher.example\u3000",
        "asha+complaints@bücher.example",
        "asha+a+b@bücher.example",
        "asha@bu\u0308cher.example",
        "asha@xn--bcher-kva.example",
        "ASHA@XN--BCHER-KVA.EXAMPLE",
        "ａｓｈａ＠ｂücher．example",
        "asha@bücher。example",
        "asha@bücher.example.",
        "a\u017fha@bücher.example",
    ],
)
def test_one_address_in_many_spellings_is_one(other):
    assert work_address(other) == work_address(ASHA) == "asha@xn--bcher-kva.example"


def test_addresses_that_differ_stay_apart_also_those_that_only_look_or_work_alike():
    apart = (ASHA, "a.sha@bücher.example", "аsha@bücher.example", "asha@bucher.example", "asha@mail.bücher.example")
    assert len({work_address(one) for one in apart} - {""}) == len(apart)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "asha",
        "@",
        "asha@",
        "@example.org",
        "+tag@example.org",
        "asha@localhost",
        "asha@example..org",
        "asha@.example.org",
        "asha@-example.org",
        "asha@example.org..",
        "asha@192.0.2.1",
        "asha@[192.0.2.1]",
        "asha@exa mple.org",
        "asha@exa_mple.org",
        "asha@example.org@example.org",
        "asha@example.org,bo@example.org",
        "asha@example.org bo@example.org",
        "Asha Adeyemi <asha@example.org>",
        "mailto:asha@example.org",
        '"asha"@example.org',
        "asha(at work)@example.org",
        ".asha@example.org",
        "asha.@example.org",
        "asha.+tag@example.org",
        "as..ha@example.org",
        "as\u200bha@example.org",
        "asha\ufe0f@example.org",
        "asha\u2066@example.org",
        "as\x00ha@example.org",
        "as\ud800ha@example.org",
        "asha@exa\u200bmple.org",
        "asha@exa\ud800mple.org",
        "asha@xn--a.example",
        "asha@xn--.example",
        "asha@xn--BCHER-KVA-.example",
        f"{'a' * 65}@example.org",
        f"asha@{'a' * 64}.example",
        f"asha@{'a.' * 130}org",
        "a" * 250_000 + "@example.org",
    ],
)
def test_what_is_no_address_alone_or_holds_what_nobody_sees_is_none(text):
    assert work_address(text) == ""


@pytest.mark.parametrize("words", every())
def test_no_word_that_breaks_programs_breaks_it_in_any_place(words):
    for text in (words, f"{words}@example.org", f"asha@{words}", f"asha@{words}.org", f"asha+{words}@example.org"):
        form = work_address(text)
        assert form == "" or work_address(form) == form
        assert form.isprintable()


@given(st.one_of(st.emails(), st.text(max_size=40).map(lambda text: f"{text}@example.org"), st.text(max_size=300)))
@example("ΐ@example.org")
@example("asha@ᾳ.example")
@example("asha@" + "ﷺ" * 20 + ".example")
def test_a_normal_form_is_its_own_and_never_longer_than_an_address(text):
    form = work_address(text)
    assert form == "" or (work_address(form) == form and form.count("@") == 1 and "+" not in form)
    assert len(form) <= 2 * LONGEST


def test_its_mark_is_another_one_under_another_key_and_for_another_address():
    first, second = (new_key_pair(os.urandom).private for _ in range(2))
    marks = {address_mark(key, form) for key in (first, second) for form in ("a@example.org", "b@example.org")}
    assert len(marks) == 4
    assert address_mark(first, "a@example.org") in marks
