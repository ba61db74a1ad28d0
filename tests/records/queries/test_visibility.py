"""The visibility rules in Python and in SQL are one and the same, on any office and any complaints (B1, DESIGN section 7)."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.process.codes import INSIDE_ROLES, CaseStage, ComplaintStage, Duty, Role
from evenhand.process.state import Appointment, Person
from evenhand.process.visibility import CONDITIONS, Sight, Summary, seeing_roles, sees
from evenhand.records.models import Barred, Case, Complaint, Hand, Opening
from evenhand.records.queries import visibility
from evenhand.records.queries.visibility import PLACE, is_visible, seen_by, taken_from, visible

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)
PEOPLE = ("s-1", "s-2", "s-3")
someone = st.sampled_from(PEOPLE)
perhaps = st.none() | someone
cases = st.lists(st.tuples(st.sampled_from(CaseStage), perhaps, perhaps), max_size=3)
complaints = st.lists(
    st.fixed_dictionaries(
        {
            "stage": st.sampled_from(ComplaintStage),
            "apart": st.booleans(),
            "named_officer": perhaps,
            "cases": cases,
            "hands": st.sets(st.tuples(someone, st.sampled_from(Duty)), max_size=4),
            "barred": st.sets(someone, max_size=2),
            "openings": st.dictionaries(someone, st.sampled_from([TODAY, None]), max_size=2),
        }
    ),
    min_size=1,
    max_size=5,
)
BARE = {"apart": False, "named_officer": None, "cases": [], "hands": [], "barred": [], "openings": {}}
spells = st.sampled_from(
    [(date(2026, 1, 1), None), (date(2026, 1, 1), TODAY), (date(2026, 4, 1), None), (TODAY, date(2026, 3, 4))]
)
roles = st.lists(st.tuples(st.sampled_from(Role), spells), max_size=3)


def a_person(ref: str, held: list) -> Person:
    return Person(
        ref, tuple(Appointment(f"a-{n}", ref, role.value, "x", *spell) for n, (role, spell) in enumerate(held))
    )


def kept(index: int, told: dict) -> Summary:
    """Write the rows of one complaint, and give what the rules look at."""
    Complaint.objects.create(
        index=index,
        ref=f"c-{index}",
        number=f"N-{index}",
        received_on=TODAY,
        channel="web",
        category="har",
        anonymous=True,
        stage=told["stage"],
        named_officer=told["named_officer"],
        apart=told["apart"],
        rulebook="0" * 64,
        last_index=index,
    )
    for number, (stage, investigator, decision_maker) in enumerate(told["cases"], start=1):
        Case.objects.create(
            complaint_id=index,
            number=number,
            stage=stage,
            capacity="member",
            investigator=investigator,
            decision_maker=decision_maker,
            held=stage is CaseStage.HELD,
        )
    Hand.objects.bulk_create(Hand(complaint_id=index, person=ref, duty=duty) for ref, duty in told["hands"])
    Opening.objects.bulk_create(
        Opening(complaint_id=index, person=ref, until=until) for ref, until in told["openings"].items()
    )
    Barred.objects.bulk_create(Barred(complaint_id=index, person=ref) for ref in told["barred"])
    return Summary(
        stage=told["stage"],
        apart=told["apart"],
        named_officer=told["named_officer"],
        investigators=frozenset(one[1] for one in told["cases"] if one[1]),
        decision_makers=frozenset(one[2] for one in told["cases"] if one[2]),
        held=any(one[0] is CaseStage.HELD for one in told["cases"]),
        acted=frozenset(ref for ref, _ in told["hands"]),
        reviewed=frozenset(ref for ref, duty in told["hands"] if duty is Duty.REVIEW),
        barred=frozenset(told["barred"]),
        opened={ref: until for ref, until in told["openings"].items() if until is not None},
    )


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(ref=someone, held=roles, told=complaints)
def test_the_rules_in_python_and_in_sql_agree_on_every_complaint(ref, held, told):
    person = a_person(ref, held)
    sides = seeing_roles(person, TODAY)
    with transaction.atomic():
        summaries = {index: kept(index, one) for index, one in enumerate(told)}
        expected = {index for index, one in summaries.items() if sees(person, one, TODAY) is not Sight.NOTHING}
        found = list(visible(person, TODAY).values_list("index", flat=True))
        each = {index for index in summaries if is_visible(index, person, TODAY)}
        listed = [
            sorted(row.index for row in seen_by(ref, sides, taken_from(ref, sides), key=key))
            for key in ("index", PLACE)
        ]
        transaction.set_rollback(True)
    assert sorted(found) == sorted(expected)  # a list: nothing comes twice
    assert each == expected
    assert listed == [sorted(expected)] * 2


def test_every_condition_of_the_table_has_its_sql_form():
    assert set(visibility.CONDITIONS) == set(CONDITIONS)
    assert set(visibility.SOURCES) == set(CONDITIONS) - {"always"}


@pytest.mark.parametrize(
    "role", [None, Role.LEADERSHIP, Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY, Role.PUBLICATION_OFFICER]
)
def test_walled_roles_and_people_without_one_see_no_row_without_asking_the_tables(role, django_assert_num_queries):
    person = a_person("s-1", [(role, (date(2026, 1, 1), None))] if role else [])
    with django_assert_num_queries(0):
        assert list(visible(person, TODAY)) == []


def test_a_walled_role_takes_away_what_a_case_role_would_show():
    kept(1, {**BARE, "stage": ComplaintStage.RECEIVED})
    always = (date(2026, 1, 1), None)
    assert is_visible(1, a_person("s-1", [(Role.CASE_MANAGER, always)]), TODAY)
    assert not is_visible(1, a_person("s-1", [(Role.CASE_MANAGER, always), (Role.LEADERSHIP, always)]), TODAY)


@pytest.mark.parametrize("role", sorted(INSIDE_ROLES))
def test_what_is_set_apart_exists_for_nobody_of_the_office_whatever_their_part_in_it(role):
    mine = {"named_officer": "s-1", "cases": [(CaseStage.HELD, "s-1", "s-1")], "hands": [("s-1", Duty.REVIEW)]}
    kept(1, {**BARE, **mine, "apart": True, "stage": ComplaintStage.RECEIVED})
    always = (date(2026, 1, 1), None)
    assert not is_visible(1, a_person("s-1", [(role, always)]), TODAY)
    assert is_visible(1, a_person("s-2", [(Role.OUTSIDE_HANDLER, always)]), TODAY)


def test_imported_complaints_are_no_work_of_the_desk():
    kept(1, {**BARE, "stage": ComplaintStage.CLOSED})
    Complaint.objects.update(imported=True)
    assert not is_visible(1, a_person("s-1", [(Role.CASE_MANAGER, (date(2026, 1, 1), None))]), TODAY)
