"""Promise 4: leadership has no case rights, and a change to a recommendation is held until a second person has verified it.

What is not there yet: the record of approaches from outside the case team, with both sides' view.
"""

import pytest

from evenhand.doors.desk.acts import ACTS
from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.declare_affiliations import declare_affiliations
from evenhand.process import commands as c
from evenhand.process.affiliations import LEADERSHIP, Affiliation
from evenhand.process.codes import CaseStage
from evenhand.process.facts import Refusal
from evenhand.records.load import recorded_facts, state_of
from evenhand.records.models import Record
from tests.office.keys import opens
from tests.office.team import REASONS, enrolment
from tests.promises.casework import CANARIES, sign_in

ABSENT = "EH-ZZZZ-Z"
WALLED = ("leadership", "administrator")


@pytest.mark.parametrize("role", WALLED)
def test_leadership_and_administrators_find_no_case_at_any_address(served, colleagues, played, role):
    person = sign_in(served, colleagues[role])
    rests = ["", "complainant/", "files/" + "0" * 64 + "/"]
    rests += [f"{case}acts/{act.slug}/" for act in ACTS for case in ("", "cases/1/")]
    for rest in rests:
        there = person.status(f"/desk/complaints/{played.made.number}/{rest}")
        assert there[0] == 404, rest
        assert there == person.status(f"/desk/complaints/{ABSENT}/{rest}"), rest
    listed = [person.get(path) for path in ("/desk/", "/desk/?stage=any", "/desk/figures/", "/desk/people/")]
    assert [page for page in listed if played.made.number in page] == []
    assert [clear for clear in CANARIES.values() for page in listed if clear in page] == []


@pytest.fixture
def overridden(team, request):
    """A case decided `request.param` instead of rung 4, as recommended."""
    index = team.receive("one")
    team.accept(index)
    team.recommend(index, sanction=4)
    team.decide(index, sanction=request.param, recommended=4)
    return index


TWO_RUNGS = pytest.mark.parametrize("overridden", [6, 2], indirect=True, ids=["up", "down"])


def acts(index: int) -> set[str]:
    return set(Record.objects.filter(complaint=index).values_list("act", flat=True))


@pytest.mark.django_db
@TWO_RUNGS
def test_two_rungs_up_or_down_have_no_effect_before_a_second_person_has_verified_them(team, overridden):
    assert state_of(overridden).case(1).stage is CaseStage.HELD
    assert "overridden" in acts(overridden)
    assert "case-decided" not in acts(overridden)
    for command in (team.letters(1), c.Close(case=1)):
        assert isinstance(team.ask("mona", overridden, command), Refusal)
    team.do("rosa", overridden, c.ReviewOverride(case=1, verify=True, reasons=REASONS))
    assert "case-decided" in acts(overridden)
    team.close(overridden)


@pytest.mark.django_db
@TWO_RUNGS
@pytest.mark.parametrize("login", ["dora", "ivan", "mona", "dirk"])
def test_nobody_verifies_who_decided_or_is_not_the_independent_reviewer(team, overridden, login):
    answer = team.ask(login, overridden, c.ReviewOverride(case=1, verify=True, reasons=REASONS))
    assert isinstance(answer, Refusal)
    assert state_of(overridden).case(1).stage is CaseStage.HELD


@pytest.mark.django_db
@TWO_RUNGS
def test_a_veto_sends_it_to_people_who_have_not_touched_it(team, overridden):
    team.do("rosa", overridden, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    assert "case-decided" not in acts(overridden)
    decision = c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS)
    for login in ("dora", "dirk"):
        assert isinstance(team.ask(login, overridden, decision), Refusal)
    again = c.Assign(case=1, duty="decide", person=team.refs["dora"])
    assert isinstance(team.ask("mona", overridden, again), Refusal)


@pytest.mark.django_db
def test_a_change_without_a_reason_and_a_power_is_refused(team):
    index = team.receive("one")
    team.accept(index)
    team.recommend(index, sanction=4)
    bare = c.Decide(case=1, findings={1: "proved"}, sanction=5, reasons=REASONS)
    assert isinstance(team.ask("dora", index, bare), Refusal)
    assert "decision-made" not in acts(index)


@pytest.mark.django_db
def test_who_recommends_does_not_decide(team):
    index = team.receive("one")
    team.accept(index)
    team.recommend(index)
    decision = c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS)
    assert isinstance(team.ask("ivan", index, decision), Refusal)


@pytest.mark.django_db
def test_a_friend_of_the_leadership_manages_nothing_and_whoever_never_declared_says_so_with_the_act(team):
    index = team.receive("one")
    friend = Affiliation("friendship", LEADERSHIP, team.office.today())
    assert declare_affiliations(team.office, team.refs["mona"], (friend,)) is None
    refused = team.ask("mona", index, c.Acknowledge(officer=team.refs["ines"], sure=True))
    assert isinstance(refused, Refusal)
    assert refused.code == "conflict"
    new = create_account(team.office, "founding", NewAccount("milo", "Milo", enrolment("milo")))
    assert isinstance(new, str)
    team.refs["milo"] = new
    assert isinstance(appoint(team.office, "founding", new, "case-manager", keys=opens()), str)
    asked = team.ask("milo", index, c.Acknowledge(officer=team.refs["ines"]))
    assert isinstance(asked, Refusal)
    assert asked.code == "cannot-tell"
    team.do("milo", index, c.Acknowledge(officer=team.refs["ines"], sure=True))
    assert list(recorded_facts(index))[-1].data["unclear"] is True
    team.do("mona", index, c.Recuse(ground="relative"))
