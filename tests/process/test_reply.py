"""Notice and reply: no decision without the respondent's chance to answer (invariant 1, L3)."""

from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.clocks import next_step
from evenhand.process.codes import CaseStage, Reply
from tests.process.steps import SERVED, WAIVER, a_decision, a_notice, answered, assigned, noticed, vetoed
from tests.process.world import REASONS, RULEBOOK, START


def started(world):
    """A case with its investigation under way."""
    index = assigned(world)
    world.do(index, c.StartInvestigation(case=1, plan="Ask."), "ivan")
    return index


def notice(reply_by, **changes):
    """A notice to reply by that day."""
    said = {"case": 1, "text": "This is what is alleged of you.", "reply_by": reply_by, "served": SERVED}
    return c.GiveNotice(**{**said, **changes})


def test_a_notice_leaves_at_least_the_floor(world):
    index = started(world)
    floor = START + timedelta(days=RULEBOOK.reply_floor_days)
    assert world.refused(index, notice(floor - timedelta(days=1)), "ivan") == "reply-floor"
    world.do(index, notice(floor), "ivan")
    assert world.complaints[index].cases[0].reply_by == floor


@pytest.mark.parametrize("days", [61, 3650, 2_000_000])
def test_a_notice_does_not_put_the_case_off_for_ever(world, days):
    index = started(world)
    assert world.refused(index, notice(START + timedelta(days=days)), "ivan") == "reply-latest"
    world.do(index, notice(START + timedelta(days=RULEBOOK.reply_latest_days)), "ivan")


def test_a_notice_says_something_and_comes_from_the_investigator(world):
    index = started(world)
    by = START + timedelta(days=14)
    for empty in (" ", ".", "..............................", "abababababababababababab"):
        assert world.refused(index, notice(by, text=empty), "ivan") == "too-short"
    for who in ("mona", "irma", "dora", "clerk"):
        assert world.refused(index, notice(by), who) in {"role", "investigates"}


@pytest.mark.parametrize("served", ["", ".", "sent"])
def test_a_notice_says_how_and_when_the_respondent_was_given_it(world, served):
    index = started(world)
    assert world.refused(index, notice(START + timedelta(days=14), served=served), "ivan") == "too-short"
    proof = notice(START + timedelta(days=14), files=(WAIVER,))
    (fact,) = world.do(index, proof, "ivan")
    assert (fact.content["served"], fact.files) == (SERVED, (WAIVER,))


def case_of(world, index):
    return world.complaints[index].cases[0]


REPLY = c.RecordReply(case=1, how="recorded", text="It was not me.")
COMPLETE = c.RecordReply(case=1, how="recorded", text="It was not me.", complete="I have nothing to add.")
RECOMMEND = c.Recommend(case=1, findings={1: "proved"}, sanction=0, reasons=REASONS)


@pytest.mark.parametrize("who", ["ivan", "mona"])
def test_a_reply_that_is_complete_is_recorded_by_whoever_handles_the_case(world, who):
    index = noticed(world)
    world.wait(3)
    (fact,) = world.do(index, COMPLETE, who)
    assert (fact.data["complete"], fact.content["complete"]) == (True, "I have nothing to add.")
    case = case_of(world, index)
    assert (case.reply, case.reply_on, case.stage) == (Reply.RECORDED, world.today, CaseStage.ANSWERED)


def test_a_first_word_does_not_end_the_time_to_reply(world):
    """The attack of the review: a question mark on the first day, and the recommendation on the same."""
    index = noticed(world)
    world.do(index, c.RecordReply(case=1, how="recorded", text="?"), "ivan")
    assert world.refused(index, RECOMMEND, "ivan") == "stage"
    step = next_step(world.complaints[index], RULEBOOK, world.today)
    assert (step.who, step.by_when) == ("respondent", START + timedelta(days=14))
    world.wait(9)
    world.do(index, c.RecordReply(case=1, how="recorded", text="This is what I say to it."), "mona")
    world.wait(5)
    assert world.refused(index, RECOMMEND, "ivan") == "stage"
    world.wait(1)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")
    assert (case_of(world, index).reply, case_of(world, index).stage) == (Reply.RECORDED, CaseStage.ANSWERED)
    world.do(index, RECOMMEND, "ivan")


def test_only_the_respondents_own_words_make_a_reply_complete(world):
    index = noticed(world)
    for said in (".", "yes", "done done"):
        command = c.RecordReply(case=1, how="recorded", text="It was not me.", complete=said)
        assert world.refused(index, command, "ivan") == "too-short"


def test_a_reply_that_comes_late_is_still_read_if_nothing_is_recommended_yet(world):
    index = answered(world)
    before = case_of(world, index)
    world.do(index, c.RecordReply(case=1, how="recorded", text="I was in hospital."), "mona")
    case = case_of(world, index)
    assert (case.stage, case.reply, case.reply_on) == (CaseStage.ANSWERED, Reply.RECORDED, before.reply_on)
    world.do(index, RECOMMEND, "ivan")
    assert world.refused(index, REPLY, "mona") == "stage"


