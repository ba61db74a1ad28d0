"""A link made from the other side while somebody acts: duties stay apart across links, whoever was quicker."""

import pytest

from evenhand.office import act
from evenhand.office.appoint import appoint
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.records.models import Case, Entry
from tests.office.team import REASONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(team):
    """A complaint with a case that nobody investigates yet, and another in which Ivan, who may do both, decides."""
    assert isinstance(appoint(team.office, "founding", team.refs["ivan"], "decision-maker"), str)
    ours, other = team.receive("ours"), team.receive("other")
    for index in (ours, other):
        team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
        team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
        team.do("mona", index, team.a_case())
    team.do("mona", other, c.Assign(case=1, duty="decide", person=team.refs["ivan"]))
    return ours, other


@pytest.fixture
def between(monkeypatch):
    """Lets something happen once, between what is loaded for an act and its being written."""

    def happen(what) -> None:
        load, left = act.load, [what]

        def loaded(*arguments):
            found = load(*arguments)
            if left:
                left.pop()()
            return found

        monkeypatch.setattr(act, "load", loaded)

    return happen


def test_a_link_made_meanwhile_from_the_other_side_keeps_its_decider_from_investigating_here(team, two, between):
    ours, other = two
    between(lambda: team.do("mona", other, c.Link(other=ours, type="same-incident", reasons=REASONS)))
    answer = team.ask("mona", ours, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    assert isinstance(answer, Refusal), "Ivan decides one complaint and investigates one that is linked to it."
    assert Case.objects.get(complaint=ours, number=1).investigator is None


def test_an_act_that_a_link_does_not_forbid_is_decided_again_and_written_once(team, two, between):
    ours, other = two
    before = Entry.objects.count()
    between(lambda: team.do("mona", other, c.Link(other=ours, type="same-incident", reasons=REASONS)))
    team.do("mona", ours, c.Assign(case=1, duty="investigate", person=team.refs["irma"]))
    assert Case.objects.get(complaint=ours, number=1).investigator == team.refs["irma"]
    assert Entry.objects.count() == before + 2


def test_a_link_that_grows_at_its_far_end_meanwhile_counts_too(team, two, between):
    ours, other = two
    far = team.receive("between the two")
    team.do("mona", far, c.Link(other=ours, type="same-incident", reasons=REASONS))
    between(lambda: team.do("mona", other, c.Link(other=far, type="same-incident", reasons=REASONS)))
    answer = team.ask("mona", ours, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    assert isinstance(answer, Refusal)
