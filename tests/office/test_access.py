"""Who opens a complaint after each act, with their own key and all that the database holds: who may read it, and no others."""

import os

import pytest

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.committed import check_committed
from evenhand.clerk.doctor.entries import Register, check_entries
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.roots import Roots
from evenhand.office.act import Done, perform
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.party_tokens import make_tokens
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.office.teams import settle_teams
from evenhand.process import commands as c
from evenhand.process.teams import Team as KeyTeam
from evenhand.process.teams import may_be_told_who
from evenhand.process.visibility import Sight, sees, summary
from evenhand.records.load import people, person, state_of
from evenhand.records.models import Account, Appointment, Compartment, Grant, KeyTask, Record, Sealed
from evenhand.vault.keys import key_id, new_key_pair
from evenhand.vault.tokens import Kind
from tests.office.declared import declare_nothing
from tests.office.keys import instance, keys_of, mail, opens
from tests.office.scenes import complain
from tests.office.team import REASONS, ROLES, Team, enrolment

IDENTITY = "complainant-recorded"


def readers(index: int, *, identity: bool = False) -> set[str]:
    """Who of the team opens every content of the complaint, or what says who the complainant is. Whoever opens some opens all."""
    acts = dict(Record.objects.filter(complaint=index).values_list("entry_id", "act"))
    sealed = set(Sealed.objects.filter(entry__in=acts, what="content").values_list("entry", flat=True))
    asked = sorted(entry for entry in sealed if (acts[entry] == IDENTITY) is identity)
    found = set()
    for login in ROLES:
        contents = read_contents(asked, keys_of(enrolment(login).key_pair))
        if contents.by_entry:
            found.add(login)
            assert not contents.closed, f"{login} opens some words of complaint {index} and not others"
    return found


def allowed(team: Team, index: int) -> set[str]:
    """Who of the team may read it."""
    state, today = state_of(index), team.office.today()
    return {login for login in ROLES if sees(team.person(login), summary(state), today) is Sight.WORDS}


def told_who(team: Team, index: int) -> set[str]:
    """Who of them may know who the complainant is."""
    state, today = state_of(index), team.office.today()
    return {login for login in allowed(team, index) if may_be_told_who(state, team.person(login), today)}


def check(team: Team, index: int) -> None:
    """Those who open it are those who may, and nobody waits."""
    assert readers(index) == allowed(team, index)
    assert readers(index, identity=True) == told_who(team, index)
    assert not KeyTask.objects.exists()


