"""Notice and reply: no decision without the respondent's chance to answer (invariant 1, L3)."""

from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CaseStage, Reply
from tests.process.steps import a_decision, a_notice, answered, assigned, noticed
from tests.process.test_complaint import FILE
from tests.process.world import REASONS, RULEBOOK, START


def started(world):
    """A case with its investigation under way."""
    index = assigned(world)
    world.do(index, c.StartInvestigation(case=1, plan="Ask."), "ivan")
    return index


def notice(reply_by, **changes):
    """A notice to reply by that day."""
    return c.GiveNotice(**{"case": 1, "text": "This is alleged.", "reply_by": reply_by, **changes})


def test_a_notice_leaves_at_least_the_floor(world):
    index = started(world)
    floor = START + timedelta(days=RULEBOOK.reply_floor_days)
    assert world.refused(index, notice(floor - timedelta(days=1)), "ivan") == "reply-floor"
    world.do(index, notice(floor), "ivan")
    assert world.complaints[index].cases[0].reply_by == floor


def test_a_notice_dated_back_does_not_eat_up_the_time_to_reply(world):
    index = started(world)
    world.wait(10)
    back = notice(START + timedelta(days=14), on=START)
    assert world.refused(index, back, "ivan") == "reply-floor"
    world.do(index, notice(START + timedelta(days=17), on=START), "ivan")
    assert world.complaints[index].cases[0].notice_on == START


def test_a_notice_says_something_and_comes_from_the_investigator(world):
    index = started(world)
    by = START + timedelta(days=14)
    assert world.refused(index, notice(by, text=" "), "ivan") == "missing-text"
    for who in ("mona", "irma", "dora", "clerk"):
        assert world.refused(index, notice(by), who) in {"role", "investigates"}


@pytest.mark.parametrize("who", ["ivan", "mona"])
def test_a_reply_is_recorded_by_whoever_handles_the_case(world, who):
    index = noticed(world)
    world.wait(3)
    world.do(index, c.RecordReply(case=1, how="recorded", text="It was not me."), who)
    case = world.complaints[index].cases[0]
    assert (case.reply, case.reply_on, case.stage) == (Reply.RECORDED, world.today, CaseStage.ANSWERED)


@pytest.mark.parametrize("how", ["recorded", "waived"])
def test_a_reply_and_a_waiver_are_in_writing(world, how):
    index = noticed(world)
    assert world.refused(index, c.RecordReply(case=1, how=how), "ivan") == "missing-text"
    world.do(index, c.RecordReply(case=1, how=how, files=(FILE,)), "ivan")


@pytest.mark.parametrize("who", ["ivan", "clerk"])
def test_silence_is_recorded_only_after_the_last_day(world, who):
    index = noticed(world)
    world.wait(RULEBOOK.reply_days)
    assert world.refused(index, c.RecordReply(case=1, how="window-passed"), who) == "reply-date-passed"
    world.wait(1)
    world.do(index, c.RecordReply(case=1, how="window-passed"), who)
    assert world.complaints[index].cases[0].reply is Reply.WINDOW_PASSED


def test_silence_cannot_be_dated_within_the_time_to_reply(world):
    index = noticed(world)
    world.wait(RULEBOOK.reply_days + 1)
    early = c.RecordReply(case=1, how="window-passed", on=START + timedelta(days=RULEBOOK.reply_days))
    assert world.refused(index, early, "ivan") == "reply-date-passed"


def test_silence_is_recorded_by_the_clerk_or_the_investigator_alone(world):
    index = noticed(world)
    world.wait(RULEBOOK.reply_days + 1)
    assert world.refused(index, c.RecordReply(case=1, how="window-passed"), "mona") == "role"


@pytest.mark.parametrize("how", ["recorded", "waived"])
def test_the_clerk_makes_up_no_reply(world, how):
    index = noticed(world)
    world.wait(RULEBOOK.reply_days + 1)
    assert world.refused(index, c.RecordReply(case=1, how=how, text="I waive."), "clerk") == "role"


def test_an_unknown_kind_of_reply_is_refused(world):
    index = noticed(world)
    assert world.refused(index, c.RecordReply(case=1, how="shrugged", text="X"), "ivan") == "unknown-code"


@pytest.mark.parametrize("stage", [assigned, started, noticed])
def test_nothing_is_recommended_or_decided_before_the_chance_to_reply(world, stage):
    index = stage(world)
    recommendation = c.Recommend(case=1, findings={1: "proved"}, sanction=0, reasons=REASONS)
    assert world.refused(index, recommendation, "ivan") == "stage"
    assert world.refused(index, a_decision(0), "dora") == "stage"


def test_a_reply_is_not_recorded_twice(world):
    index = answered(world)
    assert world.refused(index, c.RecordReply(case=1, how="recorded", text="Late."), "ivan") == "stage"


def test_there_is_one_notice(world):
    index = noticed(world)
    assert world.refused(index, a_notice(world), "ivan") == "stage"
