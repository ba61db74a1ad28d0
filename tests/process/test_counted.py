"""Every act counts as one template of its kind, and what it counts is the step that figures count."""

from collections import Counter
from dataclasses import replace

import pytest

from evenhand.office.scheme import scheme_document
from evenhand.process.acts import ACTS, CARRIED_OVER, Kind, Region
from evenhand.process.codes import ComplaintStage
from evenhand.process.counted import FIGURES, counters, groups, template_of, weights
from evenhand.process.projection import STEPS, step_codes, steps
from evenhand.process.rulebook import MOST_CATEGORIES
from evenhand_register import scheme
from tests.process.steps import a_complaint, closed, declined, held, recommended
from tests.process.world import RULEBOOK

LARGEST = replace(RULEBOOK, categories={f"category-{n}": f"Category {n}" for n in range(MOST_CATEGORIES)})


def added(acts):
    """What acts add up to, counter by counter."""
    found, weigh = Counter(), weights(RULEBOOK)
    for act, data in acts:
        found.update(weigh[template_of(act, data)])
    return found


@pytest.mark.parametrize("rulebook", [RULEBOOK, LARGEST])
def test_the_scheme_is_lawful_and_no_group_has_more_than_sixteen_templates(rulebook):
    read = scheme.parse(
        scheme_document("demo.invalid/counted", "Association of Examples", rulebook), "demo.invalid/counted"
    )
    assert set(read.groups) == {str(kind) for kind in Kind}
    assert {kind: len(group.templates) for kind, group in read.groups.items()} == {
        "intake": len(rulebook.categories) + 2,
        "outcome": 10,
        "review": 6,
        "event": 1,
        "before": 9,
    }
    assert max(len(group.templates) for group in read.groups.values()) <= 16
    assert dict(read.counters) == counters(rulebook)
    used = {label for group in read.groups.values() for template in group.templates for label in template.vector}
    assert used == set(read.counters), "a counter that nothing adds to would be nought for ever"


def test_every_code_that_figures_count_is_a_template_of_its_kind():
    for kind, codes in step_codes(RULEBOOK).items():
        assert set(codes) <= {template.label for template in groups(RULEBOOK)[Kind(kind)]}


@pytest.mark.parametrize(
    "act",
    [act for act in ACTS.values() if act.region is not Region.IMPORT and act.name not in {*STEPS, CARRIED_OVER}],
)
def test_an_act_that_no_figure_counts_has_a_template_without_weight(act):
    label = template_of(act.name, {})
    assert weights(RULEBOOK)[label] == {}
    assert label in {template.label for template in groups(RULEBOOK)[act.kind]}


def test_what_a_history_counts_is_what_its_steps_say(world):
    for make in (held, recommended, closed, declined):
        index = make(world)
        for recorded in world.histories[index]:
            label = template_of(recorded.act, recorded.data)
            kind = ACTS[recorded.act].kind
            assert label in {template.label for template in groups(RULEBOOK)[kind]}
            assert [step.code for step in steps(recorded)] == ([label] if weights(RULEBOOK)[label] else [])


def test_received_less_closed_is_what_is_outstanding(world):
    for make in (closed, closed, declined, held, lambda world: world.submit(a_complaint())):
        make(world)
    acts = [(one.act, one.data) for history in world.histories.values() for one in history]
    found = added(acts)
    (outstanding,) = FIGURES
    stages = Counter(state.stage for state in world.complaints.values())
    assert (
        found["received"]
        == sum(n for label, n in found.items() if label.startswith("received/"))
        == len(world.complaints)
    )
    assert sum(weight * found[label] for label, weight in outstanding.weights.items()) == (
        len(world.complaints) - stages[ComplaintStage.CLOSED]
    )


@pytest.mark.parametrize(
    ("data", "label"),
    [
        ({"distance": None, "direction": None, "ended_on": None}, "before/case"),
        ({"distance": None, "direction": None, "ended_on": "2001-01-01"}, "before/case/over"),
        ({"distance": 0, "direction": None, "ended_on": None}, "before/case/same"),
        ({"distance": 2, "direction": "up", "ended_on": "2001-01-01"}, "before/case/up/over"),
        ({"distance": 1, "direction": "down", "ended_on": "2001-01-01"}, "before/case/down/over"),
    ],
)
def test_an_imported_case_counts_whether_it_was_over_and_how_it_ended(data, label):
    assert template_of("imported-case", data) == label
    added_by = weights(RULEBOOK)[label]
    assert added_by["before/case"] == 1
    assert added_by.get("before/over", 0) == (data["ended_on"] is not None)
    assert sum(added_by.get(f"before/{way}", 0) for way in ("same", "up", "down")) == (data["distance"] is not None)


def test_an_imported_complaint_counts_as_received_and_apart_from_the_others():
    assert template_of("imported-complaint", {}) == "before/received"
    assert weights(RULEBOOK)["before/received"] == {"before/received": 1}


def test_a_counter_that_several_templates_add_to_bears_the_words_of_all_of_them():
    """Not of the one template that has its name: a case that is over counts among the imported cases too."""
    several = {
        label
        for label in counters(RULEBOOK)
        if sum(label in template.weights for templates in groups(RULEBOOK).values() for template in templates) > 1
    }
    own = {template.label: template.words for templates in groups(RULEBOOK).values() for template in templates}
    assert {"before/case", "received"} <= several
    assert all(counters(RULEBOOK)[label] != own.get(label) for label in several)
