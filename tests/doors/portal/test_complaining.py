"""Five steps in peace: nothing typed is lost, everything can be changed, and what is refused is said in a sentence."""

import json
import re
from datetime import timedelta

import pytest

from evenhand.doors.portal import cookies
from evenhand.doors.portal.fields import LONGEST
from evenhand.records.models import Complaint, Draft
from evenhand.vault.phrase import parse
from tests.doors.portal.walk import ANONYMOUS, ANSWERS, NARRATIVE

pytestmark = pytest.mark.django_db


def test_each_step_leads_to_the_next_and_the_last_shows_every_answer(visitor):
    visitor.answer()
    visitor.add_files(b"one")
    visitor.look_at_answers()
    for said in (
        "Bullying or harassment",
        NARRATIVE,
        "Last Lammas-tide",
        "the treasurer",
        "Wilhelmina Zeppelin",
        "letter.pdf",
    ):
        assert said in visitor.text
    assert "Step 6 of 6" in visitor.text
    assert "Nothing has been sent yet." in visitor.text


def test_the_categories_are_those_of_the_rulebook_in_force(visitor):
    visitor.get("/complain/about/")
    assert "Selection, election or voting irregularity" in visitor.text
    visitor.post("/complain/about/", {"category": "no-such-thing"})
    assert visitor.page.status_code == 422
    assert not Draft.objects.exists()


def test_a_step_that_is_refused_shows_again_what_was_typed(visitor):
    visitor.post("/complain/happened/", {"narrative": "", "about": "the <chair>", "happened": "in May"})
    assert visitor.page.status_code == 422
    body = visitor.page.content.decode()
    assert "Say what happened. If it is all in a file, write that: files come next." in visitor.text
    assert "the &lt;chair&gt;" in body
    assert 'value="in May"' in body


def test_a_text_that_is_too_long_comes_back_whole_with_a_sentence(visitor):
    long = "ä" * (LONGEST + 7)
    visitor.post("/complain/happened/", {"narrative": long})
    assert visitor.page.status_code == 422
    assert "This is 7 characters too long." in visitor.text
    assert long in visitor.page.content.decode()
    assert "maxlength" not in visitor.page.content.decode()


def test_an_answer_is_changed_from_the_last_page_and_leads_back_to_it(visitor):
    visitor.answer()
    visitor.look_at_answers()
    phrase = visitor.phrase
    assert "/complain/happened/?back=check" in visitor.page.content.decode()
    visitor.post("/complain/happened/?back=check", {**ANSWERS["happened"], "narrative": "Something else happened."})
    assert visitor.page.request["PATH_INFO"] == "/complain/check/"
    assert "Something else happened." in visitor.text
    visitor.look_at_answers()
    assert visitor.phrase == phrase


def test_the_last_page_sends_whoever_left_something_out_to_that_step(visitor):
    visitor.post("/complain/about/", ANSWERS["about"])
    visitor.get("/complain/check/")
    assert visitor.page.request["PATH_INFO"] == "/complain/happened/"
    visitor.post("/complain/happened/", ANSWERS["happened"])
    visitor.get("/complain/check/")
    assert visitor.page.request["PATH_INFO"] == "/complain/apart/"
    visitor.post("/complain/apart/", ANSWERS["apart"])
    visitor.get("/complain/check/")
    assert visitor.page.request["PATH_INFO"] == "/complain/you/"


def test_a_name_beside_the_wish_to_stay_anonymous_is_asked_about(visitor):
    visitor.post("/complain/you/", {**ANONYMOUS, "name": "Wilhelmina Zeppelin"})
    assert visitor.page.status_code == 422
    assert "You chose to stay anonymous, but something is written here." in visitor.text
    visitor.post("/complain/you/", {"who": "named"})
    assert "Write your name, or choose to stay anonymous." in visitor.text


def test_a_draft_is_taken_up_again_by_the_browser_that_began_it(visitor):
    visitor.post("/complain/about/", ANSWERS["about"])
    visitor.get("/complain/")
    assert "You have begun a complaint in this browser" in visitor.text
    assert 'href="/complain/happened/"' in visitor.page.content.decode()
    visitor.get("/complain/about/")
    assert re.search(r'value="har"[^>]* checked', visitor.page.content.decode())


def test_another_browser_sees_nothing_of_it(visitor, portal):
    visitor.answer()
    other = portal.visitor()
    other.get("/complain/happened/")
    assert NARRATIVE not in other.text
    other.client.cookies[cookies.DRAFT] = "A" * 44
    other.get("/complain/happened/")
    assert NARRATIVE not in other.text


def test_a_draft_is_thrown_away_when_its_sender_says_so(visitor):
    visitor.answer()
    visitor.post("/complain/discard/", {})
    assert not Draft.objects.exists()
    assert not visitor.client.cookies[cookies.DRAFT].value


def test_a_draft_ends_after_seven_days_without_a_change(visitor, clock):
    visitor.answer()
    clock.go_to(clock.moment + timedelta(days=6, hours=23))
    visitor.post("/complain/about/", ANSWERS["about"])
    clock.go_to(clock.moment + timedelta(days=6, hours=23))
    visitor.get("/complain/happened/")
    assert NARRATIVE in visitor.text
    clock.go_to(clock.moment + timedelta(hours=2))
    visitor.get("/complain/happened/")
    assert NARRATIVE not in visitor.text
    assert "Your earlier answers are not here any more" in visitor.text


def test_what_is_sent_after_a_draft_is_lost_begins_a_new_one(visitor):
    visitor.answer()
    Draft.objects.all().delete()
    visitor.post("/complain/you/", ANONYMOUS)
    visitor.get("/complain/check/")
    assert visitor.page.request["PATH_INFO"] == "/complain/about/"
    visitor.answer(you=ANONYMOUS)
    visitor.send()
    assert Complaint.objects.count() == 1


def test_the_last_page_without_a_draft_says_that_nothing_was_sent(visitor):
    visitor.get("/complain/check/")
    assert "Nothing of it was sent, and nobody has read it." in visitor.text


def test_an_unknown_step_does_not_exist(visitor):
    visitor.get("/complain/else/")
    assert visitor.page.status_code == 404


@pytest.mark.parametrize("name", ["happened", "about", "reach"])
def test_hostile_text_is_shown_as_text_and_kept_as_it_is(visitor, shared, name):
    strings = json.loads((next((shared / "data" / "naughty_strings").glob("*.json"))).read_text())
    everything = "\n".join(strings).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    step = "you" if name == "reach" else "happened"
    narrative = everything if name == "happened" else NARRATIVE
    answers = {
        **ANSWERS[step],
        **({"narrative": narrative} if step == "happened" else {}),
        name: "\n".join(strings)[:1900],
    }
    visitor.complain(**{step: answers})
    assert visitor.page.status_code == 200, visitor.text
    visitor.get("/follow/complaint/")
    assert "<script>alert(" not in visitor.page.content.decode()
    assert Complaint.objects.count() == 1


def test_a_null_byte_is_left_out_and_nothing_else_is_lost(visitor):
    visitor.answer(happened={"narrative": "before\x00after", "happened": "", "about": ""})
    visitor.look_at_answers()
    assert "beforeafter" in visitor.text


def test_the_phrase_is_twelve_words_of_the_list_and_new_for_each_draft(visitor, portal):
    visitor.answer()
    visitor.look_at_answers()
    other = portal.visitor()
    other.answer()
    other.look_at_answers()
    assert visitor.phrase != other.phrase
    assert parse(visitor.phrase).text == visitor.phrase
