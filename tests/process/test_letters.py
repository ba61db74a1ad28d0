"""What the program puts into notices and letters by itself: nobody can leave it out, whatever they write."""

from dataclasses import replace

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import Finding, OverrideReason
from evenhand.process.decide import decide
from evenhand.process.facts import Into, Refusal
from evenhand.process.letters import FOUND, WHY, quoted
from tests.process.steps import (
    a_decision,
    a_departure,
    a_notice,
    assign,
    decided,
    declined,
    letters,
    opened,
    recommend,
    recommended,
    vetoed,
)
from tests.process.world import REASONS, RULEBOOK, World

CLAUSE = RULEBOOK.clauses["2.1"].text


def started(world, *clauses):
    index = opened(world, *clauses)
    assign(world, index)
    world.do(index, c.StartInvestigation(case=1, plan="Ask."), "ivan")
    return index


def test_a_notice_holds_every_allegation_with_its_clause_and_what_could_follow():
    world = World()
    index = started(world, "2.1", "6.2")
    world.do(index, c.FrameAllegation(case=1, clause="4.1", particulars="Hid the interest in the firm."), "ivan")
    (fact,) = world.do(index, a_notice(world), "ivan")
    added = fact.content["added"]
    for code, said in (
        ("2.1", "Shouted at the"),
        ("6.2", "Shouted at the"),
        ("4.1", "Hid the interest in the firm."),
    ):
        assert f"under clause {code}: {RULEBOOK.clauses[code].text}" in added
        assert said in added
    assert "Nothing has been decided." in added
    assert "usually begin with: Words of advice. The heaviest that they allow is: Expulsion." in added
    assert "You may reply until 16 March 2026" in added
    assert "a lawyer, a doctor, a union" in added


def test_what_could_follow_is_what_the_clauses_allow(world):
    (fact,) = world.do(started(world, "6.2"), a_notice(world), "ivan")
    assert f"allow is: {RULEBOOK.ladder[RULEBOOK.clauses['6.2'].highest].label}." in fact.content["added"]


def told(world, index):
    """The complainant's letter and the respondent's."""
    mine, theirs = world.do(index, letters(world), "mona")
    assert (mine.into, theirs.into) == (Into.COMPLAINT, Into.CASE)
    return mine.content, theirs.content


def test_both_letters_hold_the_findings_and_the_reasons_word_for_word(world):
    index = recommended(world)
    reasons = "Both witnesses say the same, and the minutes agree with them."
    world.do(index, replace(a_decision(), reasons=reasons), "dora")
    for letter in told(world, index):
        assert f"Allegation 1, under clause 2.1: {CLAUSE}" in letter["added"]
        assert "The finding: proved." in letter["added"]
        assert reasons in letter["added"]


def test_the_complainant_reads_that_there_is_a_sanction_and_the_respondent_which(world):
    mine, theirs = told(world, decided(world))
    assert "There is a sanction." in mine["added"]
    assert "Apology" not in mine["added"]
    assert "The sanction: Apology or undertaking." in theirs["added"]


def test_where_nothing_was_found_both_letters_say_so(world):
    index = recommended(world, 0, first="not-proved")
    world.do(index, a_decision(0, "not-proved"), "dora")
    for letter in told(world, index):
        assert "The finding: not proved." in letter["added"]
        assert "There is no sanction." in letter["added"]


def test_what_is_for_the_respondent_alone_is_in_no_letter_but_theirs(world):
    index = recommended(world)
    world.do(index, replace(a_decision(), for_respondent="You told us of your illness."), "dora")
    mine, theirs = told(world, index)
    assert "illness" not in str(mine)
    assert theirs["added"].endswith("You told us of your illness.")


def test_what_was_alleged_in_particular_is_not_repeated_to_the_complainant(world):
    mine, _ = told(world, decided(world))
    assert "Shouted at the complainant" not in mine["added"]


def test_reasons_of_a_decision_that_was_vetoed_reach_nobody(world):
    index = recommended(world)
    void = c.Decide(
        case=1,
        findings={1: "proved"},
        sanction=9,
        reasons="The head office wishes for an example to be made.",
        override_reason="disproportionate",
        power="Rule 9",
    )
    world.do(index, void, "dora")
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "rosa")
    assign(world, index, "irma", "dirk", "milo")
    world.do(index, c.StartInvestigation(case=1, plan="Again."), "irma")
    recommend = c.Recommend(case=1, findings={1: "proved"}, sanction=1, reasons=REASONS)
    world.do(index, recommend, "irma")
    world.do(index, a_decision(1), "dirk")
    mine, theirs = world.do(index, letters(world), "milo")
    assert "head office" not in mine.content["added"] + theirs.content["added"]
    assert REASONS in mine.content["added"]


