"""By when: what is promised, what comes next, and that no clock is started again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.clocks import next_due, next_step, promises
from evenhand.process.codes import ClockCode, ComplaintStage, ReopenGround
from tests.process.steps import (
    a_case,
    a_complaint,
    a_notice,
    accepted,
    answered,
    assign,
    assigned,
    closed,
    decided,
    declined,
    held,
    letters,
    noticed,
    opened,
    recommended,
    vetoed,
)
from tests.process.world import REASONS, RULEBOOK, SENDER, START, World


def promise(world, index, code, case=None):
    """The promise of that code, or None if it has not begun."""
    found = [each for each in promises(world.complaints[index], RULEBOOK) if (each.code, each.case) == (code, case)]
    assert len(found) <= 1
    return found[0] if found else None


def test_the_first_promises_begin_on_the_day_of_receipt(world):
    index = world.submit(a_complaint())
    assert promise(world, index, "acknowledge").due == date(2026, 3, 4)
    assert promise(world, index, "assess").due == date(2026, 3, 16)
    assert promise(world, index, "conclude").due == date(2026, 9, 2)
    assert "CILEX" in promise(world, index, "acknowledge").source


def test_a_promise_kept_late_is_late_for_ever(world):
    index = world.submit(a_complaint())
    world.wait(5)
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    kept = promise(world, index, "acknowledge")
    assert kept.done == world.today
    assert kept.late(world.today)
    assert kept.late(START)


def test_a_promise_is_late_only_after_its_last_day(world):
    index = world.submit(a_complaint())
    running = promise(world, index, "acknowledge")
    assert not running.late(running.due)
    assert running.late(running.due + timedelta(days=1))


def test_the_respondents_time_ends_on_the_day_in_the_notice(world):
    index = noticed(world)
    reply = promise(world, index, "reply", 1)
    assert (reply.due, reply.who, reply.done) == (START + timedelta(days=14), "respondent", None)


def test_a_late_acknowledgement_does_not_put_off_the_assessment(world):
    index = world.submit(a_complaint())
    before = promise(world, index, "assess").due
    world.wait(9)
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    assert promise(world, index, "assess").due == before


def test_the_clock_of_the_whole_complaint_is_never_started_again(world):
    index = closed(world)
    before = promise(world, index, "conclude")
    world.wait(50)
    world.do(index, c.Reopen(cases=(1,), ground="fresh-evidence", reasons=REASONS), "olga")
    after = promise(world, index, "conclude")
    assert (after.started, after.due, after.done) == (before.started, before.due, None)


def test_a_review_is_promised_only_where_a_decision_is_held(world):
    assert promise(world, decided(world), "review", 1) is None
    assert promise(world, held(world), "review", 1).due > world.today


def test_after_a_veto_no_new_notice_is_promised_and_a_recommendation_is(world):
    index = vetoed(world)
    notice = promise(world, index, "notice", 1)
    assert (notice.started, notice.done) == (START, START), "the promise that was kept stays kept"
    world.wait(4)
    assign(world, index, "irma", "dirk", "milo")
    assert promise(world, index, "recommend", 1).started == world.today


@pytest.mark.parametrize("ground", list(ReopenGround))
def test_after_a_reopening_a_new_notice_is_promised(world, ground):
    index = closed(world)
    world.wait(10)
    world.do(index, c.Reopen(cases=(1,), ground=ground.value, reasons=REASONS), "olga")
    notice = promise(world, index, "notice", 1)
    assert (notice.started, notice.done) == (world.today, None)


def test_one_more_piece_of_evidence_does_not_hide_that_a_recommendation_is_late(world):
    index = answered(world)
    before = promise(world, index, "recommend", 1)
    world.wait(60)
    world.do(index, c.AddEvidence(case=1, description="A list."), "ivan")
    world.do(index, a_notice(world), "ivan")
    running = promise(world, index, "recommend", 1)
    assert (running.due, running.late(world.today)) == (before.due, True)
    assert promise(world, index, "notice", 1).done == START
    assert promise(world, index, "reply", 1).due == world.today + timedelta(days=RULEBOOK.reply_days)


NEXT = (
    (lambda world: world.submit(a_complaint()), "intake-officer", "confirm"),
    (accepted, "case-manager", "open a case"),
    (opened, "case-manager", "investigator"),
    (assigned, "investigator", "what is alleged"),
    (noticed, "respondent", "may reply"),
    (answered, "investigator", "recommends"),
    (recommended, "decision-maker", "decides"),
    (held, "reviewer", "checks"),
    (decided, "case-manager", "tell both parties"),
    (declined, "case-manager", "cannot take this further"),
    (vetoed, "case-manager", "investigator"),
)


@pytest.mark.parametrize(("stage", "who", "words"), NEXT)
def test_everyone_can_read_what_happens_next_by_when_and_by_whom(stage, who, words):
    world = World()
    state = world.complaints[stage(world)]
    step = next_step(state, RULEBOOK, world.today)
    assert step.who == who
    assert words in step.what_next
    assert step.by_when >= world.today
    assert not step.late
    assert next_step(state, RULEBOOK, step.by_when + timedelta(days=1)).late == (who != "respondent")


def test_the_respondents_time_is_theirs_and_never_late(world):
    index = noticed(world)
    world.wait(20)
    assert not promise(world, index, "reply", 1).late(world.today)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")
    reply = promise(world, index, "reply", 1)
    assert (reply.done, reply.late(world.today)) == (reply.due, False)


def test_what_is_overdue_as_a_whole_is_late_however_far_off_its_next_step_is(world):
    index = decided(world)
    state = world.complaints[index]
    overdue = promise(world, index, "conclude").due + timedelta(days=1)
    assert next_due(state, RULEBOOK) == promise(world, index, "tell", 1).due
    waiting = replace(state, cases=(replace(state.cases[0], effective_on=overdue),))
    step = next_step(waiting, RULEBOOK, overdue)
    assert step.by_when >= overdue
    assert step.late
    assert next_due(waiting, RULEBOOK) < overdue, "so that lists show it as late"


def test_an_assessment_anew_has_a_time_of_its_own_and_keeps_it(world):
    index = declined(world)
    world.do(index, letters(world, None), "mona")
    world.do(index, c.Close(), "mona")
    world.wait(30)
    world.do(index, c.Reopen(cases=(), ground="fresh-evidence", reasons=REASONS), "olga")
    before = promise(world, index, "assess")
    assert before.started == world.today
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "tara")
    world.do(index, a_case(), "mona")
    after = promise(world, index, "assess")
    assert (after.started, after.due, after.late(world.today)) == (before.started, before.due, False)


def test_when_all_is_told_the_next_step_is_to_close(world):
    index = decided(world)
    world.do(index, letters(world), "mona")
    assert "close the case" in next_step(world.complaints[index], RULEBOOK, world.today).what_next


def test_nothing_comes_after_the_end_but_an_answer_to_a_letter(world):
    index = closed(world)
    end = next_step(world.complaints[index], RULEBOOK, world.today)
    assert (end.by_when, end.who, end.late) == (None, None, False)
    world.do(index, c.SendMessage(text="Why?"), SENDER)
    assert "answer" in next_step(world.complaints[index], RULEBOOK, world.today).what_next
    assert world.complaints[index].stage is ComplaintStage.CLOSED


def test_every_clock_of_the_rulebook_is_used():
    seen = set()
    for stage in (closed, held, declined, accepted):
        world = World()
        index = stage(world)
        world.do(index, c.SendMessage(text="And?"), SENDER)
        if stage is declined:
            world.do(index, letters(world, None), "mona")
        seen |= {each.code for each in promises(world.complaints[index], RULEBOOK)}
    assert seen == {*ClockCode, "reply"}
