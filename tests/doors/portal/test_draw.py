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
    """A draw on case 1 of a complaint, up to a head over it."""
    team = Team(portal.office, lots.clock)
    team.hire()
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    team.do("mona", index, team.a_case())
    team.do("mona", index, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    lots.freeze(team.person("mona"), index)
    lots.draw([team.person("mona"), team.person("ivan")], index)


def test_the_file_of_a_draw_is_theirs_to_save_and_draws_again(portal, visitor, lots):
    visitor.complain()
    index = visitor.index
    drawn(portal, lots, index)
    visitor.open(visitor.phrase)
    assert "Somebody independent was drawn by lot to decide" in visitor.text
    assert "/follow/draw/1/" in visitor.page.content.decode()
    assert VALUE not in visitor.text
    raw = visitor.get("/follow/draw/1/").content
    report = draw.verify(raw, lots.own.policy)
    assert report.outcome.result[0].panel == (state_of(index).cases[0].decision_maker,)


def test_a_draw_of_another_complaint_or_case_is_not_there(portal, visitor, lots):
    visitor.complain()
    drawn(portal, lots, visitor.index)
    assert visitor.get("/follow/draw/2/").status_code == 404
    other = portal.visitor()
    other.complain()
    other.open(other.phrase)
    assert other.get("/follow/draw/1/").status_code == 404
    assert "/follow/draw/" not in other.get("/follow/complaint/").content.decode()
    stranger = portal.visitor().get("/follow/draw/1/")
    assert stranger.request["PATH_INFO"] == "/follow/"