@pytest.mark.parametrize(
    ("stage", "command", "who"), [(started, a_notice, "ivan"), (decided, letters, "mona")], ids=["notice", "letters"]
)
def test_nothing_goes_out_without_what_could_not_be_opened(world, stage, command, who):
    index = stage(world)
    around = replace(world.around(index), contents={})
    answer = decide(world.complaints[index], command(world), world.people[who], around, RULEBOOK)
    assert isinstance(answer, Refusal)
    assert answer.code == "sealed"


POWER, WHO = "Rule 9 of the procedure", "The treasurer, by telephone"


def departed(world, recommended_sanction, sanction, **more):
    """Both letters about a decision that departs, verified where it was held."""
    index = recommended(world, recommended_sanction)
    world.do(index, replace(a_departure(sanction), **more), "dora")
    if world.complaints[index].cases[0].override.held:
        world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "rosa")
    return told(world, index)


@pytest.mark.parametrize(
    ("recommended_sanction", "sanction", "far"),
    [
        (4, 3, "one rung of the ladder lighter"),
        (3, 4, "one rung of the ladder harsher"),
        (6, 2, "4 rungs of the ladder lighter"),
        (2, 6, "4 rungs of the ladder harsher"),
    ],
)
def test_both_parties_read_how_the_decision_departs_up_like_down(world, recommended_sanction, sanction, far):
    """C1: what was recommended, how far, why, by which power, at whose suggestion, and whether somebody independent agreed."""
    letters_of_both = departed(world, recommended_sanction, sanction, suggested_by=WHO)
    for letter in letters_of_both:
        added = letter["added"]
        assert f"departs from what the investigator recommended, {far}." in added
        assert "Allegation 1: proved was recommended." in added
        assert "The reason, from a list: disproportionate." in added
        assert f"The power relied on: {POWER}" in added
        assert f"At the suggestion of: {WHO}" in added
        assert ("An independent reviewer agreed" in added) is (abs(recommended_sanction - sanction) >= 2)
    rung = RULEBOOK.ladder[recommended_sanction].label
    assert f"The sanction that was recommended: {rung}." in letters_of_both[1]["added"]
    assert rung not in letters_of_both[0]["added"]


def test_a_departure_in_the_findings_alone_is_told_as_such_and_nobody_named_is_said(world):
    index = recommended(world, 1)
    decision = replace(a_departure(1, finding="admitted"), suggested_by="")
    world.do(index, decision, "dora")
    for letter in told(world, index):
        assert "departs from what the investigator recommended, with the same sanction." in letter["added"]
        assert "Nobody is named as having suggested it." in letter["added"]


def test_nothing_is_said_of_a_departure_where_there_is_none(world):
    for letter in told(world, decided(world)):
        assert "departs" not in letter["added"]
        assert "recommended" not in letter["added"]


def test_both_parties_read_that_an_earlier_decision_was_sent_back(world):
    index = vetoed(world)
    assign(world, index, "irma", "dirk", "milo")
    world.do(index, c.StartInvestigation(case=1, plan="Read it all again."), "irma")
    recommend(world, index, 1, "irma")
    world.do(index, a_decision(1), "dirk")
    for fact in world.do(index, letters(world), "milo"):
        assert "an independent reviewer sent the decision back once, to other people" in fact.content["added"]


def test_every_reason_for_a_departure_has_words_for_the_parties():
    assert set(WHY) == set(OverrideReason)


def test_only_what_a_command_repeats_is_opened_for_it(world):
    index = decided(world)
    state = world.complaints[index]
    framed, made = state.cases[0].allegations[0].index, state.cases[0].decision_index
    assert [each.index for each in world.histories[index] if each.act == "allegation-framed"] == [framed]
    assert [each.index for each in world.histories[index] if each.act == "decision-made"] == [made]
    assert quoted(state, letters(world)) == (made,)
    assert quoted(state, a_notice(world)) == (framed,)
    assert quoted(state, replace(letters(world), case=7)) == ()
    assert quoted(world.complaints[declined(world)], letters(world, None)) == ()
    assert quoted(state, c.SendMessage(text="Good day.")) == ()


def test_every_finding_has_words():
    assert set(FOUND) == set(Finding)
