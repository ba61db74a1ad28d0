"""The end and its undoing: everyone told, closed with outcome and notice, reopened on listed grounds (invariants 4, 5, 15)."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.clocks import age
from evenhand.process.codes import CaseStage, ComplaintOutcome, ComplaintStage, Finding, ReopenGround, Role
from evenhand.process.decide.ending import upheld
from evenhand.process.facts import Into
from evenhand.process.state import Allegation
from tests.process.steps import (
    SERVED,
    WAIVER,
    a_case,
    a_decision,
    a_notice,
    assign,
    closed,
    decided,
    declined,
    letters,
    noticed,
    recommend,
)
from tests.process.world import REASONS, RULEBOOK, START, staff


def test_both_parties_are_told_at_once_each_with_a_receipt_of_their_own(world):
    index = decided(world)
    facts = world.do(index, letters(world), "mona")
    assert [(fact.act, fact.data["to"], fact.into) for fact in facts] == [
        ("told", "complainant", Into.COMPLAINT),
        ("told", "respondent", Into.CASE),
    ]
    case = world.complaints[index].cases[0]
    for fact in facts:
        assert base64.b64decode(fact.data["counted"]) == case.outcome_record
        assert fact.data["outcome"] == "breach-sanction"
        assert fact.data["remedy_by"] == (world.today + timedelta(days=180)).isoformat()
    assert (facts[0].nonce, facts[0].data["nonce_by"]) == (bytes(range(16)), "script")
    assert (facts[1].nonce, "nonce_by" in facts[1].data) == (None, False)
    assert case.told == {"complainant", "respondent"}


@pytest.mark.parametrize("by", ["script", "typed", "server"])
def test_the_receipt_of_every_letter_says_who_drew_the_mark_on_it(world, by):
    """Of one that the server drew nobody can tell whether the receipt is theirs alone, and the verifier must not say so."""
    index = declined(world, nonce_by=by)
    (told,) = world.do(index, letters(world, None), "mona")
    assert told.data["nonce_by"] == by


@pytest.mark.parametrize("field", ["to_complainant", "to_respondent", "served", "remedy"])
def test_a_letter_that_says_nothing_is_refused(world, field):
    index = decided(world)
    for empty in ("", ".", "....................") if field != "remedy" else ("", " "):
        refusal = world.refused(index, replace(letters(world), **{field: empty}), "mona")
        assert refusal == ("missing-text" if field == "remedy" else "too-short")
    assert world.refused(declined(world), replace(letters(world, None), to_complainant="."), "mona") == "too-short"


def test_only_the_respondents_letter_says_how_it_reached_them_and_holds_the_proof(world):
    index = decided(world)
    mine, theirs = world.do(index, replace(letters(world), files=(WAIVER,)), "mona")
    assert ("served" in mine.content, mine.files) == (False, ())
    assert (theirs.content["served"], theirs.files) == (SERVED, (WAIVER,))


def test_the_rulebook_gives_the_last_day_for_the_remedy_where_the_letter_does_not(world):
    index = decided(world)
    facts = world.do(index, replace(letters(world), remedy_by=None), "mona")
    by = world.today + timedelta(days=RULEBOOK.external_remedy.days)
    assert {fact.data["remedy_by"] for fact in facts} == {by.isoformat()}


def test_a_remedy_that_is_over_is_none(world):
    index = decided(world)
    command = c.Notify(
        case=1,
        to_complainant="Decided.",
        to_respondent="Decided.",
        remedy="Write to X.",
        remedy_by=world.today + timedelta(days=179),
    )
    assert world.refused(index, command, "mona") == "remedy-by"


def test_nobody_is_told_twice(world):
    index = decided(world)
    world.do(index, letters(world), "mona")
    assert world.refused(index, letters(world), "mona") == "not-told"


def test_nothing_is_closed_that_people_have_not_been_told(world):
    index = decided(world)
    assert world.refused(index, c.Close(case=1), "mona") == "all-told"
    assert world.refused(declined(world), c.Close(), "mona") == "all-told"


def test_the_complaint_closes_with_its_last_case(world):
    index = decided(world)
    world.do(index, a_case(), "mona")
    world.do(index, letters(world), "mona")
    (fact,) = world.do(index, c.Close(case=1), "mona")
    assert fact.act == "case-closed"
    assert world.complaints[index].stage is ComplaintStage.ACCEPTED
    assert world.refused(index, c.Close(), "mona") == "stage"


def test_with_its_only_case_the_complaint_is_closed_and_counted_once(world):
    index = decided(world)
    world.do(index, letters(world), "mona")
    facts = world.do(index, c.Close(case=1), "mona")
    assert [fact.act for fact in facts] == ["case-closed", "complaint-closed"]
    assert set(facts[1].data) == {"by", "on", "outcome"}
    state = world.complaints[index]
    assert (state.stage, state.outcome, state.closed_on) == (
        ComplaintStage.CLOSED,
        ComplaintOutcome.UPHELD,
        world.today,
    )


def test_a_complaint_out_of_scope_is_told_and_closed_anonymous_or_not(world):
    index = declined(world, name="", reach="")
    (fact,) = world.do(index, letters(world, None), "mona")
    assert (fact.data["outcome"], "added" in fact.content) == ("out-of-scope", False)
    assert base64.b64decode(fact.data["counted"]) == world.complaints[index].assessed_record
    assert fact.nonce == bytes(range(16))
    fact = world.do(index, c.Close(), "mona")[-1]
    assert (fact.act, fact.data["outcome"]) == ("complaint-closed", "out-of-scope")
    assert world.complaints[index].stage is ComplaintStage.CLOSED


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        (("proved",), "upheld"),
        (("admitted", "proved"), "upheld"),
        (("proved-in-part",), "upheld-in-part"),
        (("proved", "not-proved"), "upheld-in-part"),
        (("no-case", "not-proved"), "not-upheld"),
    ],
)
def test_a_complaint_is_upheld_as_far_as_its_allegations_were_found(findings, outcome):
    allegations = [Allegation(number, "2.1", finding=Finding(each)) for number, each in enumerate(findings, 1)]
    assert upheld(allegations).value == outcome


@pytest.mark.parametrize("who", ["ivan", "dora", "rosa", "olga", "complainant", "clerk", "lena"])
def test_only_a_case_manager_tells_and_closes(world, who):
    index = decided(world)
    assert world.refused(index, letters(world), who) == "role"
    world.do(index, letters(world), "mona")
    assert world.refused(index, c.Close(case=1), who) == "role"


def reopen(ground="external-judgment", cases=(1,)):
    """A reopening of case 1."""
    return c.Reopen(cases=cases, ground=ground, reasons=REASONS)


@pytest.mark.parametrize("who", ["mona", "dora", "rosa", "lena", "adam", "clerk", "complainant"])
def test_only_the_overseer_reopens(world, who):
    assert world.refused(closed(world), reopen(), who) == "role"


def test_an_overseer_with_any_other_role_does_not_reopen(world):
    index = closed(world)
    for role in (Role.CASE_MANAGER, Role.LEADERSHIP):
        world.people["otto"] = staff("otto", Role.OVERSEER, role)
        assert world.refused(index, reopen(), "otto") == "only-oversees"


def test_an_overseer_who_decided_the_case_does_not_reopen_it(world):
    index = closed(world)
    world.people["dora"] = staff("dora", Role.OVERSEER)
    assert world.refused(index, reopen(), "dora") == "only-oversees"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (reopen("the press asked"), "unknown-code"),
        (reopen(cases=()), "cases"),
        (reopen(cases=(2,)), "cases"),
        (c.Reopen(cases=(1,), ground="fraud", reasons="Because."), "too-short"),
    ],
)
def test_a_reopening_without_what_it_needs_is_refused(world, command, code):
    assert world.refused(closed(world), command, "olga") == code


@pytest.mark.parametrize("ground", list(ReopenGround))
def test_a_reopening_never_resets_the_age(world, ground):
    index = closed(world)
    world.wait(100)
    before = world.complaints[index]
    world.do(index, reopen(ground.value), "olga")
    after = world.complaints[index]
    assert after.received_on == before.received_on == START
    assert age(after, world.today) == (world.today - START).days > age(before, world.today)
    assert (after.stage, after.reopened, after.outcome) == (ComplaintStage.ACCEPTED, 1, None)
    assert after.cases[0].stage is CaseStage.OPENED
    assert (after.cases[0].outcome, after.cases[0].told) == (None, frozenset())


def asked_again(world, index, investigator="ivan"):
    """Investigated anew: new notice, and the time to reply passed."""
    world.do(index, c.StartInvestigation(case=1, plan="Read it all again."), investigator)
    assert world.complaints[index].cases[0].stage is CaseStage.INVESTIGATING
    world.do(index, a_notice(world), investigator)
    world.wait(RULEBOOK.reply_days + 1)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")


@pytest.mark.parametrize("ground", list(ReopenGround))
def test_after_a_reopening_the_respondent_is_asked_again_whatever_the_ground(world, ground):
    index = closed(world)
    world.do(index, reopen(ground.value), "olga")
    case = world.complaints[index].cases[0]
    assert (case.notice_on, case.reply_by, case.reply, case.reply_on) == (None, None, None, None)
    assign(world, index, "irma", "dirk", "milo")
    asked_again(world, index, "irma")


def test_the_attack_of_a_waiver_that_nobody_wrote_ends_with_the_reopening(world):
    """Waived and decided on one day, reopened for fraud: nothing is recommended before the respondent was heard."""
    index = noticed(world)
    waived = c.RecordReply(case=1, how="waived", text="Waives everything, says the investigator.", files=(WAIVER,))
    world.do(index, waived, "ivan")
    recommend(world, index, 4, "ivan")
    world.do(index, a_decision(), "dora")
    world.do(index, letters(world), "mona")
    world.do(index, c.Close(case=1), "mona")
    world.do(index, reopen("fraud"), "olga")
    assign(world, index, "irma", "dirk", "milo")
    world.do(index, c.StartInvestigation(case=1, plan="Was there a waiver at all?"), "irma")
    command = c.Recommend(case=1, findings={1: "proved"}, sanction=11, reasons=REASONS)
    assert world.refused(index, command, "irma") == "stage"
    world.do(index, a_notice(world), "irma")
    assert world.refused(index, command, "irma") == "stage"


def test_on_a_ground_that_taints_nobody_the_same_people_may_go_on(world):
    index = closed(world)
    world.do(index, reopen("external-judgment"), "olga")
    assign(world, index)
    asked_again(world, index)
    recommend(world, index, 0, "ivan", "not-proved")
    world.do(index, a_decision(0, "not-proved"), "dora")
    world.do(index, letters(world), "mona")
    world.do(index, c.Close(case=1), "mona")
    assert world.complaints[index].outcome is ComplaintOutcome.NOT_UPHELD


@pytest.mark.parametrize("ground", ["fraud", "undisclosed-conflict", "proven-interference"])
def test_on_a_tainting_ground_everyone_before_is_taken_off_it(world, ground):
    index = closed(world)
    world.do(index, reopen(ground), "olga")
    state = world.complaints[index]
    assert state.shut_out() == {"ines", "tara", "mona", "ivan", "dora"}
    command = c.Assign(case=1, duty="investigate", person="irma")
    assert world.refused(index, command, "mona") == "barred"
    assert world.refused(index, c.Assign(case=1, duty="decide", person="dora"), "milo") == "barred"
    world.do(index, command, "milo")


def test_an_overseer_may_reopen_again_what_was_tainted(world):
    index = closed(world)
    world.do(index, reopen("fraud"), "olga")
    assign(world, index, "irma", "dirk", "milo")
    asked_again(world, index, "irma")
    recommend(world, index, 1, "irma")
    world.do(index, a_decision(1), "dirk")
    world.do(index, letters(world), "milo")
    world.do(index, c.Close(case=1), "milo")
    world.do(index, reopen("fraud"), "olga")
    assert world.complaints[index].reopened == 2


def test_a_declined_complaint_is_reopened_to_be_assessed_anew(world):
    index = declined(world)
    world.do(index, letters(world, None), "mona")
    world.do(index, c.Close(), "mona")
    assert world.refused(index, reopen(), "olga") == "cases"
    world.do(index, reopen(cases=()), "olga")
    state = world.complaints[index]
    assert (state.stage, state.assessment, state.rule, state.told) == (ComplaintStage.ACKNOWLEDGED, None, None, False)
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "tara")


def test_only_the_cases_named_are_reopened(world):
    index = decided(world)
    world.do(index, letters(world), "mona")
    world.do(index, a_case(), "mona")
    world.do(index, c.Close(case=1), "mona")
    assert world.refused(index, reopen(), "olga") == "stage"


def test_an_overseer_who_managed_it_may_not_reopen_it(world):
    index = closed(world)
    world.people["milo"] = staff("milo", Role.CASE_MANAGER)
    world.do(index, c.SendMessage(text="You can still ask us."), "milo")
    world.people["milo"] = staff("milo", Role.OVERSEER)
    assert world.refused(index, reopen("fraud"), "milo") == "only-oversees"
