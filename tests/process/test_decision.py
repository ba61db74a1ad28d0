"""Recommendation and decision, and the measured distance between them (C1, C2, invariant 8)."""

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CaseOutcome, CaseStage, Direction, Finding, OverrideReason
from evenhand.process.facts import Into
from tests.process.steps import a_decision, a_departure, answered, assign, noticed, recommended
from tests.process.world import REASONS, RULEBOOK, World


def recommendation(sanction, findings=None, **changes):
    """A recommendation on case 1."""
    found = {1: "proved"} if findings is None else findings
    return c.Recommend(**{"case": 1, "findings": found, "sanction": sanction, "reasons": REASONS, **changes})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (recommendation(1, {}), "findings"),
        (recommendation(1, {1: "proved", 2: "proved"}), "findings"),
        (recommendation(1, {2: "proved"}), "findings"),
        (recommendation(1, {1: "guilty"}), "unknown-code"),
        (recommendation(0, {1: "frozen-on-departure"}), "frozen"),
        (recommendation(12), "sanction"),
        (recommendation(-1), "sanction"),
        (recommendation(True), "sanction"),
        (recommendation(2, {1: "not-proved"}), "no-breach"),
        (recommendation(1, {1: "no-case"}), "no-breach"),
        (recommendation(2, reasons="Obvious."), "too-short"),
    ],
)
def test_a_recommendation_without_what_it_needs_is_refused(world, command, code):
    index = answered(world)
    assert world.refused(index, command, "ivan") == code


def test_only_the_assigned_investigator_recommends(world):
    index = answered(world)
    for who in ("irma", "dora", "mona", "rosa"):
        assert world.refused(index, recommendation(1), who) in {"role", "investigates"}
    world.do(index, recommendation(1), "ivan")


def test_reasons_are_sealed_to_the_case_and_codes_are_not(world):
    index = answered(world)
    (fact,) = world.do(index, recommendation(3), "ivan")
    assert fact.into is Into.CASE
    assert fact.content == {"text": REASONS}
    assert (fact.data["findings"], fact.data["sanction"]) == ({"1": "proved"}, 3)


def test_no_sanction_is_above_what_the_breached_clauses_allow(world):
    index = answered(world, "6.2", "4.1")  # at most 6, and at most 8
    assert world.refused(index, recommendation(7, {1: "proved", 2: "not-proved"}), "ivan") == "sanction-range"
    assert world.refused(index, recommendation(9, {1: "proved", 2: "proved"}), "ivan") == "sanction-range"
    world.do(index, recommendation(7, {1: "not-proved", 2: "admitted"}), "ivan")
    assert world.refused(index, a_decision(9, findings={1: "proved", 2: "proved"}), "dora") == "sanction-range"


def test_a_decision_as_recommended_takes_effect_at_once(world):
    index = recommended(world, 4)
    facts = world.do(index, a_decision(4), "dora")
    assert [fact.act for fact in facts] == ["decision-made", "case-decided"]
    assert set(facts[1].data) == {"by", "on", "case", "outcome"}, "what is counted holds what both parties may read"
    case = world.complaints[index].cases[0]
    assert (case.stage, case.outcome, case.sanction) == (CaseStage.DECIDED, CaseOutcome.BREACH_SANCTION, 4)
    assert case.override is None
    assert case.outcome_record == world.histories[index][-1].record


@pytest.mark.parametrize(("sanction", "direction"), [(5, Direction.UP), (3, Direction.DOWN)])
def test_one_rung_either_way_is_recorded_and_takes_effect(world, sanction, direction):
    index = recommended(world, 4)
    facts = world.do(index, a_departure(sanction), "dora")
    assert [fact.act for fact in facts] == ["decision-made", "overridden", "case-decided"]
    case = world.complaints[index].cases[0]
    assert (case.override.direction, case.override.distance, case.override.held) == (direction, 1, False)
    assert (case.recommended_sanction, case.sanction, case.stage) == (4, sanction, CaseStage.DECIDED)


@pytest.mark.parametrize("recommended_sanction", range(12))
@pytest.mark.parametrize("decided_sanction", range(12))
def test_distance_is_counted_alike_both_ways_and_two_rungs_are_held(recommended_sanction, decided_sanction):
    world = World()
    index = recommended(world, recommended_sanction)
    distance = abs(decided_sanction - recommended_sanction)
    command = a_departure(decided_sanction) if distance else a_decision(decided_sanction)
    facts = world.do(index, command, "dora")
    case = world.complaints[index].cases[0]
    assert (case.stage is CaseStage.HELD) == (distance >= 2)
    assert ("case-decided" in [fact.act for fact in facts]) == (distance < 2)
    assert (case.effective_on is None) == (distance >= 2)
    if distance:
        assert case.override.distance == distance
        assert (case.override.direction is Direction.UP) == (decided_sanction > recommended_sanction)


