"""Phrase, mark and token come before submitting; sent twice it is one complaint (DESIGN 5.4)."""

import base64

import pytest

from evenhand.doors.portal import check, cookies
from evenhand.process.facts import Refusal
from evenhand.records.models import Attempt, Complaint, Draft, Entry, PhraseHolder
from evenhand.records.queries.register import opened_entry
from evenhand.vault.phrase import lookup_ref, parse, phrase_keys
from evenhand_register import nonce
from tests.doors.portal.walk import ANONYMOUS

pytestmark = pytest.mark.django_db
DRAWN = base64.b64encode(bytes(range(16))).decode()


def facts(index: int) -> dict:
    """The facts of an entry, as its receipt shows them."""
    opened = opened_entry(index)
    assert opened is not None
    return opened.opening["facts"]


def test_a_complaint_is_acknowledged_with_its_number_and_the_phrase_opens_it(visitor):
    visitor.complain()
    assert visitor.page.request["PATH_INFO"].startswith("/follow/receipt/")
    assert "Your complaint is registered" in visitor.text
    assert Complaint.objects.get().number == visitor.number()
    assert PhraseHolder.objects.get().lookup == lookup_ref(phrase_keys(parse(visitor.phrase)).lookup)


def test_the_phrase_stands_on_the_page_before_anything_is_registered(visitor):
    visitor.answer()
    before = Entry.objects.count()
    visitor.look_at_answers()
    assert len(visitor.phrase.split()) == 12
    assert Entry.objects.count() == before


def test_nobody_is_acknowledged_who_cannot_copy_two_words_of_the_phrase(visitor):
    visitor.answer()
    visitor.look_at_answers()
    filled = visitor.form()
    visitor.post("/complain/check/", {**filled, "first_word": "wrong", "second_word": ""})
    assert visitor.page.status_code == 422
    assert "Look at the list, and type what stands there." in visitor.text
    assert not Complaint.objects.exists()
    visitor.post("/complain/check/", {**filled, "first_word": f" {filled['first_word'].upper()}. "})
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "by", "value"),
    [
        ({"mark_drawn": DRAWN}, "script", bytes(range(16))),
        ({"mark_typed": "blue heron 1987"}, "typed", nonce.typed("blue heron 1987")),
        ({"mark_typed": "blue heron 1987", "mark_drawn": DRAWN}, "typed", nonce.typed("blue heron 1987")),
        ({"mark_typed": DRAWN}, "typed", bytes(range(16))),
    ],
)
def test_the_mark_is_the_one_that_the_complainant_drew_or_typed(visitor, sent, by, value):
    visitor.answer()
    visitor.send(**sent)
    found = facts(visitor.index)
    assert found["data"]["nonce_by"] == by
    assert base64.b64decode(found["nonce"]) == value


@pytest.mark.parametrize("drawn", ["", "AAAA", "not base64 at all", DRAWN + "A"])
def test_without_a_mark_of_theirs_the_server_draws_one_and_says_so(visitor, portal, drawn):
    visitor.answer()
    visitor.send(mark_drawn=drawn)
    found = facts(visitor.index)
    assert found["data"]["nonce_by"] == "server"
    assert len(base64.b64decode(found["nonce"])) == 16
    portal.sign()
    visitor.get(f"/follow/receipt/{visitor.index}/")
    assert "It does not prove that this receipt is yours alone." in visitor.text


def test_a_mark_that_others_would_choose_too_is_refused_with_a_sentence(visitor):
    visitor.answer()
    visitor.send(mark_typed="1234")
    assert visitor.page.status_code == 422
    assert "Choose at least 6 letters or digits, or leave this empty." in visitor.text
    assert not Complaint.objects.exists()


def test_sent_twice_from_one_page_it_is_one_complaint(visitor):
    visitor.answer()
    visitor.look_at_answers()
    filled = visitor.form()
    visitor.post("/complain/check/", filled)
    number = visitor.number()
    visitor.post("/complain/check/", filled)
    assert visitor.number() == number
    assert Complaint.objects.count() == 1


@pytest.fixture
def unanswered(visitor):
    """Somebody who sent a complaint and whose connection broke before the answer came."""
    visitor.answer()
    visitor.look_at_answers()
    visitor.filled, held = visitor.form(), visitor.client.cookies[cookies.DRAFT].value
    assert visitor.client.post("/complain/check/", visitor.filled).status_code == 302
    visitor.client.cookies.clear()
    visitor.client.cookies[cookies.DRAFT] = held
    return visitor


def test_sent_again_after_the_answer_was_lost_it_is_acknowledged_in_full(unanswered):
    unanswered.post("/complain/check/", unanswered.filled)
    assert unanswered.page.request["PATH_INFO"].startswith("/follow/receipt/")
    assert unanswered.number() == Complaint.objects.get().number


