"""The worklist by party, handler and day of receipt: combined with everything else, and never beyond what somebody may see."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.process.codes import CaseStage, Duty, Role
from evenhand.records.models import Barred, Hand, PartyToken
from evenhand.records.queries.asked import ANY, Asked
from evenhand.records.queries.worklist import worklist
from tests.records.queries.test_worklist import ME, OTHER, TODAY, a, case, complaint, shown

pytestmark = pytest.mark.django_db

YAN = (("name", "0123456789abcdef"),)
ZOE = (("e-mail", "fedcba9876543210"),)


def party(index: int, said: tuple[tuple[str, str], ...] = YAN, case: int | None = 1) -> int:
    for kind, token in said:
        PartyToken.objects.create(
            digest=f"{index}/{case}/{kind}", complaint=index, case=case, kind=kind, token=token, salt=b"", entry=index
        )
    return index


def test_a_party_is_found_as_respondent_and_as_complainant():
    party(complaint(1))
    party(complaint(2), case=None)
    party(complaint(3), ZOE)
    complaint(4)
    assert shown(party=YAN) == [1, 2]
    assert shown(party=(*YAN, *ZOE)) == [1, 2, 3]
    assert shown(party=(("telephone", YAN[0][1]),)) == [], "a token of another kind is another one"
    assert shown(party=()) == []


def test_it_goes_with_stage_category_day_handler_and_order():
    for index in range(1, 7):
        party(complaint(index, "accepted" if index % 2 else "closed", category="har" if index < 5 else "dis"))
    case(3, CaseStage.INVESTIGATING, investigator=ME)
    assert shown(party=YAN, stage=ANY, sort="-number") == [6, 5, 4, 3, 2, 1]
    assert shown(party=YAN) == [1, 3, 5]
    assert shown(party=YAN, category="dis", stage=ANY) == [5, 6]
    assert shown(party=YAN, stage=ANY, since=TODAY - timedelta(days=97)) == [3, 4, 5, 6]
    assert shown(party=YAN, stage=ANY, since=TODAY - timedelta(days=97), until=TODAY - timedelta(days=96)) == [3, 4]
    assert shown(party=YAN, stage=ANY, handler=ME) == [3]


def test_a_handler_is_whoever_is_named_to_the_complainant_investigates_or_decides():
    complaint(1, named_officer=ME)
    case(complaint(2), CaseStage.INVESTIGATING, investigator=ME)
    case(complaint(3), CaseStage.RECOMMENDED, decision_maker=ME)
    case(complaint(4), CaseStage.RECOMMENDED, decision_maker=OTHER)
    assert shown(handler=ME) == [1, 2, 3]
    assert shown(handler="s-nobody") == []


def test_a_day_of_receipt_is_within_both_ends():
    for index in (1, 2, 3):
        complaint(index)
    first, last = TODAY - timedelta(days=99), TODAY - timedelta(days=97)
    assert shown(since=first, until=last) == [1, 2, 3]
    assert shown(since=date(2030, 1, 1)) == shown(until=date(2000, 1, 1)) == []


def test_what_somebody_may_not_see_is_not_found_by_its_party():
    party(complaint(1))
    party(complaint(2))
    Barred.objects.create(complaint_id=2, person=ME)
    assert shown(party=YAN) == [1]
    assert shown(a(Role.INVESTIGATOR), party=YAN) == []
    assert shown(a(Role.LEADERSHIP), party=YAN) == []


@pytest.mark.parametrize("duty", [Duty.DECIDE, Duty.REVIEW])
def test_whoever_decides_or_reviews_finds_a_respondent_and_no_complainant(duty):
    person = a(Role.CASE_MANAGER)
    for index in (1, 2):
        complaint(index)
        Hand.objects.create(complaint_id=index, person=ME, duty=duty)
    party(1)
    party(2, case=None)
    party(complaint(3), case=None)
    assert shown(person, party=YAN) == [1, 3]


def test_a_party_of_an_unseen_complaint_and_an_absent_one_ask_the_same_questions():
    party(complaint(1))
    asked = []
    for token in (YAN, (("name", "ffffffffffffffff"),)):
        with CaptureQueriesContext(connection) as queries:
            found = worklist(a(Role.INVESTIGATOR), TODAY, Asked(stage=ANY, party=token))
            assert (len(found), found[:]) == (0, [])
        asked.append([query["sql"].replace(token[0][1], "T") for query in queries])
    assert asked[0] == asked[1]


def test_complaints_with_a_party_who_is_not_findable_wait_for_those_who_deal_with_parties():
    complaint(1, findable=False)
    complaint(2)
    complaint(3, "received", findable=False)
    assert shown(stage=ANY, queue="find") == [1]
