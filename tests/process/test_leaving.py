"""The end of an account: who may ask, who may confirm, what has to be given away before, and what ends with it (E4)."""

from datetime import timedelta

import pytest

from evenhand.process.codes import Role
from evenhand.process.facts import Refusal
from evenhand.process.leaving import EndAccount, Held, ask_to_end, declare_materials, end_account
from tests.process.world import START, staff

TODAY = START + timedelta(days=30)
PEOPLE = {
    one.ref: one
    for one in (
        staff("adam", Role.ADMINISTRATOR),
        staff("abel", Role.ADMINISTRATOR),
        staff("anna", Role.APPOINTING_AUTHORITY),
        staff("ivan", Role.INVESTIGATOR, Role.INTAKE_OFFICER),
        staff("lena", Role.LEADERSHIP),
        staff("past", Role.ADMINISTRATOR, until=TODAY),
        staff("nora"),
    )
}
ASKED = EndAccount("ivan", "left", "adam", "anna")


def ended(held=(), people=PEOPLE, **other):
    named = {name: getattr(ASKED, name) for name in ("account", "reason", "by", "second")}
    return end_account(EndAccount(**(named | other)), held, people, TODAY)


def test_every_appointment_that_has_not_ended_ends_with_the_account_and_two_people_are_named():
    facts = ended()
    assert [fact.act for fact in facts] == ["appointment-ended", "appointment-ended", "account-ended"]
    assert {fact.data["appointment"] for fact in facts[:2]} == {one.ref for one in PEOPLE["ivan"].appointments}
    assert {fact.data["until"] for fact in facts[:2]} == {TODAY.isoformat()}
    assert facts[2].data == {
        "account": "ivan",
        "by": "adam",
        "materials": "not-asked",
        "reason": "left",
        "second": "anna",
    }


def test_an_appointment_that_is_still_to_come_ends_too_and_one_that_is_over_stays_as_it_was():
    later = staff("ivan", Role.INVESTIGATOR, since=TODAY + timedelta(days=5)).appointments
    over = staff("ivan", Role.REVIEWER, until=TODAY).appointments
    person = staff("ivan")
    facts = ended(people={**PEOPLE, "ivan": type(person)("ivan", (*later, *over))})
    assert [fact.data.get("appointment") for fact in facts] == [later[0].ref, None]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"by": "anna", "second": "adam"}, "not-permitted"),
        ({"by": "lena"}, "not-permitted"),
        ({"by": "past"}, "not-permitted"),
        ({"second": "adam"}, "second-person"),
        ({"second": "lena"}, "second-person"),
        ({"second": "past"}, "second-person"),
        ({"second": "ivan"}, "own-account"),
        ({"account": "adam"}, "own-account"),
        ({"account": "abel", "second": "abel"}, "own-account"),
        ({"account": "anna"}, "last-one"),
        ({"account": "nobody"}, "no-such-person"),
        ({"reason": "because"}, "no-such-reason"),
    ],
)
def test_nobody_ends_an_account_alone_or_their_own_or_the_last_of_an_office(other, code):
    refusal = ended(**other)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_one_of_two_administrators_can_go_and_the_last_cannot():
    assert not isinstance(ended(account="abel"), Refusal)
    alone = {ref: person for ref, person in PEOPLE.items() if ref != "abel"}
    by_abel = ended(account="adam", by="abel")
    assert by_abel[-1].act == "account-ended"
    assert ask_to_end("adam", "left", "founding", {"adam": alone["adam"]}, TODAY).code == "founded"


def test_what_waits_for_them_is_counted_and_nothing_ends():
    held = [Held(1, "EH-1", "investigate", 1), Held(1, "EH-1", "decide", 2), Held(2, "EH-2", "named-officer")]
    refusal = ended(held)
    assert refusal.code == "still-holds"
    assert "2 duties in open cases, and 1 complaint whose named officer they are" in refusal.sentence


def test_it_is_asked_for_by_an_administrator_with_a_reason_of_the_list():
    assert ask_to_end("ivan", "left", "adam", PEOPLE, TODAY).data == {
        "account": "ivan",
        "by": "adam",
        "reason": "left",
    }
    for account, reason, by in (
        ("ivan", "x", "adam"), ("ivan", "left", "anna"), ("adam", "left", "adam"), ("x", "left", "adam"),
    ):  # fmt: skip
        assert isinstance(ask_to_end(account, reason, by, PEOPLE, TODAY), Refusal)


@pytest.mark.parametrize("materials", ["none", "returned", "held"])
def test_whoever_is_to_leave_declares_what_case_materials_they_have_and_the_end_says_it(materials):
    assert declare_materials("ivan", materials, leaving=True).data == {"by": "ivan", "materials": materials}
    assert ended(materials=materials)[-1].data["materials"] == materials


@pytest.mark.parametrize(
    ("materials", "leaving", "code"),
    [
        ("none", False, "not-leaving"),
        ("not-declared", True, "no-such-answer"),
        ("not-asked", True, "no-such-answer"),
        ("a stick", True, "no-such-answer"),
    ],
)
def test_nothing_else_is_declared_and_by_nobody_who_stays(materials, leaving, code):
    refusal = declare_materials("ivan", materials, leaving=leaving)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
