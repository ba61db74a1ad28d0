"""An account made after the founding: an administrator sets it up, and somebody else confirms it (B4)."""

import pytest

from evenhand.process.codes import Role
from evenhand.process.facts import Refusal
from evenhand.process.joining import confirm_account
from tests.process.world import START, staff

PEOPLE = {
    one.ref: one
    for one in (
        staff("adam", Role.ADMINISTRATOR),
        staff("abel", Role.ADMINISTRATOR),
        staff("anna", Role.APPOINTING_AUTHORITY),
        staff("past", Role.ADMINISTRATOR, until=START),
        staff("mona", Role.CASE_MANAGER),
    )
}


@pytest.mark.parametrize("second", ["anna", "abel"])
def test_a_second_person_confirms_it(second):
    fact = confirm_account("nora", "adam", second, PEOPLE, START)
    assert (fact.act, fact.data) == ("account-confirmed", {"account": "nora", "by": second})


@pytest.mark.parametrize(
    ("made_by", "second", "code"),
    [
        ("adam", "adam", "second-person"),
        ("adam", "mona", "second-person"),
        ("adam", "past", "second-person"),
        ("adam", "nora", "own-account"),
        ("past", "anna", "set-up-by"),
        ("founding", "anna", "set-up-by"),
    ],
)
def test_nobody_makes_an_account_alone_or_confirms_their_own(made_by, second, code):
    refusal = confirm_account("nora", made_by, second, PEOPLE, START)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
