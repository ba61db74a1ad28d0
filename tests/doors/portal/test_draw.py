"""The complainant sees that who decides was drawn, saves the file of the draw, and gives it to anybody to draw again."""

import pytest

from evenhand.process import commands as c
from evenhand.records.load import state_of
from evenhand_register import draw
from tests.office.lots import VALUE, Lots
from tests.office.team import REASONS, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def lots(portal, clock) -> Lots:
    """The portal's own register, with a witness."""
    return Lots(portal.office, clock, portal.integrator, portal.home.policy)


def drawn(portal, lots, index):
    """A draw on case 1 of a complaint, up to a head over it; the team that did it."""
    team = Team(portal.office, lots.clock)
    team.hire()
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    team.do("mona", index, team.a_case())
    team.do("mona", index, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    lots.freeze(team.person("mona"), index)
    lots.draw([team.person("mona"), team.person("ivan")], index)
    return team


def the_file(index):
    """Where the file of the draw is."""
    return f"/follow/draw/{state_of(index).cases[0].draws[0].ref}/"


def test_the_file_of_a_draw_is_theirs_to_save_and_draws_again(portal, visitor, lots):
    visitor.complain()
    index = visitor.index
    drawn(portal, lots, index)
    visitor.open(visitor.phrase)
    assert "It was drawn by lot who decides" in visitor.text
    assert the_file(index) in visitor.page.content.decode()
    assert VALUE not in visitor.text
    raw = visitor.get(the_file(index)).content
    report = draw.verify(raw, lots.own.policy)
    assert report.outcome.result[0].panel == (state_of(index).cases[0].decision_maker,)


def test_a_draw_of_another_complaint_or_case_is_not_there(portal, visitor, lots):
    visitor.complain()
    index = visitor.index
    drawn(portal, lots, index)
    assert visitor.get("/follow/draw/d-0/").status_code == 404
    other = portal.visitor()
    other.complain()
    other.open(other.phrase)
    assert other.get(the_file(index)).status_code == 404
    assert "/follow/draw/" not in other.get("/follow/complaint/").content.decode()
    stranger = portal.visitor().get(the_file(index))
    assert stranger.request["PATH_INFO"] == "/follow/"


def test_the_file_stays_when_a_witness_leaves_the_policy_and_when_the_case_is_drawn_anew(portal, visitor, lots):
    visitor.complain()
    index = visitor.index
    team = drawn(portal, lots, index)
    visitor.open(visitor.phrase)
    reader = lots.own.policy
    for _ in range(2):
        team.do("mona", index, c.ReplaceDrawn(case=1, why="not-available", reasons=REASONS))
    lots.freeze(team.person("mona"), index)
    lots.path.write_text("this is no policy")
    draw.verify(visitor.get(the_file(index)).content, reader)
