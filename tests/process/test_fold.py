"""Folding: state follows from facts alone, and a history that cannot have happened is refused."""

from contextlib import suppress
from dataclasses import replace

import pytest

from evenhand.process import commands as c
from evenhand.process.acts import ACTS, Region
from evenhand.process.facts import Recorded
from evenhand.process.fold import FoldError, fold, fold_all
from evenhand.process.fold import case as of_case
from evenhand.process.fold import complaint as of_complaint
from tests.process.steps import closed, held
from tests.process.world import REASONS, World


def history(stage):
    """A history that ends at that stage."""
    world = World()
    index = stage(world)
    return world.histories[index], world.complaints[index]


@pytest.mark.parametrize("stage", [closed, held])
def test_the_same_history_gives_the_same_state(stage):
    recorded, state = history(stage)
    assert fold_all(recorded) == fold_all(recorded) == state


def test_every_act_of_a_complaint_can_be_folded():
    folded = {"received", "case-opened", *of_complaint.FOLDS, *of_case.FOLDS}
    assert folded == {act.name for act in ACTS.values() if act.region is Region.COMPLAINT}


def test_an_empty_history_is_no_complaint():
    with pytest.raises(FoldError):
        fold_all([])


@pytest.mark.parametrize("place", range(18))
def test_a_history_with_one_step_left_out_does_not_fold_or_folds_to_something_else(place):
    recorded, state = history(closed)
    rest = recorded[:place] + recorded[place + 1 :]
    with suppress(FoldError):
        assert fold_all(rest) != state


@pytest.mark.parametrize("place", range(17))
def test_two_steps_exchanged_do_not_fold_or_fold_to_something_else(place):
    recorded, _ = history(closed)
    recorded[place], recorded[place + 1] = recorded[place + 1], recorded[place]
    with pytest.raises(FoldError):
        fold_all(recorded)


def changed(recorded, **data):
    """A record with other facts."""
    return replace(recorded, data={**recorded.data, **data})


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("received", {"channel": "pigeon"}),
        ("received", {"act": "obtained"}),
        ("received", {"on": "yesterday"}),
        ("assessed", {"result": "ignored"}),
        ("assessed", {"act": "rulebook-adopted"}),
        ("case-opened", {"case": 2}),
        ("case-opened", {"capacity": "vip"}),
        ("allegation-framed", {"allegation": 2}),
        ("assigned", {"duty": "sing"}),
        ("recommended", {"findings": {}}),
        ("recommended", {"findings": {"1": "guilty"}}),
        ("recommended", {"case": 3}),
        ("case-decided", {"outcome": "forgotten"}),
        ("case-decided", {"act": "recommended"}),
        ("complaint-closed", {"outcome": None}),
    ],
)
def test_an_unknown_code_or_an_impossible_step_is_an_error(act, data):
    recorded, _ = history(closed)
    spoilt = [changed(each, **data) if each.act == act else each for each in recorded]
    with pytest.raises(FoldError, match="does not follow"):
        fold_all(spoilt)


@pytest.mark.parametrize("missing", ["by", "on", "act", "case", "findings"])
def test_a_missing_member_is_an_error(missing):
    recorded, _ = history(closed)
    bare = [
        replace(each, data={key: value for key, value in each.data.items() if key != missing})
        if each.act == "recommended"
        else each
        for each in recorded
    ]
    with pytest.raises(FoldError):
        fold_all(bare)


def test_a_fact_is_not_folded_twice():
    recorded, state = history(closed)
    with pytest.raises(FoldError, match="already"):
        fold(state, recorded[-1])


def test_a_decision_without_its_effect_has_none():
    recorded, _ = history(held)
    cut = [each for each in recorded if each.act != "overridden"]
    case = fold_all(cut).cases[0]
    assert (case.outcome, case.effective_on, case.stage) == (None, None, "recommended")


def test_a_refusal_leaves_no_trace(world):
    index = held(world)
    before = list(world.histories[index])
    world.refused(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "dora")
    assert world.histories[index] == before


def test_the_record_and_index_of_the_outcome_are_kept_for_the_receipt():
    recorded, state = history(closed)
    outcome = next(each for each in recorded if each.act == "case-decided")
    assert (state.cases[0].outcome_record, state.cases[0].outcome_index) == (outcome.record, outcome.index)


def test_a_recorded_fact_reads_its_act_and_its_day():
    recorded = Recorded(3, {"act": "told", "on": "2026-03-02"})
    assert (recorded.act, recorded.on.isoformat()) == ("told", "2026-03-02")
