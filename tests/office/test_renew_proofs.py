"""Proofs of an older version are made anew with whose the key is, and nothing that somebody wrote into the database is."""

from dataclasses import replace
from functools import partial

import pytest

from evenhand.clerk.doctor.teams import team_notes
from evenhand.office.appoint import appoint
from evenhand.office.circle import office_keys, piece_holders, read_circle, vouched_for
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.new_keys import give_new_keys
from evenhand.office.renew_proofs import OLD, first_proofs, renew_proofs
from evenhand.office.teams import settle_teams
from evenhand.process.teams import JOINT
from evenhand.records.models import Account, Appointment, Record
from evenhand.site.home import Home
from evenhand.vault.agent.instance_key import is_vouched, old_proof
from evenhand.vault.agent.vouch import renew_for
from evenhand.vault.keys import key_id, new_key_pair
from tests.office.keys import instance, mail, opens
from tests.office.team import enrolment
from tests.office.test_access import examine_rows
from tests.office.test_new_keys import NoAgent, fresh

pytestmark = pytest.mark.django_db
OLDER = {"olive": "case-manager", "oscar": "investigator", "odette": "decision-maker"}


@pytest.fixture
def older(team):
    """An office of which three were appointed by an older version: their proofs, and their acts, are of the old kind."""
    before = replace(team.office, vouch=lambda whose: [old_proof(instance(), public) for _, public in whose])
    for login, role in OLDER.items():
        team.refs[login] = create_account(
            team.office, "founding", NewAccount(login, login.title(), enrolment(login), mail(login))
        )
        assert isinstance(appoint(before, "founding", team.refs[login], role), str)
    assert examine_rows() == []
    return team


def renew(team):
    """What `evenhand upgrade` does, with the agent's own program."""
    return renew_proofs(team.office, partial(renew_for, Home.from_environment().keys))


def proof_of(team, login: str) -> bytes:
    return bytes(Appointment.objects.get(person=team.refs[login]).stand_in)


def known(team, login: str) -> bool:
    """Whether keys are granted to them."""
    return vouched_for(team.office, read_circle(team.office).people[team.refs[login]])


def test_old_proofs_are_made_anew_name_whose_the_key_is_and_leave_the_doctor_content(older):
    assert not any(known(older, login) for login in OLDER)
    notes = partial(team_notes, key_id(older.office.instance), None, older.office.today())
    assert next(iter(notes())).startswith("3 appointments hold a proof of an older version")
    assert renew(older) == len(OLDER)
    for login in OLDER:
        public = bytes(Account.objects.get(login=login).public)
        assert is_vouched(older.office.vouch_public, older.refs[login], public, proof_of(older, login))
        assert not is_vouched(older.office.vouch_public, older.refs["mona"], public, proof_of(older, login))
        assert known(older, login)
    assert Record.objects.filter(act="proof-renewed").count() == len(OLDER)
    assert examine_rows() == []
    assert renew(older) == 0  # and again does nothing
    assert not [note for note in notes() if "older version" in note]


def test_they_are_let_into_their_team_by_it(older):
    settle_teams(older.office, opens())
    own = key_id(enrolment("olive").key_pair.public)
    assert not granted_to(own)
    renew(older)
    settle_teams(older.office, opens())
    assert granted_to(own)
    assert examine_rows() == []


def granted_to(key: str) -> bool:
    from evenhand.records.models import Grant

    return Grant.objects.filter(to=key, ended_entry=None).exists()


@pytest.mark.parametrize("how", ["public half", "their own key", "another's proof", "nobody's proof"])
def test_what_somebody_wrote_into_the_database_is_not_renewed(older, how):
    """The attack: before the upgrade, an old proof with another key or another person, so that it comes out as a new one."""
    pair, oscar, odette = new_key_pair(older.office.entropy), older.refs["oscar"], older.refs["odette"]
    row = Appointment.objects.filter(person=oscar)
    if how == "public half":
        Account.objects.filter(ref=oscar).update(public=bytes(pair.public), key=key_id(pair.public))
    elif how == "their own key":
        other = Account.objects.get(ref=odette)
        Account.objects.filter(ref=oscar).update(public=bytes(other.public), key="0" * 64)
        row.update(stand_in=proof_of(older, "odette"))
    elif how == "another's proof":
        row.update(stand_in=proof_of(older, "odette"))
    else:
        row.update(stand_in=bytes(OLD))
    assert renew(older) == len(OLDER) - 1
    assert len(proof_of(older, "oscar")) == OLD
    assert not known(older, "oscar")
    assert examine_rows() != []


def test_the_program_that_makes_them_takes_only_its_own(older):
    """Whatever the acts say: an old proof by another instance key is none."""
    account, stranger = Account.objects.get(login="oscar"), new_key_pair(older.office.entropy)
    public = type(stranger.public)(bytes(account.public))
    asked = [(account.ref, public, old_proof(one, public)) for one in (instance(), stranger)]
    ours, theirs = renew_for(Home.from_environment().keys, asked)
    assert is_vouched(older.office.vouch_public, account.ref, public, ours)
    assert theirs == b""


def test_who_got_new_keys_since_has_a_new_proof_already(older):
    for login, role in (("adam", "administrator"), ("anna", "appointing-authority")):
        older.refs[login] = create_account(
            older.office, "founding", NewAccount(login, login, enrolment(login), mail(login))
        )
        assert isinstance(older.refs[login], str), role
    for login, role in (("adam", "administrator"), ("anna", "appointing-authority")):
        assert isinstance(appoint(older.office, "founding", older.refs[login], role), str)
    two = (older.refs["adam"], older.refs["anna"])
    assert give_new_keys(older.office, NoAgent(), *two, "oscar", fresh()) is None
    assert renew(older) == len(OLDER) - 1
    assert examine_rows() == []


def test_overseers_of_before_get_their_first_proof_and_with_it_a_key_to_open_together(team):
    """Those versions granted overseers nothing, and so vouched for none of their keys."""
    before = replace(team.office, vouch=lambda whose: [b""] * len(whose))
    for login in ("olive", "oscar"):
        team.refs[login] = create_account(
            team.office, "founding", NewAccount(login, login.title(), enrolment(login), mail(login))
        )
        assert isinstance(appoint(before, "founding", team.refs[login], "overseer"), str)
    for login in ("olive", "oscar"):
        entry = Appointment.objects.get(person=team.refs[login]).entry
        Appointment.objects.filter(person=team.refs[login]).update(stand_in=None)
        assert b'"stand_in":null' in bytes(Record.objects.get(entry=entry).facts)
    assert first_proofs(team.office) == 2
    settle_teams(team.office, None)
    holders = piece_holders()[office_keys(JOINT)[JOINT][-1].id]
    assert {key_id(enrolment(login).record.public) for login in ("olive", "oscar")} <= holders.keys()
    assert examine_rows() == []
    assert first_proofs(team.office) == 0


def test_whoever_was_written_in_as_an_overseer_gets_no_proof(team):
    row = Appointment.objects.get(person=team.refs["mona"])
    Appointment.objects.filter(pk=row.pk).update(role="overseer", stand_in=None)
    assert first_proofs(team.office) == 0
    assert Appointment.objects.get(pk=row.pk).stand_in is None
