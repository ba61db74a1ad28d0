"""Promise 5: the rulebook is pinned to each case, the respondent is heard before anything is decided, and clocks are not gamed.

What is not there yet: disclosure, panels and their lot, appeals, and measures of like treatment.
"""

from datetime import timedelta

import pytest

from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.process import commands as c
from evenhand.process.clocks import next_step
from evenhand.process.facts import Refusal
from evenhand.records.load import rulebook, rulebook_in_force, state_of
from evenhand.site.shipped import shipped_rulebook
from tests.office.team import NOTICE, REASONS, SERVED

pytestmark = pytest.mark.django_db


def test_a_new_rulebook_holds_for_new_complaints_only(team):
    old = team.receive("old")
    text = shipped_rulebook().replace('version = "1"', 'version = "2"').replace("reply_days = 14", "reply_days = 10")
    adopted = adopt_rulebook(team.office, "founding", text)
    assert not isinstance(adopted, Refusal), adopted
    new = team.receive("new")
    assert rulebook_in_force().hash == adopted.hash == state_of(new).rulebook
    assert state_of(old).rulebook != adopted.hash
    team.accept(old)
    assert rulebook(state_of(old).rulebook).reply_days == 14


@pytest.fixture
def noticed(team):
    """A case whose respondent has had notice, and has not replied yet."""
    index = team.receive("one")
    team.accept(index)
    team.do("ivan", index, c.StartInvestigation(case=1, plan="Ask those who were there."))
    reply_by = team.office.today() + timedelta(days=14)
    team.do("ivan", index, c.GiveNotice(case=1, text=NOTICE, reply_by=reply_by, served=SERVED))
    return index


REPLY = c.RecordReply(case=1, how="recorded", text="I was not there.", complete="I have nothing to add.")
RECOMMEND = c.Recommend(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS)
DECIDE = c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS)


def test_nothing_is_recommended_or_decided_before_the_respondent_was_heard(team, noticed):
    assert isinstance(team.ask("ivan", noticed, RECOMMEND), Refusal)
    assert isinstance(team.ask("dora", noticed, DECIDE), Refusal)
    team.do("ivan", noticed, REPLY)
    team.do("ivan", noticed, RECOMMEND)
    team.do("dora", noticed, DECIDE)


def test_the_time_to_reply_cannot_be_declared_over_while_it_runs(team, noticed):
    passed = c.RecordReply(case=1, how="window-passed")
    assert isinstance(team.ask("ivan", noticed, passed), Refusal)
    assert isinstance(team.ask("mona", noticed, passed), Refusal)


def test_a_case_cannot_be_decided_without_notice_at_all(team):
    index = team.receive("one")
    team.accept(index)
    team.do("ivan", index, c.StartInvestigation(case=1, plan="Ask those who were there."))
    assert isinstance(team.ask("ivan", index, RECOMMEND), Refusal)
    assert isinstance(team.ask("dora", index, DECIDE), Refusal)


def test_a_decision_has_reasons(team, noticed):
    team.do("ivan", noticed, REPLY)
    team.do("ivan", noticed, RECOMMEND)
    bare = c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons="")
    assert isinstance(team.ask("dora", noticed, bare), Refusal)


def test_a_message_does_not_stop_the_clock(team):
    index = team.receive("one")

    def by_when():
        state = state_of(index)
        return next_step(state, rulebook(state.rulebook), team.office.today()).by_when

    before = by_when()
    team.do("mona", index, c.SendMessage(text="We are thinking about it."))
    assert by_when() == before
    team.wait(20)
    assert by_when() == before
