"""The worklist in SQL: filters, order, queues, and a number of queries that does not grow with the list."""

from datetime import date, timedelta

import pytest

from evenhand.process.codes import CaseStage, ComplaintStage, Role
from evenhand.process.numbers import number
from evenhand.process.state import Appointment, Person
from evenhand.records.models import Account, Case, Complaint
from evenhand.records.models import Appointment as AppointmentRow
from evenhand.records.queries.asked import ANY, SORTS, Asked
from evenhand.records.queries.queues import QUEUES, queues
from evenhand.records.queries.worklist import worklist

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)
ME, OTHER = "s-me", "s-other"


def a(*roles: Role) -> Person:
    return Person(ME, tuple(Appointment(f"a-{role}", ME, role.value, "x", date(2026, 1, 1)) for role in roles))


MANAGER = a(Role.CASE_MANAGER)


def complaint(index: int, stage: str = "accepted", **columns) -> int:
    row = {
        "index": index,
        "ref": f"c-{index}",
        "number": number(abs(index)),
        "received_on": TODAY - timedelta(days=100 - index),
        "channel": "web",
        "category": "har",
        "anonymous": True,
        "stage": stage,
        "named_officer": OTHER,
        "rulebook": "0" * 64,
        "last_index": index,
    }
    Complaint.objects.create(**{**row, **columns})
    return index


def case(of: int, stage: CaseStage, place: int = 1, **columns) -> None:
    Case.objects.create(complaint_id=of, number=place, stage=stage, capacity="member", **columns)


def officer(ref: str, **columns) -> None:
    account = Account.objects.create(
        ref=ref, login=ref, name=ref, key="", public=b"", credentials={}, entry=0, confirmed_entry=0, **columns
    )
    AppointmentRow.objects.create(
        ref=f"a-{ref}", person=account, role=Role.INTAKE_OFFICER, by="x", since=date(2026, 1, 1), entry=0
    )


def shown(person: Person = MANAGER, **asked) -> list[int]:
    return [line.index for line in worklist(person, TODAY, Asked(**asked))[:]]


def test_closed_complaints_are_left_out_until_they_are_asked_for():
    complaint(1, "closed"), complaint(2)
    assert shown() == [2]
    assert shown(stage=ANY) == [1, 2]
    assert shown(stage="closed") == [1]


def test_what_is_due_first_stands_first_and_what_is_not_due_last():
    (
        complaint(1, next_due_on=None),
        complaint(2, next_due_on=TODAY),
        complaint(3, next_due_on=TODAY - timedelta(days=3)),
    )
    assert shown() == [3, 2, 1]
    assert shown(sort="-due") == [2, 3, 1]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_every_column_that_offers_it_orders_the_list_the_same_way_twice(sort):
    for index in range(1, 6):
        complaint(index, category="har" if index % 2 else "fin", unanswered_since=TODAY if index == 3 else None)
    assert shown(sort=sort) == shown(sort=sort)
    assert sorted(shown(sort=sort)) == [1, 2, 3, 4, 5]


def test_a_stage_of_a_case_finds_its_complaint_once():
    case(complaint(1), CaseStage.HELD)
    case(1, CaseStage.HELD, 2)
    complaint(2)
    assert shown(stage="held") == [1]
    assert shown(held=True) == [1]


def test_mine_is_what_i_am_the_named_officer_of_investigate_or_decide():
    complaint(1, named_officer=ME)
    case(complaint(2), CaseStage.ASSIGNED, investigator=ME)
    case(complaint(3), CaseStage.RECOMMENDED, decision_maker=ME)
    complaint(4)
    assert shown(mine=True) == [1, 2, 3]


def test_late_is_what_was_due_before_today():
    complaint(1, next_due_on=TODAY - timedelta(days=1)), complaint(2, next_due_on=TODAY)
    assert shown(late=True) == [1]


def test_a_number_is_found_whole_however_it_was_typed_and_in_part():
    complaint(1000), complaint(2000)
    typed = number(1000).lower().replace("-", " ")
    assert shown(number=typed) == [1000]
    assert shown(number=number(2000)[3:7]) == [2000]
    assert shown(number="%") == []


def test_filters_narrow_each_other():
    complaint(1, category="fin", next_due_on=TODAY - timedelta(days=1)), complaint(2, category="fin"), complaint(3)
    assert shown(category="fin", late=True) == [1]


def test_queues_count_what_waits_for_each_role_and_show_just_that():
    complaint(1, "received"), complaint(2, "acknowledged"), complaint(3)
    case(complaint(4), CaseStage.RECOMMENDED, decision_maker=ME)
    case(complaint(5), CaseStage.HELD, decision_maker=OTHER)
    complaint(6, named_officer=ME, unanswered_since=TODAY)
    assert queues(MANAGER, TODAY) == {"acknowledge": 1, "open-case": 2, "answer": 1}, "and no officer is missing"
    assert queues(a(Role.TRIAGE_ASSESSOR), TODAY) == {"assess": 1, "answer": 1}
    assert queues(a(Role.DECISION_MAKER), TODAY) == {"decide": 1}
    assert queues(a(Role.REVIEWER), TODAY) == {"review": 1}
    assert queues(a(Role.LEADERSHIP), TODAY) == {}
    assert shown(queue="acknowledge") == [1]
    assert shown(a(Role.REVIEWER), queue="review") == [5]


