"""What a link must not do: take the independent reviewers away from a decision that is held (C2)."""

import pytest

from evenhand.process import commands as c
from tests.process.steps import a_complaint, accepted, held, recommended
from tests.process.world import REASONS


def link(other):
    return c.Link(other=other, type="same-respondent", reasons=REASONS)


def reviewed(world, who="rosa"):
    """A complaint whose departure that reviewer has verified."""
    index = held(world)
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), who)
    return index


def test_a_link_keeps_no_reviewer_from_what_is_held(world):
    """The attack of the review: two links, and nobody was left who could review."""
    index, other = held(world), reviewed(world)
    assert world.refused(index, link(other), "mona") == "keeps-reviewers-away"
    assert world.refused(other, link(index), "mona") == "keeps-reviewers-away"
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "rosa")
    world.do(index, link(other), "mona")


def test_nor_does_a_link_of_something_linked(world):
    index, other, between = held(world), reviewed(world), accepted(world)
    world.do(between, link(other), "mona")
    assert world.refused(index, link(between), "mona") == "keeps-reviewers-away"
    apart = accepted(world)
    world.do(index, link(apart), "mona")
    assert world.refused(apart, link(other), "mona") == "keeps-reviewers-away"


def test_nor_does_a_duplicate(world):
    index, other, doubled = held(world), reviewed(world), world.submit(a_complaint())
    world.do(doubled, c.Acknowledge(officer="ines"), "ines")
    world.do(doubled, link(other), "mona")
    double = c.Assess(result="duplicate", duplicate_of=index, reasons=REASONS)
    assert world.refused(doubled, double, "tara") == "keeps-reviewers-away"


def test_what_no_reviewer_touched_can_be_linked_while_a_decision_is_held(world):
    index = held(world)
    world.do(index, link(recommended(world)), "mona")
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "rosa")


@pytest.mark.parametrize("reasons", ["", "Both.", "." * 40])
def test_a_link_has_reasons(world, reasons):
    first, second = accepted(world), accepted(world)
    command = c.Link(other=first, type="same-incident", reasons=reasons)
    assert world.refused(second, command, "mona") == "too-short"


def test_the_reasons_of_a_link_are_sealed(world):
    first, second = accepted(world), accepted(world)
    (fact,) = world.do(second, link(first), "mona")
    assert fact.content == {"text": REASONS}
    assert REASONS not in str(fact.data)