def test_who_comes_back_to_the_page_after_the_answer_was_lost_is_acknowledged_too(unanswered):
    unanswered.get("/complain/check/")
    assert unanswered.page.request["PATH_INFO"].startswith("/follow/receipt/")
    assert unanswered.number() == Complaint.objects.get().number


def test_the_draft_is_thrown_away_as_soon_as_the_acknowledgement_has_arrived(unanswered):
    assert Draft.objects.count() == 1
    unanswered.get("/complain/check/")
    assert not Draft.objects.exists()
    assert not unanswered.client.cookies[cookies.DRAFT].value


def test_who_begins_anew_after_the_answer_was_lost_begins_another_complaint(unanswered):
    unanswered.get("/complain/happened/")
    assert "Quillfeather" not in unanswered.page.content.decode()
    unanswered.complain(you=ANONYMOUS)
    assert Complaint.objects.count() == 2


def test_an_earlier_receipt_leaves_the_draft_of_another_complaint_alone(visitor):
    visitor.complain()
    index = visitor.index
    visitor.answer()
    visitor.get("/complain/check/")
    visitor.get(f"/follow/receipt/{index}/")
    assert Draft.objects.count() == 1
    assert visitor.client.cookies[cookies.DRAFT].value


def test_sent_again_when_draft_and_cookies_are_gone_it_has_the_same_number(visitor, portal):
    visitor.answer()
    visitor.look_at_answers()
    filled = visitor.form()
    visitor.post("/complain/check/", filled)
    number = visitor.number()
    Draft.objects.all().delete()
    other = portal.visitor()
    other.post("/complain/check/", filled)
    assert other.page.status_code == 200
    assert other.number() == number
    assert "it was registered once" in other.text
    assert cookies.FOLLOW not in other.client.cookies
    assert Complaint.objects.count() == 1


def test_a_page_of_a_draft_that_is_gone_registers_nothing_and_says_so(visitor):
    visitor.answer()
    visitor.look_at_answers()
    filled = visitor.form()
    visitor.post("/complain/discard/", {})
    visitor.post("/complain/check/", filled)
    assert "Nothing of it was sent" in visitor.text
    assert not Complaint.objects.exists()


def test_a_page_of_an_earlier_draft_does_not_send_the_present_one(visitor):
    visitor.answer()
    visitor.look_at_answers()
    filled = visitor.form()
    visitor.post("/complain/discard/", {})
    visitor.answer()
    visitor.get("/complain/check/")
    visitor.post("/complain/check/", filled)
    assert not Complaint.objects.exists()


def test_after_sending_the_next_complaint_begins_empty(visitor):
    visitor.complain()
    visitor.get("/complain/happened/")
    assert "Quillfeather" not in visitor.page.content.decode()
    visitor.answer(you=ANONYMOUS)
    visitor.send()
    assert Complaint.objects.count() == 2
    assert PhraseHolder.objects.count() == 2


def test_a_refusal_is_shown_and_counted_and_keeps_the_draft(visitor, monkeypatch):
    visitor.answer()
    visitor.look_at_answers()
    refused = Refusal("unknown-category", "Choose one of the rulebook's categories.", "category")
    monkeypatch.setattr(check, "submit_draft", lambda *_: refused)
    visitor.post("/complain/check/", visitor.form())
    assert visitor.page.status_code == 422
    assert "Choose one of the rulebook's categories." in visitor.text
    assert Attempt.objects.get(door="portal", reason="unknown-category").count == 1
    monkeypatch.undo()
    assert Draft.objects.count() == 1


def test_a_fault_of_ours_is_counted_too(visitor, monkeypatch):
    def breaks(*_):
        raise RuntimeError("a fault of ours")

    visitor.answer()
    visitor.look_at_answers()
    filled = visitor.form()
    monkeypatch.setattr(check, "submit_draft", breaks)
    visitor.client.raise_request_exception = False
    visitor.post("/complain/check/", filled)
    assert visitor.page.status_code == 500
    assert Attempt.objects.get(door="portal", reason="broken").count == 1


def test_a_typed_or_drawn_mark_survives_a_slip_elsewhere_on_the_page(visitor):
    visitor.answer()
    visitor.look_at_answers()
    visitor.post("/complain/check/", visitor.form(first_word="wrong", mark_drawn=DRAWN, mark_typed="blue heron"))
    body = visitor.page.content.decode()
    assert f'name="mark_drawn" value="{DRAWN}"' in body
    assert 'value="blue heron"' in body


def test_an_anonymous_complaint_looks_from_outside_like_a_named_one(visitor, portal):
    visitor.complain(you=ANONYMOUS)
    first = visitor.index
    other = portal.visitor()
    other.complain()
    second = other.index
    kinds = Entry.objects.values_list("kind", flat=True)
    assert [kinds.get(index=first + step) for step in (0, 1)] == [kinds.get(index=second + step) for step in (0, 1)]
    assert Complaint.objects.get(index=first).anonymous
    assert not Complaint.objects.get(index=second).anonymous