def test_after_each_act_of_a_case_those_open_it_who_may_read_it_and_no_others(team):
    milo, keys = join(team, "milo", "case-manager")
    index = team.receive("one")
    seen = []

    def looked() -> None:
        check(team, index)
        seen.append(readers(index))

    looked()
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    looked()
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    looked()
    team.do("mona", index, team.a_case())
    looked()
    team.assign(index, 1)
    looked()
    team.recommend(index)
    looked()
    team.decide(index, sanction=1)
    looked()
    team.do("rosa", index, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    assert (
        KeyTask.objects.exists()
    )  # a reviewer has no key to who the complainant is, so the team keeps that until Milo comes by
    assert settle(team.office, keys) == 0
    looked()
    assert opens_it(index, keys)  # who had touched nothing, and now holds it alone
    for duty, login in (("investigate", "irma"), ("decide", "dirk")):
        command = c.Assign(case=1, duty=duty, person=team.refs[login])
        assert isinstance(perform(team.office, person(milo), index, command, keys), Done)
        looked()
    assert seen[0] == {"ines", "tara", "mona"}
    assert "ivan" in seen[4]
    assert "ivan" not in seen[7]
    assert {"rosa", "rolf"} <= seen[6]
    assert "rolf" not in seen[7]


def test_what_was_granted_and_taken_back_stands_in_the_acts_and_the_doctor_finds_nothing_wrong(team):
    index = team.receive("one")
    team.accept(index)
    team.recommend(index)
    team.decide(index, sanction=1)
    team.do("rosa", index, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    assert Grant.objects.exclude(ended_entry=None).exists()
    assert all(len(bytes(grant.wrap)) == 32 for grant in Grant.objects.exclude(ended_entry=None))
    assert list(examine_rows()) == []


@pytest.mark.parametrize("ending", ["put back", "destroyed"])
def test_a_grant_that_is_put_back_or_destroyed_behind_the_registers_back_is_named(team, ending):
    index = team.receive("one")
    wraps = {grant.pk: bytes(grant.wrap) for grant in Grant.objects.all()}
    team.accept(index)
    if ending == "put back":
        grant = Grant.objects.exclude(ended_entry=None).filter(pk__in=wraps).first()
        Grant.objects.filter(pk=grant.pk).update(ended_entry=None, wrap=wraps[grant.pk])
    else:
        grant = Grant.objects.filter(ended_entry=None).last()
        Grant.objects.filter(pk=grant.pk).update(ended_entry=grant.entry, wrap=bytes(32))
    assert [trouble for trouble in examine_rows() if trouble.table.startswith("grant")]


def test_a_member_who_stepped_down_opens_nothing_any_more_and_the_others_do(team):
    second = employ(team, "milo", "case-manager")
    index = team.receive("one")
    team.accept(index)
    assert opens_it(index, second)
    team.do("mona", index, c.Recuse(ground="relative"))
    assert "mona" not in readers(index)
    assert readers(index) == allowed(team, index)
    assert opens_it(index, second)
    assert KeyTeam.MANAGEMENT not in held_by_teams(index)


def test_a_new_member_opens_nothing_until_somebody_of_the_team_comes_by(team):
    index = team.receive("one")
    ref, keys = join(team, "milo", "case-manager")
    settle(team.office, keys_of(enrolment("mona").key_pair))  # from now on the instance key holds nothing
    late, late_keys = join(team, "lotte", "case-manager")
    assert opens_it(index, keys)
    assert not opens_it(index, late_keys)
    settle(team.office, keys)
    assert opens_it(index, late_keys)
    assert late != ref


def test_the_instance_key_opens_nothing_once_a_member_of_each_team_has_come_by(team):
    index = team.receive("one")
    assert opens_it(index, opens())
    keys = employ(team, "odo", "outside-handler")
    settle(team.office, keys)
    for login in ("mona", "ines", "rosa"):
        settle(team.office, keys_of(enrolment(login).key_pair))
    assert not opens_it(index, opens())
    assert not Grant.objects.filter(to=key_id(instance().public), ended_entry=None).exists()
    later = team.receive("two")
    assert not opens_it(later, opens())
    check(team, later)


def test_whoever_leaves_a_team_opens_nothing_that_comes_later_even_with_a_copy_of_all_there_was(team):
    keys = employ(team, "milo", "case-manager")
    before = team.receive("one")
    copied = list(Grant.objects.all())
    [held] = people()[account("milo").ref].appointments
    assert end_appointment(team.office, "founding", held.ref) is None
    after = team.receive("two")
    assert not opens_it(before, keys)
    for grant in copied:
        Grant.objects.filter(pk=grant.pk).update(wrap=bytes(grant.wrap), ended_entry=None)
    assert opens_it(before, keys)  # what they held once, they may have copied
    assert not opens_it(after, keys)
    assert {"ines", "tara", "mona"} <= readers(after)


def test_the_last_of_a_team_who_leaves_locks_nobody_out(team):
    """What they alone held stays theirs until they are back and let others in; nothing new comes to them."""
    keys = keys_of(enrolment("mona").key_pair)
    settle(team.office, keys)
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    [held] = team.person("mona").appointments
    assert end_appointment(team.office, "founding", held.ref) is None
    made = Compartment.objects.filter(purpose=KeyTeam.MANAGEMENT.value).count()
    settle_teams(team.office, None)
    assert Compartment.objects.filter(purpose=KeyTeam.MANAGEMENT.value).count() == made == 2
    after = team.receive("two")
    assert not opens_it(after, keys)
    late = employ(team, "milo", "case-manager")
    assert not opens_it(index, late)
    assert isinstance(appoint(team.office, "founding", team.refs["mona"], "case-manager", keys=opens()), str)
    settle(team.office, keys)
    assert opens_it(index, late)
    assert examine_rows() == []


def test_complaints_that_nobody_here_can_help_keep_no_other_from_being_helped(team):
    stuck = [team.receive(f"stuck {number}") for number in range(3)]
    for index in stuck:
        KeyTask.objects.create(complaint=index, since=team.office.now())
        teams = Compartment.objects.filter(purpose=KeyTeam.INTAKE.value).values("id")
        Grant.objects.filter(compartment__complaint=index, to__in=teams).update(to="0" * 32)
    last = team.receive("last")
    team.do("ines", last, c.Acknowledge(officer=team.refs["ines"]))
    without(team, "tara", last, c.Assess(result="accepted", reasons=REASONS))
    keys = keys_of(enrolment("tara").key_pair)
    for _ in range(2):
        settle(team.office, keys, most=3)
    assert set(KeyTask.objects.values_list("complaint", flat=True)) == set(stuck)


def test_what_is_passed_on_is_the_clerks_and_gives_nobody_a_hand_in_the_case(team):
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    without(team, "tara", index, c.Assess(result="accepted", reasons=REASONS))
    settle(team.office, keys_of(enrolment("tara").key_pair))
    [said] = Record.objects.filter(act="access-settled")
    assert b'"by":"clerk"' in bytes(said.facts)
    assert state_of(index).hands.keys() == {team.refs["ines"], team.refs["tara"]}


def test_an_investigator_whose_appointment_ends_is_left_with_no_key_at_all(team):
    index = team.receive("one")
    team.accept(index)
    assert "ivan" in readers(index)
    [held] = team.person("ivan").appointments
    assert end_appointment(team.office, "founding", held.ref) is None
    assert "ivan" not in readers(index)
    assert not Grant.objects.filter(to=account("ivan").key, ended_entry=None).exists()
    assert list(examine_rows()) == []


def test_an_act_without_a_key_leaves_it_to_whoever_comes_by(team):
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    without(team, "tara", index, c.Assess(result="accepted", reasons=REASONS))
    assert KeyTask.objects.get().complaint == index
    assert "mona" in readers(
        index
    )  # who opens what the intake team holds, which keeps it until all others have theirs
    assert settle(team.office, keys_of(enrolment("tara").key_pair)) == 0
    check(team, index)


def test_what_cannot_be_granted_by_this_person_waits_on(team):
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    without(team, "tara", index, c.Assess(result="accepted", reasons=REASONS))
    assert settle(team.office, keys_of(enrolment("dora").key_pair)) == 1
    assert KeyTask.objects.get().complaint == index


def test_nobody_gets_a_key_whose_public_half_was_exchanged_in_the_database(team):
    """The attack: with a shell on the database, one's own public half in the account of somebody who will be given a case."""
    mine = new_key_pair(os.urandom)
    row = Account.objects.filter(ref=team.refs["ivan"])
    row.update(public=bytes(mine.public), key=key_id(mine.public))
    index = team.receive("one")
    team.accept(index)
    assert not opens_it(index, keys_of(mine))
    assert KeyTask.objects.filter(complaint=index).exists()
    assert [trouble.table for trouble in examine_rows()] == ["account"]


def test_nobody_gets_a_colleagues_keys_with_a_key_that_was_vouched_as_their_own(team):
    """The attack: whoever once worked on cases puts their own public half and its proof into the rows of somebody who does."""
    olaf, keys = join(team, "olaf", "investigator")
    mine = Account.objects.get(ref=olaf)
    proof = bytes(Appointment.objects.get(person=olaf).stand_in)
    Account.objects.filter(ref=olaf).update(key="0" * 32)
    Account.objects.filter(ref=team.refs["mona"]).update(public=mine.public, key=mine.key)
    Appointment.objects.filter(person=team.refs["mona"]).update(stand_in=proof)
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    settle(team.office, keys_of(enrolment("tara").key_pair))
    settle_teams(team.office, opens())
    assert not opens_it(index, keys)


def test_no_team_gets_what_is_set_apart_with_its_own_key_in_the_place_of_the_other_teams(team):
    """The attack: the managers' key, with its proof, as the newest key of those from outside."""
    own = Compartment.objects.get(purpose=KeyTeam.MANAGEMENT.value)
    row = Compartment.objects.get(purpose=KeyTeam.OUTSIDE.value)
    Compartment.objects.filter(pk=row.pk).update(public=own.public, vouched=own.vouched)
    index = team.receive("one", apart=True)
    assert readers(index) == set()


@pytest.mark.parametrize("how", ["exchanged", "added"])
def test_no_complaint_is_sealed_to_a_teams_key_that_somebody_wrote_into_the_database(team, how):
    """The attack: one's own public half as the newest key of the team that new complaints are granted to."""
    mine = new_key_pair(os.urandom)
    row = Compartment.objects.filter(purpose=KeyTeam.INTAKE.value).latest("entry")
    if how == "added":
        row.id, row.entry, row.public = key_id(mine.public), row.entry + 1000, bytes(mine.public)
        row.save(force_insert=True)
    else:
        Compartment.objects.filter(pk=row.pk).update(public=bytes(mine.public))
    made, _ = complain(team.office, "after the attack")
    assert not opens_it(made.index, keys_of(mine))
    assert opens_it(made.index, opens())  # the instance key keeps it, and the complaint is registered
    assert "compartment" in {trouble.table for trouble in examine_rows()}


def test_a_role_that_somebody_wrote_into_the_database_brings_no_key(team):
    """The attack: an appointment row for oneself, with the proof of somebody else."""
    ref, keys = join(team, "olaf", "overseer")
    made = Appointment.objects.get(person=team.refs["mona"])
    Appointment.objects.filter(person_id=ref).delete()
    made.ref, made.person_id = "a-forged", ref
    made.save(force_insert=True)
    index = team.receive("one")
    settle(team.office, keys_of(enrolment("mona").key_pair))
    assert not opens_it(index, keys)


def examine_rows() -> list[Trouble]:
    """What the doctor finds wrong with the rows that the acts vouch for."""
    register = Register(Claims(), Roots(set()))
    troubles = list(check_entries(register))
    assert register.finished
    return [*troubles, *check_committed(register.claims)]


def test_what_is_set_apart_from_the_start_is_opened_by_those_from_outside_alone(team):
    keys = employ(team, "odo", "outside-handler")
    index = team.receive("one", apart=True)
    assert readers(index) == readers(index, identity=True) == set()
    assert opens_it(index, keys)
    for login in ("mona", "ines", "rosa"):
        settle(team.office, keys_of(enrolment(login).key_pair))
    assert readers(index) == set()


def test_what_is_set_apart_later_opens_to_nobody_inside_any_more(team):
    keys = employ(team, "odo", "outside-handler")
    index = team.receive("one")
    team.accept(index)
    assert not opens_it(index, keys)
    assert {"mona", "ivan", "tara"} <= readers(index)
    team.do("mona", index, c.SetApart())
    assert opens_it(index, keys)
    assert readers(index) == readers(index, identity=True) == set()
    assert not KeyTask.objects.exists()
    assert examine_rows() == []


def test_the_key_that_parties_are_found_with_is_passed_on_to_whoever_joins_and_taken_from_whoever_leaves(team):
    team.accept(team.receive("one"))
    keys = keys_of(enrolment("mona").key_pair)
    assert make_tokens(team.office, keys, [(Kind.EMAIL, "a.sender@example.org")])
    ref, late = join(team, "lise", "investigator")
    assert make_tokens(team.office, late, [(Kind.EMAIL, "a.sender@example.org")]) is None
    settle(team.office, keys)
    assert make_tokens(team.office, late, [(Kind.EMAIL, "a.sender@example.org")])
    [held] = people()[ref].appointments
    assert end_appointment(team.office, "founding", held.ref) is None
    assert make_tokens(team.office, late, [(Kind.EMAIL, "a.sender@example.org")]) is None
    assert examine_rows() == []


def test_where_nobody_is_from_outside_it_waits_for_whoever_is_appointed(team):
    for login in ("mona", "ines", "rosa"):
        settle(team.office, keys_of(enrolment(login).key_pair))
    index = team.receive("one", apart=True)
    assert readers(index) == set()
    keys = employ(team, "odo", "outside-handler")
    assert opens_it(index, keys)


def employ(team: Team, login: str, role: str):
    """Somebody more, with their role and its keys; returns their keyring."""
    return join(team, login, role)[1]


def join(team: Team, login: str, role: str):
    """Somebody more on the staff; returns their reference and keyring."""
    ref = create_account(team.office, "founding", NewAccount(login, login.title(), enrolment(login), mail(login)))
    assert isinstance(ref, str), ref
    assert isinstance(appoint(team.office, "founding", ref, role, keys=opens()), str)
    declare_nothing(team.office, [ref])
    return ref, keys_of(enrolment(login).key_pair)


def account(login: str) -> Account:
    """The row of an account."""
    return Account.objects.get(login=login)


def opens_it(index: int, keys) -> bool:
    """Whether that keyring opens what was sent."""
    return bool(read_contents([index], keys).by_entry)


def held_by_teams(index: int) -> set[str]:
    """The teams that hold the complaint."""
    held = Grant.objects.filter(compartment__complaint=index, ended_entry=None).values("to")
    return set(Compartment.objects.filter(id__in=held).values_list("purpose", flat=True))


def without(team: Team, login: str, index: int, command) -> None:
    """Do something with no key at hand."""
    assert isinstance(perform(team.office, team.person(login), index, command), Done)
