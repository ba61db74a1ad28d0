"""The whole year, played on paper: every stage is there to be seen, and every time the same."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from evenhand.demo.plan import Ending, plan_year
from evenhand.demo.play import Stuck
from evenhand.process.clocks import promises
from evenhand.process.codes import CaseStage, ComplaintOutcome, ComplaintStage, Reply, Role
from tests.demo.paper import SUNDAY, Played, on_paper
from tests.process.world import RULEBOOK

ENDS = [
    SUNDAY,
    datetime(2026, 11, 25, 11, tzinfo=UTC),
    datetime(2027, 1, 4, 0, 5, tzinfo=UTC),
    datetime(2027, 4, 2, 22, tzinfo=UTC),
]
"""A Sunday, a Wednesday, just past midnight after the holidays, and a holiday in spring."""


@cache
def year(end: datetime) -> Played:
    return on_paper(end=end)


@pytest.fixture(params=ENDS, ids=str)
def played(request) -> Played:
    return year(request.param)


def test_all_three_hundred_are_received(played):
    assert len(played.states) == 300


def test_every_stage_of_a_complaint_and_of_a_case_is_populated_at_the_end(played):
    assert {state.stage for state in played.states} == set(ComplaintStage)
    assert {case.stage for state in played.states for case in state.cases} == set(CaseStage)


def test_what_a_visitor_may_want_to_see_is_there(played):
    states, last = played.states, played.calendar.last
    cases = [case for state in states for case in state.cases]
    open_cases = [case for case in cases if case.stage is not CaseStage.CLOSED]
    assert sum(state.received_on == last for state in states) >= 3
    assert sum(state.unanswered_since is not None for state in states) >= 2
    assert sum(case.stage is CaseStage.HELD for case in cases) >= 3
    assert any(case.stage is CaseStage.NOTICE_GIVEN and case.reply_by >= last for case in cases)
    assert any(case.vetoes and case.stage is CaseStage.OPENED for case in open_cases)
    assert any(state.reopened and state.stage is ComplaintStage.ACCEPTED for state in states)
    assert any(state.stage is ComplaintStage.DECLINED and not state.told for state in states)
    assert any(case.stage is CaseStage.DECIDED and not case.told for case in open_cases)
    assert any(state.links for state in states)
    assert any(len(state.cases) == 2 for state in states)
    assert {case.reply for case in cases} >= set(Reply)


def test_some_promises_were_missed_and_most_were_kept(played):
    made = [each for state in played.states for each in promises(state, RULEBOOK)]
    late = sum(each.late(played.calendar.last) for each in made)
    assert 0.02 < late / len(made) < 0.2


def test_the_endings_are_about_as_often_as_they_are_meant_to_be():
    states = year(SUNDAY).states
    outcomes = Counter(state.outcome for state in states if state.outcome)
    declined = sum(state.assessment is not None and not state.cases for state in states)
    assert set(outcomes) == set(ComplaintOutcome)
    assert 0.1 < declined / len(states) < 0.22
    overridden = [case.override for state in states for case in state.cases if case.override]
    far = [each for each in overridden if each.distance >= RULEBOOK.override_threshold]
    assert {each.direction.value for each in far} == {"up", "down"}
    assert len(far) < len(overridden)


def test_the_same_is_said_and_done_each_time():
    again = on_paper(end=SUNDAY)
    assert again.stage.said == year(SUNDAY).stage.said


def test_the_clock_never_goes_back_and_never_passes_the_end():
    played = year(SUNDAY)
    assert max(played.stage.moments) <= SUNDAY
    days = [moment.date() for moment in played.stage.moments]
    assert days == sorted(days)


def test_nothing_is_alleged_against_two_people_where_a_veto_would_take_the_case_from_everyone():
    held = {Ending.DOWN, Ending.UP, Ending.OTHER}
    assert all(len(plan.respondents) == 1 for plan in plan_year(2000, 365) if plan.ending in held)


@pytest.mark.parametrize(("complaints", "days"), [(1, 7), (20, 7), (40, 120), (120, 60)])
def test_smaller_ones_can_be_played_too(complaints, days):
    assert len(on_paper(complaints, days).states) == complaints


def test_a_turn_that_is_refused_stops_the_play_with_its_sentence():
    with pytest.raises(Stuck, match="Your roles do not allow this"):
        on_paper(120, 200, without=Role.REVIEWER)