@pytest.mark.parametrize("queue", ["check-again", "tied"])
def test_a_queue_that_nobody_stands_in_is_empty_whatever_its_complaints_are_numbered(queue):
    case(complaint(-5), CaseStage.OPENED)
    assert shown(queue=queue, stage=ANY) == []
    assert queue not in queues(MANAGER, TODAY)


def test_a_queue_is_counted_no_further_than_anybody_needs(monkeypatch):
    monkeypatch.setattr("evenhand.records.queries.queues.MOST_COUNTED", 2)
    for index in range(1, 6):
        complaint(index, "received")
    assert queues(MANAGER, TODAY)["acknowledge"] == 3


def test_managers_see_where_nobody_is_left_whom_the_complainant_can_ask():
    officer("s-here"), officer("s-gone", ended_entry=7)
    complaint(1, named_officer="s-here"), complaint(2, named_officer="s-gone"), complaint(3, named_officer=None)
    complaint(4, "received", named_officer=None, unanswered_since=TODAY)
    complaint(5, "closed", named_officer="s-gone"), complaint(6, "closed", named_officer=None)
    complaint(7, "closed", named_officer=None, unanswered_since=TODAY)
    assert shown(queue="name-officer", stage=ANY) == [2, 3, 7]
    assert queues(MANAGER, TODAY)["name-officer"] == 3
    assert "name-officer" not in queues(a(Role.INTAKE_OFFICER), TODAY)


def test_a_line_names_every_case_with_its_stage():
    case(complaint(1), CaseStage.DECIDED)
    case(1, CaseStage.OPENED, 2)
    [line] = worklist(MANAGER, TODAY, Asked())[:]
    assert line.cases == ((1, "decided"), (2, "opened"))


FILTERS = (
    *({"stage": stage} for stage in ("open", ANY, *ComplaintStage, *CaseStage)),
    *({"queue": queue, "stage": ANY} for queue in QUEUES),
    *({"mine": True}, {"late": True}, {"held": True}, {"category": "fin"}, {"handler": OTHER}, {"number": "0"}),
    *({"since": TODAY - timedelta(days=90)}, {"until": TODAY - timedelta(days=90)}, {"party": (("name", "0" * 16),)}),
)


@pytest.mark.parametrize("asked", FILTERS, ids=lambda asked: " ".join(map(str, asked.values())))
def test_few_and_many_are_read_two_ways_and_are_the_same(asked):
    for index, stage in enumerate(CaseStage, start=1):
        late = TODAY - timedelta(days=index % 3 - 1) if index % 4 else None
        waits = TODAY - timedelta(days=index % 2) if index % 3 else None
        at = tuple(ComplaintStage)[index % len(ComplaintStage)]
        officer = (ME, OTHER, None)[index % 3]
        columns = {"category": ("har", "fin")[index % 2], "named_officer": officer, "next_due_on": late}
        case(complaint(index, at, **columns, unanswered_since=waits), stage, investigator=ME, decision_maker=OTHER)
    for person in (MANAGER, a(Role.INVESTIGATOR), a(Role.DECISION_MAKER), a(Role.REVIEWER), a(Role.TRIAGE_ASSESSOR)):
        for sort in (*SORTS, *(f"-{name}" for name in SORTS)):
            found = worklist(person, TODAY, Asked(**asked, sort=sort))
            few, many = ([row.index for row in rows] for rows in (found.few, found.many))
            assert few == many, sort
            assert found.counted.count() == len(few)


def test_a_list_of_many_is_paged_as_a_list_of_few_is(monkeypatch):
    for index in range(1, 8):
        complaint(index, next_due_on=TODAY - timedelta(days=index % 3))
    few = worklist(MANAGER, TODAY, Asked())
    pages = [few[0:3], few[3:6], few[6:9]]
    monkeypatch.setattr("evenhand.records.queries.worklist.FEW", 0)
    many = worklist(MANAGER, TODAY, Asked())
    assert [many[0:3], many[3:6], many[6:9]] == pages


@pytest.mark.parametrize("many", [2, 60])
def test_a_page_costs_five_queries_however_long_it_is(many, django_assert_num_queries):
    for index in range(1, many + 1):
        case(complaint(index), CaseStage.OPENED)
    with django_assert_num_queries(5):
        found = worklist(MANAGER, TODAY, Asked())
        assert len(found) == many
        assert len(found[0:50]) == min(many, 50)


def test_every_stage_is_one_of_a_complaint_or_of_a_case():
    for stage in [*ComplaintStage, *CaseStage]:
        assert shown(stage=stage.value) == []
