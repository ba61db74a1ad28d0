"""Who may give a role to whom: never to oneself, never across the wall, and not straight from the leadership's office (B1, B4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.process.appointing import FOUNDING, EndAppointment, MakeAppointment, appoint, end, may_set_up
from evenhand.process.codes import CASE_ROLES, INSIDE_ROLES, WALLED_ROLES, Role
from evenhand.process.facts import Fact
from evenhand.process.working_days import months_after
from tests.process.world import START, staff

ANNA = staff("anna", Role.APPOINTING_AUTHORITY)


def people(*others):
    return {one.ref: one for one in (ANNA, staff("adam", Role.ADMINISTRATOR), staff("nora"), *others)}


def make(role, person="nora", since=START, until=None, background="from-outside", left=None):
    return MakeAppointment("a-1", person, role, since, until, background, left)


def code(command, by="anna", among=None):
    answer = appoint(command, by, among or people(), START)
    return None if isinstance(answer, Fact) else answer.code


def test_an_appointment_says_who_gave_which_role_to_whom_and_until_when():
    fact = appoint(make("reviewer", until=START + timedelta(days=30)), "anna", people(), START)
    assert fact.data == {
        "appointment": "a-1",
        "by": "anna",
        "person": "nora",
        "role": "reviewer",
        "since": "2026-03-02",
        "until": "2026-04-01",
        "background": "from-outside",
        "cools_off": None,
    }


@pytest.mark.parametrize(
    ("command", "by", "expected"),
    [
        (make("reviewer"), "adam", "not-permitted"),
        (make("reviewer"), FOUNDING, "founded"),
        (make("reviewer", "nobody"), "anna", "no-such-person"),
        (make("king"), "anna", "no-such-role"),
        (make("reviewer", "anna"), "anna", "own-appointment"),
        (make("reviewer", until=START), "anna", "ends-before-it-begins"),
        (make("reviewer", background=None), "anna", "no-background"),
        (make("reviewer", background="the moon"), "anna", "no-such-background"),
        (make("reviewer", background="left-leadership"), "anna", "left"),
        (make("reviewer", left=START), "anna", "left"),
    ],
)
def test_what_is_not_in_order_is_refused(command, by, expected):
    assert code(command, by) == expected


@pytest.mark.parametrize("case_role", sorted(CASE_ROLES))
@pytest.mark.parametrize("walled", sorted(WALLED_ROLES))
def test_nobody_works_on_cases_and_holds_an_office_that_is_kept_away_from_them(case_role, walled):
    assert code(make(walled), among=people(staff("nora", Role(case_role)))) == "wall"
    assert code(make(case_role), among=people(staff("nora", Role(walled)))) == "wall"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OUTSIDE_HANDLER}))
def test_whoever_handles_from_outside_holds_no_other_role(role):
    assert code(make(role), among=people(staff("nora", Role.OUTSIDE_HANDLER))) == "wall"
    assert code(make(Role.OUTSIDE_HANDLER), among=people(staff("nora", role))) == "wall"


@pytest.mark.parametrize("role", sorted(INSIDE_ROLES))
def test_nobody_comes_from_the_office_itself_from_outside_within_a_year(role):
    left = date(2025, 8, 31)
    among = people(staff("nora", role, since=date(2024, 1, 1), until=left))
    free = months_after(left, 12)
    assert code(make(Role.OUTSIDE_HANDLER, since=free - timedelta(days=1)), among=among) == "not-from-outside"
    assert code(make(Role.OUTSIDE_HANDLER, since=free), among=among) is None
    assert code(make(Role.CASE_MANAGER), among=among) is None, "back into the office is another matter"


def test_whoever_handled_from_outside_may_do_so_again():
    among = people(staff("nora", Role.OUTSIDE_HANDLER, since=date(2024, 1, 1), until=START))
    assert code(make(Role.OUTSIDE_HANDLER), among=among) is None


@pytest.mark.parametrize("office", [Role.LEADERSHIP, Role.PUBLICATION_OFFICER])
@pytest.mark.parametrize(
    ("role", "months"),
    [(role, 60 if role in (Role.REVIEWER, Role.OUTSIDE_HANDLER) else 12) for role in sorted(CASE_ROLES)],
)
def test_nobody_comes_from_the_leadership_straight_to_a_case(office, role, months):
    left = date(2025, 8, 31)
    among = people(staff("nora", office, since=date(2024, 1, 1), until=left))
    free = months_after(left, months)
    assert code(make(role, since=free - timedelta(days=1)), among=among) == "cooling-off"
    assert code(make(role, since=free), among=among) is None


def test_the_newest_of_several_such_offices_counts():
    first = staff("nora", Role.LEADERSHIP, since=date(2019, 1, 1), until=date(2020, 1, 1)).appointments
    last = staff("nora", Role.LEADERSHIP, since=date(2025, 1, 1), until=date(2025, 12, 1)).appointments
    nora = type(ANNA)("nora", (*last, *first))
    assert code(make("investigator"), among=people(nora)) == "cooling-off"


def test_other_offices_have_no_cooling_off():
    among = people(staff("nora", Role.ADMINISTRATOR, since=date(2025, 1, 1), until=START))
    assert code(make("investigator"), among=among) is None
    among = people(staff("nora", Role.LEADERSHIP, since=date(2025, 1, 1), until=START))
    assert code(make("administrator"), among=among) is None


def test_an_appointment_ends_today_or_later_and_once():
    among = people(staff("rosa", Role.REVIEWER, until=START + timedelta(days=10)))
    assert end(EndAppointment("rosa-reviewer", START), "anna", among, START).act == "appointment-ended"
    assert end(EndAppointment("rosa-reviewer", START - timedelta(days=1)), "anna", among, START).code == "not-later"
    assert end(EndAppointment("rosa-reviewer", START + timedelta(days=10)), "anna", among, START).code == "not-later"
    assert end(EndAppointment("nothing", START), "anna", among, START).code == "no-such-appointment"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY])
def test_the_last_one_who_sets_up_stays_until_there_is_another(role):
    own = {Role.ADMINISTRATOR: "adam-administrator", Role.APPOINTING_AUTHORITY: "anna-appointing-authority"}[role]
    assert end(EndAppointment(own, START), "anna", people(), START).code == "last-one"
    leaving = people(staff("zoe", role, until=START + timedelta(days=5)))
    assert end(EndAppointment(own, START + timedelta(days=5)), "anna", leaving, START).code == "last-one"
    assert end(EndAppointment(own, START), "anna", people(staff("zoe", role)), START).act == "appointment-ended"


def test_the_founding_sets_up_only_while_nobody_else_can():
    assert may_set_up(FOUNDING, {}, START) is None
    assert may_set_up(FOUNDING, people(), START).code == "founded"
    assert may_set_up("anna", people(), START).code == "not-permitted"


LENT = "seconded-from-leadership"
DECIDES = [Role.DECISION_MAKER, Role.REVIEWER]


def with_background(person, background, until=None):
    held = replace(person.appointments[0], background=background, until=until)
    return replace(person, appointments=(held,))


@pytest.mark.parametrize("role", sorted(CASE_ROLES))
def test_nobody_whom_the_leadership_has_lent_decides_or_reviews(role):
    expected = "seconded" if role in (*DECIDES, Role.OUTSIDE_HANDLER) else None
    assert code(make(role, background=LENT)) == expected
    advising = with_background(staff("nora", Role.INTAKE_OFFICER), LENT)
    beside = "wall" if role == Role.OUTSIDE_HANDLER else expected
    assert code(make(role), among=people(advising)) == beside, "from advising to deciding"


@pytest.mark.parametrize("role", DECIDES)
def test_nobody_who_decides_is_lent_by_the_leadership_beside(role):
    assert code(make("investigator", background=LENT), among=people(staff("nora", role))) == "seconded"
    past = staff("nora", role, since=date(2025, 1, 1), until=START)
    assert code(make("investigator", background=LENT), among=people(past)) is None


@pytest.mark.parametrize(("role", "months"), [(Role.DECISION_MAKER, 12), (Role.REVIEWER, 60)])
def test_after_being_lent_somebody_cools_off_before_they_decide(role, months):
    ended = date(2025, 8, 31)
    among = people(with_background(staff("nora", Role.INVESTIGATOR, since=date(2024, 1, 1)), LENT, ended))
    free = months_after(ended, months)
    assert code(make(role, since=free - timedelta(days=1)), among=among) == "seconded"
    assert code(make(role, since=free), among=among) is None


@pytest.mark.parametrize(("role", "months"), [("investigator", 12), ("reviewer", 60)])
def test_who_left_the_leadership_elsewhere_cools_off_as_who_left_it_here(role, months):
    left = date(2025, 8, 31)
    free = months_after(left, months)
    said = {"background": "left-leadership", "left": left}
    assert code(make(role, since=free - timedelta(days=1), **said)) == "cooling-off"
    fact = appoint(make(role, since=free, **said), "anna", people(), START)
    assert (fact.data["background"], fact.data["cools_off"]) == ("left-leadership", free.isoformat())


def test_the_founding_may_leave_open_from_where_somebody_comes():
    assert (
        appoint(make("reviewer", background=None), FOUNDING, {"nora": staff("nora")}, START).act == "appointment-made"
    )
