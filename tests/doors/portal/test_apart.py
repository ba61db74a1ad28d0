"""The question whom it is about, and what whoever answered yes is told: honestly, also where nobody is there to handle it."""

from html import unescape

import pytest

from evenhand.process import commands as c
from evenhand.records.load import state_of
from evenhand.records.models import Draft
from tests.doors.portal.walk import ANSWERS

QUESTION = "Is this about somebody who runs the organisation, or who handles complaints?"
NOBODY = "Nobody from outside is appointed at this moment."
YES = {"apart": {"apart": "yes"}}


def test_it_is_one_question_on_a_page_of_its_own(visitor, staff):  # noqa: ARG001  (they are appointed)
    visitor.get("/complain/apart/")
    body = unescape(visitor.page.content.decode())
    assert f"<h1>{QUESTION}</h1>" in body
    assert body.count('type="radio"') == 2
    assert "checked" not in body, "nobody answers it for the sender"
    assert "Step 3 of 6" in visitor.text
    assert "No member of staff sees that it exists." in visitor.text
    assert NOBODY not in visitor.text


def test_without_an_answer_it_says_so_at_the_question_and_above(visitor):
    visitor.post("/complain/apart/", {})
    assert visitor.page.status_code == 422
    body = visitor.page.content.decode()
    assert 'href="#id_apart' in body
    assert visitor.text.count("Choose whether it is about one of them. If you are not sure, choose “Yes”.") == 2
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [("yes", "Only people from outside the organisation"), ("no", "The people who handle complaints here")],
)
def test_the_last_page_says_who_handles_it_and_leads_back_to_the_question(visitor, answer, shown):
    visitor.answer(apart={"apart": answer})
    visitor.look_at_answers()
    assert f"Who handles it {shown}" in visitor.text
    visitor.get("/complain/apart/?back=check")
    assert f'value="{answer}"' in visitor.page.content.decode().split(" checked")[0].split("<input")[-1]
    visitor.post("/complain/apart/?back=check", {"apart": "no" if answer == "yes" else "yes"})
    assert visitor.page.request["PATH_INFO"] == "/complain/check/"
    assert shown not in visitor.text


def test_what_is_set_apart_says_so_to_its_sender(visitor, staff):
    visitor.complain(**YES)
    index = visitor.index
    assert state_of(index).apart
    visitor.get("/follow/complaint/")
    assert "only people from outside the organisation handle it, and no member of staff sees it" in visitor.text
    assert "by somebody from outside the organisation" in visitor.text
    assert "Nobody is there to handle it yet" not in visitor.text
    staff.do(index, "otis", c.Acknowledge(officer=staff.refs["otis"], words="We have read it."))
    visitor.get("/follow/complaint/")
    assert "The officer named to you is Otis Example." in visitor.text


def test_where_nobody_is_from_outside_the_question_and_the_page_say_so_and_it_is_registered(visitor):
    visitor.get("/complain/apart/")
    assert NOBODY in visitor.text
    visitor.complain(**YES)
    assert state_of(visitor.index).apart
    visitor.get("/follow/complaint/")
    assert "Nobody is there to handle it yet" in visitor.text
    assert "waits, and nobody reads it before somebody is" in visitor.text


def test_of_any_other_complaint_nothing_of_this_is_said(visitor):
    visitor.complain()
    assert not state_of(visitor.index).apart
    visitor.get("/follow/complaint/")
    assert "outside" not in visitor.text.replace("outside remedy", "")


def test_whoever_complained_sees_that_it_was_handed_over_later(visitor, staff):
    visitor.complain()
    staff.accept(visitor.index)
    index = visitor.index
    staff.do(index, "mona", c.SetApart())
    visitor.get("/follow/complaint/")
    assert (
        "It was handed to people from outside the organisation. Nobody in the office sees it any more" in visitor.text
    )
    assert "No officer is named to you at the moment." in visitor.text
    assert "Ines" not in visitor.text


def test_a_draft_that_began_before_there_was_the_question_is_asked_it(visitor):
    for name in ("about", "happened", "you"):
        visitor.post(f"/complain/{name}/", ANSWERS[name])
    visitor.get("/complain/check/")
    assert visitor.page.request["PATH_INFO"] == "/complain/apart/"
