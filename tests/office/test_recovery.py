"""When nobody is left who could grant: trustees give access anew, each with a share on paper (DESIGN 5.9, rehearsed here)."""

from dataclasses import replace

import pytest

from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.new_keys import give_new_keys
from evenhand.office.settle import settle
from evenhand.office.teams import settle_teams
from evenhand.office.trustees import recover
from evenhand.process.facts import Refusal
from evenhand.records.models import Grant, KeyTask, Record
from evenhand.vault.keys import key_id, key_pair_of, new_key_pair
from evenhand.vault.trustees import combine, split
from tests.office.keys import keys_of, mail, opens
from tests.office.team import Team, enrolment
from tests.office.test_access import examine_rows, opens_it, readers
from tests.office.test_new_keys import NoAgent, fresh

MEMBERS = ("mona", "ines", "tara", "rosa", "rolf")


@pytest.fixture
def trusted(team):
    """A team with trustees: three shares, of which two open the key. The instance key has let go."""
    pair = new_key_pair(team.office.entropy)
    team.office = replace(team.office, trustees=lambda: pair.public)
    for login, role in (("adam", "administrator"), ("anna", "appointing-authority")):
        team.refs[login] = create_account(
            team.office, "founding", NewAccount(login, login, enrolment(login), mail(login))
        )
        assert isinstance(team.refs[login], str), role
    for login, role in (("adam", "administrator"), ("anna", "appointing-authority")):
        assert isinstance(appoint(team.office, "founding", team.refs[login], role, keys=opens()), str)
    for login in MEMBERS:
        settle(team.office, keys_of(enrolment(login).key_pair))
    return team, split(pair.private, 2, 3, team.office.entropy)


def forgotten(team: Team) -> dict:
    """Everybody forgets their password, and gets new keys."""
    new = {}
    for login in (*MEMBERS, "ivan", "dora"):
        new[login] = fresh()
        two = (team.refs["adam"], team.refs["anna"])
        assert give_new_keys(team.office, NoAgent(), *two, login, new[login]) is None
    return {login: keys_of(one.key_pair) for login, one in new.items()}


def test_two_of_three_trustees_give_everybody_access_anew_when_all_passwords_are_forgotten(trusted):
    team, shares = trusted
    index = team.receive("one")
    team.accept(index)
    keys = forgotten(team)
    for own in keys.values():
        settle(team.office, own)
    assert not any(opens_it(index, own) for own in keys.values())  # nobody is left who could grant
    theirs = keys_of(key_pair_of(combine([share.text for share in shares[1:]])))
    assert recover(team.office, team.refs["adam"], team.refs["anna"], theirs, 2) == 0
    assert {login for login, own in keys.items() if opens_it(index, own)} == {"mona", "ines", "tara", "ivan", "dora"}
    assert readers(index) == set()  # the keys that were lost open nothing
    assert not KeyTask.objects.exists()
    assert examine_rows() == []
    [said] = Record.objects.filter(act="trustees-recovered")
    assert b'"given":2' in bytes(said.facts)


def test_they_hold_every_teams_key_and_none_of_a_person_and_a_new_one_too(trusted):
    team, shares = trusted
    theirs = key_pair_of(combine([share.text for share in shares[:2]]))
    held = Grant.objects.filter(to=key_id(theirs.public), ended_entry=None)
    assert set(held.values_list("compartment__purpose", flat=True)) == {
        "team-intake", "team-management", "team-outside", "team-review",
    }  # fmt: skip
    index = team.receive("one")
    assert opens_it(index, keys_of(theirs))


def test_new_trustees_take_the_place_of_the_old_ones(trusted):
    team, shares = trusted
    old = key_pair_of(combine([share.text for share in shares[:2]]))
    new = new_key_pair(team.office.entropy)
    team.office = replace(team.office, trustees=lambda: new.public)
    for login in MEMBERS:
        settle_teams(team.office, keys_of(enrolment(login).key_pair))
    later = team.receive("later")
    assert opens_it(later, keys_of(new))
    assert not opens_it(later, keys_of(old))


@pytest.mark.parametrize(("by", "second"), [("adam", "adam"), ("mona", "anna"), ("adam", "mona")])
def test_it_takes_two_people_who_may(trusted, by, second):
    team, _ = trusted
    answer = recover(team.office, team.refs[by], team.refs[second], opens(), 2)
    assert isinstance(answer, Refusal)
    assert not Record.objects.filter(act="trustees-recovered").exists()
