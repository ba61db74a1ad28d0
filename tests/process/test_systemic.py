"""Oversight findings about the office as a whole: by overseers alone, edited by nobody, answered by the organisation (K4, K5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.process import systemic
from evenhand.process.codes import Role
from evenhand.process.facts import Fact, Refusal
from evenhand.process.numbers import number
from evenhand.process.state import Appointment, Person
from evenhand.process.systemic import Answer, Draft, Known, Said, answer_document, digest, finding_document

TODAY = date(2026, 3, 3)
NUMBER = number(51)
DRAFT = Draft(
    "Replies are late", "Of the sample, half waited for weeks.", ("Answer within five days.", "Count them."), (2,)
)
KNOWN = Known(samples={1, 2}, findings={1: 2}, newest={(1, 2): ("accepted", "")}, published=1)
SAID = Said(1, 1, "in-progress", "Two people were hired.")


def holder(ref: str, *roles: Role) -> Person:
    since = TODAY - timedelta(days=9)
    return Person(ref, tuple(Appointment(f"a-{role}", ref, role, "founding", since) for role in roles))


PEOPLE = {
    "s-o": holder("s-o", Role.OVERSEER),
    "s-kept": holder("s-kept", Role.OVERSEER, Role.LEADERSHIP),
    "s-a": holder("s-a", Role.APPOINTING_AUTHORITY),
    **{f"s-{role}": holder(f"s-{role}", role) for role in Role if role is not Role.OVERSEER},
}


def publish(draft: Draft = DRAFT, by: str = "s-o"):
    return systemic.publish(draft, by, PEOPLE, KNOWN, TODAY)


def answer(said: Said = SAID, by: str = "s-a"):
    return systemic.answer(said, by, PEOPLE, KNOWN, TODAY)


def code(answered) -> str:
    assert isinstance(answered, Refusal), answered
    return answered.code


def test_an_oversight_finding_holds_no_word_but_the_hash_of_its_document():
    fact = publish()
    assert isinstance(fact, Fact)
    assert fact.data == {
        "by": "s-o",
        "finding": 2,
        "row": digest(finding_document(2, DRAFT, TODAY)),
        "recommendations": 2,
        "samples": [2],
        "corrects": None,
    }


@pytest.mark.parametrize(
    "change", [{"title": "x"}, {"text": "x"}, {"recommendations": ()}, {"samples": ()}, {"corrects": 1}]
)
def test_whatever_is_changed_in_it_changes_the_hash(change):
    assert digest(finding_document(2, replace(DRAFT, **change), TODAY)) != digest(finding_document(2, DRAFT, TODAY))
    assert digest(finding_document(2, DRAFT, TODAY)) != digest(finding_document(2, DRAFT, TODAY + timedelta(days=1)))


@pytest.mark.parametrize("change", [{"finding": 2}, {"recommendation": 2}, {"answer": "done"}, {"words": "x"}])
def test_whatever_is_changed_in_an_answer_changes_its_hash(change):
    assert digest(answer_document(replace(SAID, **change), TODAY)) != digest(answer_document(SAID, TODAY))


@pytest.mark.parametrize(
    "by", ["s-kept", "nobody", "founding", *(f"s-{role}" for role in Role if role is not Role.OVERSEER)]
)
def test_nobody_but_an_overseer_publishes_one(by):
    assert code(publish(by=by)) == "overseers-only"


@pytest.mark.parametrize(
    "by", ["s-o", "nobody", *(f"s-{role}" for role in Role if role not in (Role.OVERSEER, Role.APPOINTING_AUTHORITY))]
)
def test_nobody_but_an_appointing_authority_answers(by):
    assert code(answer(by=by)) == "not-permitted"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": " "}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"title": "x" * 151}, "too-long"),
        ({"text": ""}, "text"),
        ({"text": "x" * 20_001}, "too-long"),
        ({"text": "half a pair \ud800"}, "text"),
        ({"recommendations": ("x",) * 21}, "many"),
        ({"recommendations": ("x" * 2_001,)}, "too-long"),
        ({"recommendations": ("x", " ")}, "empty"),
        ({"samples": (3,)}, "no-such-sample"),
        ({"samples": (2, 2)}, "no-such-sample"),
        ({"corrects": 2}, "no-such-finding"),
        ({"title": f"What became of {NUMBER}"}, "number"),
        ({"text": f"See {NUMBER.lower().replace('-', ' ', 1).replace('-', '')} for instance."}, "number"),
        ({"recommendations": (f"Open {NUMBER} again.",)}, "number"),
    ],
)
def test_what_cannot_be_published_is_refused(change, refusal):
    assert code(publish(replace(DRAFT, **change))) == refusal


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"answer": "refused", "words": " "}, "words"),
        ({"answer": "done", "words": ""}, "words"),
        ({"answer": "perhaps"}, "answer"),
        ({"recommendation": 0}, "no-such-recommendation"),
        ({"recommendation": 3}, "no-such-recommendation"),
        ({"finding": 2}, "no-such-recommendation"),
        ({"words": "x" * 4_001}, "too-long"),
        ({"words": f"As in {NUMBER}."}, "number"),
        ({"recommendation": 2, "answer": "accepted", "words": ""}, "said-already"),
    ],
)
def test_what_cannot_be_answered_is_refused(change, refusal):
    assert code(answer(replace(SAID, **change))) == refusal


@pytest.mark.parametrize("said", [Answer.ACCEPTED, Answer.IN_PROGRESS])
def test_only_done_and_refused_need_words(said):
    assert isinstance(answer(replace(SAID, answer=said.value, words="")), Fact)


def test_words_that_only_look_like_a_number_are_no_number():
    slip = "0" if NUMBER[-1] != "0" else "1"
    assert isinstance(
        publish(replace(DRAFT, text=f"Eh, what shall we say? {NUMBER[:-1]}{slip} has a slip in it.")), Fact
    )


def test_a_name_in_a_text_is_found_as_a_word_however_it_is_spaced():
    names = ["Mona Example", "Ann"]
    assert systemic.named_in("as mona\n EXAMPLE said", names) == ["Mona Example"]
    assert systemic.named_in("Annual reports", names) == []