def test_a_reply_that_lay_for_days_carries_the_day_it_came(world):
    index = answered(world)
    (fact,) = world.do(
        index, c.RecordReply(case=1, how="recorded", text="By post.", on=START + timedelta(days=9)), "mona"
    )
    assert fact.data["on"] == (START + timedelta(days=9)).isoformat()
    early = c.RecordReply(case=1, how="recorded", text="By post.", on=START - timedelta(days=1))
    assert world.refused(index, early, "mona") == "too-early"


@pytest.mark.parametrize("how", ["waived", "window-passed"])
def test_what_is_over_is_not_ended_again(world, how):
    index = answered(world)
    command = c.RecordReply(case=1, how=how, text="I waive all of it, says the letter.", files=(WAIVER,))
    assert world.refused(index, command, "ivan") == "stage"


def test_a_reply_is_in_writing(world):
    index = noticed(world)
    assert world.refused(index, c.RecordReply(case=1, how="recorded"), "ivan") == "missing-text"
    world.do(index, c.RecordReply(case=1, how="recorded", files=(WAIVER,)), "ivan")


def test_a_waiver_is_the_respondents_own_document_and_what_it_says(world):
    index = noticed(world)
    said = "I do not wish to say anything to this."
    assert world.refused(index, c.RecordReply(case=1, how="waived", text=said), "ivan") == "waiver-file"
    assert world.refused(index, c.RecordReply(case=1, how="waived", text=".", files=(WAIVER,)), "ivan") == "too-short"
    world.do(index, c.RecordReply(case=1, how="waived", text=said, files=(WAIVER,)), "ivan")
    assert case_of(world, index).reply is Reply.WAIVED


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
    assert (
        world.refused(index, c.RecordReply(case=1, how=how, text="I waive all of it.", files=(WAIVER,)), "clerk")
        == "role"
    )


def test_an_unknown_kind_of_reply_is_refused(world):
    index = noticed(world)
    assert world.refused(index, c.RecordReply(case=1, how="shrugged", text="X"), "ivan") == "unknown-code"


@pytest.mark.parametrize("stage", [assigned, started, noticed])
def test_nothing_is_recommended_or_decided_before_the_chance_to_reply(world, stage):
    index = stage(world)
    assert world.refused(index, RECOMMEND, "ivan") == "stage"
    assert world.refused(index, a_decision(0), "dora") == "stage"


def test_notice_is_not_given_again_for_nothing(world):
    assert world.refused(noticed(world), a_notice(world), "ivan") == "notice-owed"
    assert world.refused(answered(world), a_notice(world), "ivan") == "notice-owed"


def test_evidence_that_the_respondent_was_not_told_of_is_not_recommended_on(world):
    index = noticed(world)
    world.do(index, c.AddEvidence(case=1, description="The second witness."), "mona")
    world.wait(RULEBOOK.reply_days + 1)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")
    assert world.refused(index, RECOMMEND, "ivan") == "nothing-unseen"
    world.do(index, a_notice(world), "ivan")
    assert case_of(world, index).stage is CaseStage.NOTICE_GIVEN
    assert world.refused(index, RECOMMEND, "ivan") == "stage"
    world.do(index, COMPLETE, "mona")
    world.do(index, RECOMMEND, "ivan")


def test_a_further_notice_takes_away_no_time_that_was_given(world):
    index = noticed(world)
    world.do(index, c.AddEvidence(case=1, description="The second witness."), "ivan")
    assert world.refused(index, notice(START + timedelta(days=8)), "ivan") == "reply-shortened"
    world.do(index, REPLY, "ivan")
    world.do(index, notice(START + timedelta(days=20)), "ivan")
    case = case_of(world, index)
    assert (case.reply_by, case.reply, case.reply_on) == (START + timedelta(days=20), Reply.RECORDED, None)


def test_after_a_veto_the_new_investigator_may_ask_the_respondent_again_and_must_on_new_evidence(world):
    index = vetoed(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="irma"), "milo")
    world.do(index, c.StartInvestigation(case=1, plan="Read it all again."), "irma")
    assert case_of(world, index).stage is CaseStage.ANSWERED, "the respondent was heard"
    world.do(index, a_notice(world), "irma")
    assert world.refused(index, a_notice(world), "irma") == "notice-owed", "once is enough"

    other = vetoed(world)
    world.do(other, c.Assign(case=1, duty="investigate", person="irma"), "milo")
    world.do(other, c.AddEvidence(case=1, description="A recording."), "milo")
    world.do(other, c.StartInvestigation(case=1, plan="Hear the recording."), "irma")
    assert world.refused(other, RECOMMEND, "irma") == "nothing-unseen"
    world.do(other, a_notice(world), "irma")