def test_other_findings_on_the_same_rung_are_a_level_departure(world):
    index = recommended(world, 0)
    assert world.refused(index, a_decision(0, "not-proved"), "dora") == "unknown-code"
    facts = world.do(index, a_departure(0, "not-proved"), "dora")
    assert facts[1].data["direction"] == "level"
    assert facts[1].data["distance"] == 0
    assert world.complaints[index].cases[0].outcome is CaseOutcome.NO_BREACH


def test_the_reason_other_needs_a_second_signature_whatever_the_distance(world):
    index = recommended(world, 4)
    facts = world.do(index, a_departure(5, reason="other"), "dora")
    assert facts[1].data["held"] is True
    assert world.complaints[index].cases[0].stage is CaseStage.HELD


def test_a_departure_names_its_reason_and_its_power(world):
    index = recommended(world, 4)
    assert world.refused(index, a_decision(3), "dora") == "unknown-code"
    assert (
        world.refused(index, a_decision(3, override_reason="the leader asked", power="Rule 9"), "dora")
        == "unknown-code"
    )
    assert world.refused(index, a_decision(3, override_reason="health"), "dora") == "missing-text"
    facts = world.do(index, a_decision(3, override_reason="health", power="Rule 9", suggested_by="Nobody"), "dora")
    assert facts[1].into is Into.CASE
    assert facts[1].content == {"power": "Rule 9", "suggested_by": "Nobody"}
    assert facts[1].data["reason"] == OverrideReason.HEALTH


def test_where_nothing_departs_no_reason_for_departing_is_given(world):
    index = recommended(world, 4)
    assert world.refused(index, a_decision(4, override_reason="health", power="Rule 9"), "dora") == "no-override"


def test_the_recommendation_stays_beside_the_decision(world):
    index = recommended(world, 4)
    world.do(index, a_departure(3, "proved-in-part"), "dora")
    (allegation,) = world.complaints[index].cases[0].allegations
    assert (allegation.recommended, allegation.finding) == (Finding.PROVED, Finding.PROVED_IN_PART)


def test_only_the_assigned_decision_maker_decides_and_never_the_investigator(world):
    index = recommended(world)
    for who in ("dirk", "ivan", "mona", "rosa", "lena", "clerk"):
        assert world.refused(index, a_decision(), who) in {"role", "decides"}


def test_a_case_is_not_decided_twice(world):
    index = recommended(world)
    world.do(index, a_decision(), "dora")
    assert world.refused(index, a_decision(), "dora") == "stage"


@pytest.mark.parametrize(
    ("finding", "sanction", "outcome"),
    [
        ("proved", 1, "breach-sanction"),
        ("admitted", 0, "breach-no-sanction"),
        ("proved-in-part", 2, "breach-sanction"),
        ("not-proved", 0, "no-breach"),
        ("no-case", 0, "no-breach"),
    ],
)
def test_a_case_is_counted_by_what_was_found(world, finding, sanction, outcome):
    index = recommended(world, sanction, first=finding)
    facts = world.do(index, a_decision(sanction, finding), "dora")
    assert facts[-1].data["outcome"] == outcome


def test_a_sanction_needs_the_chance_to_reply_whatever_the_stage_says(world):
    from dataclasses import replace

    index = recommended(world)
    state = world.complaints[index]
    forged = replace(state.cases[0], reply_on=None)
    world.complaints[index] = replace(state, cases=(forged,))
    assert world.refused(index, a_decision(), "dora") == "reply-settled"


def test_the_rulebook_sets_the_threshold(world):
    from dataclasses import replace

    world.rulebook = replace(RULEBOOK, override_threshold=3)
    index = recommended(world, 4)
    world.do(index, a_departure(6), "dora")
    assert world.complaints[index].cases[0].stage is CaseStage.DECIDED


def test_a_decision_waits_for_a_decision_maker(world):
    index = noticed(world)
    assign(world, index, investigator="irma", decider="dirk")
    world.wait(20)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "irma")
    world.do(index, recommendation(1), "irma")
    assert world.refused(index, a_decision(1), "dora") == "decides"
    world.do(index, a_decision(1), "dirk")
