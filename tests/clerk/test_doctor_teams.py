"""Which teams' keys the instance key holds still, and which team nobody could be let into again: said in time."""

from dataclasses import replace

import pytest

from evenhand.clerk.doctor.teams import FEW_OVERSEERS, team_notes
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.end_account import end_account
from evenhand.office.teams import settle_teams
from evenhand.process.leaving import ALONE, EndAccount
from evenhand.records.load import people, person
from evenhand.records.models import Account, Case, Grant
from evenhand.records.queries.reach import Alone, opens_alone
from evenhand.vault.keys import key_id, new_key_pair
from tests.office.conftest import team  # noqa: F401  (a fixture)
from tests.office.keys import keys_of, mail, opens
from tests.office.team import Team, enrolment
from tests.office.test_access import opens_it
from tests.office.test_new_keys import NoAgent

pytestmark = pytest.mark.django_db
MEMBERS = ("mona", "ines", "tara", "rosa", "rolf")


@pytest.fixture
def office(team) -> Team:  # noqa: F811
    """With two who run it."""
    two = {"adam": "administrator", "anna": "appointing-authority"}
    for login in two:
        team.refs[login] = create_account(
            team.office, "founding", NewAccount(login, login.title(), enrolment(login), mail(login))
        )
    for login, role in two.items():
        assert isinstance(appoint(team.office, "founding", team.refs[login], role, keys=opens()), str)
    return team


def noted(team: Team) -> list[str]:  # noqa: F811
    trustees = team.office.trustees()
    instance = key_id(team.office.instance)
    found = list(team_notes(instance, key_id(trustees) if trustees else None, team.office.today()))
    overseers = sum("overseer" in one.roles(team.office.today()) for one in people().values())
    assert (FEW_OVERSEERS in found) is (len(people()) > 0 and overseers < 2)
    return [line for line in found if line != FEW_OVERSEERS]


def come_by(team: Team, *logins: str) -> None:  # noqa: F811
    for login in logins:
        settle_teams(team.office, keys_of(enrolment(login).key_pair))


def leaves(team: Team, login: str) -> None:  # noqa: F811
    """Their only appointment ends."""
    [held] = person(team.refs[login]).appointments
    assert end_appointment(team.office, team.refs["anna"], held.ref) is None


def appointed(team: Team, login: str, role: str = "case-manager"):  # noqa: F811
    """By Anna, at a machine that has the instance key."""
    return appoint(team.office, team.refs["anna"], team.refs[login], role, background="from-outside", keys=opens())


def account_ends(team: Team, login: str):  # noqa: F811
    return end_account(
        team.office, NoAgent(), EndAccount(team.refs[login], "left", team.refs["adam"], team.refs["anna"])
    )


def test_a_teams_key_that_the_instance_key_holds_is_noted_with_since_when_until_a_member_has_signed_in(office):
    said = noted(office)
    assert [line.split(" is held")[0] for line in said] == [
        "The key of the team of intake officers and triage assessors",
        "The key of the team of case managers",
        "The key of the team of reviewers",
        "The key of the team of outside handlers",
    ]
    assert all(
        "held by the instance key since entry 0 of 2026-03-03" in line or "since entry" in line for line in said
    )
    assert [line.rsplit(". ", 1)[1] for line in said[:1]] == ["Have one of its members sign in: then it is let go."]
    assert "Nobody belongs to this team: appoint somebody" in said[3]
    come_by(office, *MEMBERS)
    [outside] = noted(office)
    assert "the team of outside handlers is held by the instance key since entry" in outside


def test_a_team_whose_last_member_left_without_trustees_is_noted_and_the_way_back_is_said(office):
    come_by(office, *MEMBERS)
    leaves(office, "mona")
    said = [line for line in noted(office) if "outside" not in line]
    assert ["The key of the team of case managers is held by the instance key" in line for line in said] == [
        True,
        False,
    ]
    assert "Nobody belongs to this team" in said[0]
    assert "only people hold a copy who have left the team: Mona." in said[1]
    assert isinstance(appointed(office, "mona"), str)
    come_by(office, "mona")
    assert [line for line in noted(office) if "outside" not in line] == []


def test_the_account_of_whoever_alone_opens_a_teams_key_does_not_end_and_nothing_is_lost(office):
    """Neither while they are in the team, nor after; and it ends once somebody else was let in."""
    come_by(office, *MEMBERS)
    index = office.receive("one")
    assert account_ends(office, "mona") == ALONE
    leaves(office, "mona")
    assert account_ends(office, "mona") == ALONE
    assert Account.objects.get(login="mona").ended_entry is None
    office.refs["mia"] = create_account(
        office.office, office.refs["adam"], NewAccount("mia", "Mia", enrolment("mia"), mail("mia"))
    )
    Account.objects.filter(login="mia").update(confirmed_entry=Account.objects.get(login="mia").entry)
    assert isinstance(appointed(office, "mia"), str)
    come_by(office, "mia")
    assert account_ends(office, "mona") == ALONE  # Mia has the new key, and not yet the one of before
    come_by(office, "mona", "mia")
    assert account_ends(office, "mona") is None
    assert opens_it(index, keys_of(enrolment("mia").key_pair))
    assert [line for line in noted(office) if "outside" not in line] == []


def test_with_trustees_the_last_one_may_go(office):
    pair = new_key_pair(office.office.entropy)
    office.office = replace(office.office, trustees=lambda: pair.public)
    come_by(office, *MEMBERS)
    assert account_ends(office, "mona") is None
    said = [line for line in noted(office) if "outside" not in line]
    assert not [line for line in said if "ever be let in" in line or "Nobody can open" in line], said
    assert opens_it(office.receive("one"), keys_of(pair))


def test_whose_team_has_others_or_who_has_none_leaves_as_before(office):
    come_by(office, *MEMBERS)
    for login in ("rosa", "tara", "olga", "irma"):
        assert account_ends(office, login) is None, login
    assert account_ends(office, "rolf") == ALONE  # the last reviewer


def test_a_key_that_is_lost_already_is_said_to_be(office):
    """As somebody ended it in the database, or an older version did."""
    come_by(office, *MEMBERS)
    Account.objects.filter(login__in=["rosa", "rolf"]).update(ended_entry=1)
    said = [line for line in noted(office) if "reviewers" in line]
    assert any("Nobody can open the key of the team of reviewers" in line for line in said)
    assert any("Nobody belongs to the team of reviewers" in line for line in said)


def test_a_complaint_that_one_alone_opens_keeps_their_account_too(office):
    """However it came to that: here somebody ended every other grant in the database."""
    come_by(office, *MEMBERS)
    index = office.receive("one")
    office.accept(index)
    ivan = Account.objects.get(login="ivan")
    assert ivan.key in Grant.objects.filter(compartment__complaint=index, ended_entry=None).values_list(
        "to", flat=True
    )
    beside = [key_id(office.office.instance)]
    assert not opens_alone(ivan.ref, beside)
    Grant.objects.filter(compartment__complaint=index).exclude(to=ivan.key).update(ended_entry=1)
    assert opens_alone(ivan.ref, beside) == Alone(frozenset(), 1)
    Case.objects.update(investigator=None)  # what waits for him is told first
    assert account_ends(office, "ivan") == ALONE
