"""The receipt for paper: a code with one address, the same in words, and nothing that opens a complaint."""

import re
from types import SimpleNamespace

import pytest
import segno
from django.utils.html import strip_tags

from evenhand.doors.look.qr import BORDER, qr_code
from evenhand.doors.portal.printed import period_words

MARK = "blue heron 1987"


def modules(svg: str) -> list[list[int]]:
    """The dark squares of a drawn code, without its border."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    rows = [[0] * size for _ in range(size)]
    for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        rows[int(row)][int(column)] = 1
    edge = [row for at, row in enumerate(rows) if not BORDER <= at < size - BORDER]
    assert not any(map(any, edge))
    return [row[BORDER : size - BORDER] for row in rows[BORDER : size - BORDER]]


def test_the_drawing_is_the_code():
    text = "https://register.example/evenhand/entries/41/?record=" + "ab" * 32
    expected = [list(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    assert modules(qr_code(text, "a code")) == expected


def test_the_alternative_is_escaped():
    assert 'aria-label="&quot;&gt;&lt;b&gt;"' in qr_code("x", '"><b>')


@pytest.mark.parametrize(("day", "words"), [("2026-03-03", "March 2026"), ("2026-W09", "week 9 of 2026")])
def test_a_day_is_shown_as_its_month_and_a_week_as_its_week(day, words):
    assert period_words(SimpleNamespace(day=day)) == words


@pytest.mark.django_db
def test_the_page_has_the_code_and_says_what_is_in_it(visitor, portal):
    visitor.answer()
    visitor.send(mark_typed=MARK)
    index, phrase = visitor.index, visitor.phrase
    portal.sign()
    visitor.get(f"/follow/receipt/{index}/")
    body = visitor.page.content.decode()
    record = re.search(r'<span class="hash">([0-9a-f]{64})</span>', body)[1]
    address = f"http://testserver/register/entries/{index}/?record={record}"
    assert f'<span class="hash">{address}</span>' in body
    svg = re.search(r"<svg.*?</svg>", body, re.S)[0]
    assert modules(svg) == [list(row) for row in segno.make_qr(address, error="m", boost_error=False).matrix]
    assert svg.count("aria-label") == 1
    assert 'role="img"' in svg
    assert record not in svg
    assert strip_tags(svg).strip() == ""
    assert all(word not in address for word in (*phrase.split(), MARK))
    assert "The record on your paper is this entry’s" in portal.visitor().get(address).content.decode()


@pytest.mark.django_db
def test_what_it_counts_as_is_said_in_one_sentence(visitor, portal, clock):
    assert (clock.moment.year, clock.moment.month) == (2026, 3)
    visitor.complain()
    index = visitor.index
    portal.sign()
    visitor.get(f"/follow/receipt/{index}/")
    assert "Counted as: Complaint received: Bullying or harassment, in March 2026." in visitor.text
    assert "not proved" not in visitor.text
