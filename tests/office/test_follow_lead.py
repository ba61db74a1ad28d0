"""The clerk lets a duplicate go on when what it follows is closed, and not before; then its complainant is told (DOMAIN 5.1)."""

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.process import commands as c
from evenhand.records.load import state_of
from evenhand.records.models import Complaint
from tests.office.team import REASONS

pytestmark = pytest.mark.django_db


def follow(team, token, lead):
    """A complaint about the same thing."""
    index = team.receive(token)
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="duplicate", duplicate_of=lead, reasons=REASONS))
    return index


def stage(index):
    return Complaint.objects.get(index=index).stage


def test_a_duplicate_waits_for_its_lead_and_is_told_how_it_ended(team):
    lead = team.receive("lead")
    team.accept(lead)
    index = follow(team, "second", lead)
    team.recommend(lead)
    team.decide(lead)
    do_what_is_due(team.office)
    assert stage(index) == "following"
    team.close(lead)
    assert f"noted that what complaint {index} follows is closed" in do_what_is_due(team.office)
    assert stage(index) == "declined"
    assert not [line for line in do_what_is_due(team.office) if "follows" in line], "it is noted once"
    team.do("mona", index, team.letters(None))
    done = team.do("mona", index, c.Close())
    assert (done.state.lead_outcome, done.state.outcome) == ("upheld", "duplicate")


def test_a_link_of_another_kind_moves_nothing(team):
    first, second = team.receive("first"), team.receive("second")
    team.accept(first)
    team.do("mona", first, c.Link(other=second, type="same-incident", reasons=REASONS))
    team.recommend(first)
    team.decide(first)
    team.close(first)
    before = state_of(second)
    do_what_is_due(team.office)
    assert state_of(second) == before
