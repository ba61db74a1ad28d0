"""Who may set trustees: the founding alone, and after it two people."""

from datetime import date

import pytest

from evenhand.process.appointing import FOUNDING, may_set_trustees
from evenhand.process.codes import Role
from evenhand.process.state import Appointment, Person

TODAY = date(2026, 3, 3)


def holding(ref: str, role: Role) -> Person:
    return Person(ref, (Appointment(f"a-{ref}", ref, role, FOUNDING, date(2026, 1, 1)),))


PEOPLE = {
    person.ref: person
    for person in (
        holding("adam", Role.ADMINISTRATOR),
        holding("ada", Role.ADMINISTRATOR),
        holding("aino", Role.APPOINTING_AUTHORITY),
        holding("mona", Role.CASE_MANAGER),
    )
}


def test_the_founding_does_it_alone_before_there_is_an_administrator_and_not_after():
    assert may_set_trustees(FOUNDING, None, {}, TODAY) is None
    refusal = may_set_trustees(FOUNDING, None, PEOPLE, TODAY)
    assert refusal is not None
    assert refusal.code == "founded"


@pytest.mark.parametrize("second", ["ada", "aino"])
def test_an_administrator_does_it_with_a_second_person(second):
    assert may_set_trustees("adam", second, PEOPLE, TODAY) is None


@pytest.mark.parametrize(
    ("by", "second", "code"),
    [
        ("adam", None, "second-person"),
        ("adam", "adam", "second-person"),
        ("adam", "mona", "second-person"),
        ("adam", "nobody", "second-person"),
        ("aino", "adam", "not-permitted"),
        ("mona", "adam", "not-permitted"),
    ],
)
def test_nobody_does_it_alone_and_nobody_else_does_it(by, second, code):
    refusal = may_set_trustees(by, second, PEOPLE, TODAY)
    assert refusal is not None
    assert refusal.code == code
