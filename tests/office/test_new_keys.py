"""A forgotten password: new keys, allowed by two people, and everything granted again by colleagues who come by."""

import pytest

from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.new_keys import give_new_keys
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.process.facts import Refusal
from evenhand.records.models import Account, Appointment, Grant, KeyTask, Session
from evenhand.site.clock import entropy
from evenhand.vault.argon import ArgonParams
from evenhand.vault.errors import AgentUnavailable
from evenhand.vault.password import enrol
from tests.office.keys import keys_of, mail
from tests.office.team import enrolment
from tests.office.test_access import examine_rows, opens_it, readers


class NoAgent:
    """An agent that is gone, and with it every slot."""

    def sign_out_person(self, *_) -> int:
        """Nobody answers."""
        raise AgentUnavailable("unavailable", "The key agent does not answer.")


@pytest.fixture
def two(team):
    """An administrator and an appointing authority, by reference."""
    refs = []
    for login in ("adam", "anna", "milo"):
        ref = create_account(team.office, "founding", NewAccount(login, login.title(), enrolment(login), mail(login)))
        assert isinstance(ref, str)
        refs.append(ref)
    team.refs["milo"] = refs.pop()
    for ref, role in zip(refs, ("administrator", "appointing-authority"), strict=True):
        assert isinstance(appoint(team.office, "founding", ref, role), str)
    return refs


def fresh():
    """Keys under another password."""
    return enrol("what I chose when I had forgotten", entropy, ArgonParams(memory_kib=64, passes=1))


def test_an_investigator_reads_again_what_they_may_once_a_colleague_came_by(team, two):
    index = team.receive("one")
    team.accept(index)
    assert "ivan" in readers(index)
    new = fresh()
    assert give_new_keys(team.office, NoAgent(), *two, "ivan", new) is None
    assert "ivan" not in readers(index)  # the old keys open nothing any more
    assert not opens_it(index, keys_of(new.key_pair))
    assert KeyTask.objects.filter(complaint=index).exists()
    assert settle(team.office, keys_of(enrolment("mona").key_pair)) == 0
    assert opens_it(index, keys_of(new.key_pair))
    assert examine_rows() == []


def test_a_member_of_a_team_is_let_in_again_by_another_member(team, two):
    index = team.receive("one")
    assert isinstance(appoint(team.office, two[1], team.refs["milo"], "case-manager", background="from-staff"), str)
    mona = keys_of(enrolment("mona").key_pair)
    settle(team.office, mona)
    new = fresh()
    assert give_new_keys(team.office, NoAgent(), *two, "milo", new) is None
    assert not opens_it(index, keys_of(new.key_pair))
    settle(team.office, mona)
    assert opens_it(index, keys_of(new.key_pair))
    assert not opens_it(index, keys_of(enrolment("milo").key_pair))
    assert examine_rows() == []


def test_neither_of_the_two_who_allow_it_gets_a_key(team, two):
    index = team.receive("one")
    assert give_new_keys(team.office, NoAgent(), *two, "mona", fresh()) is None
    for login in ("adam", "anna"):
        assert not read_contents([index], keys_of(enrolment(login).key_pair)).by_entry
    held = {Account.objects.get(login=login).key for login in ("adam", "anna")}
    assert not Grant.objects.filter(to__in=held).exists()


@pytest.mark.parametrize(
    ("by", "second"), [("adam", "adam"), ("mona", "anna"), ("adam", "mona"), ("adam", "ivan"), ("anna", "adam")]
)
def test_it_takes_an_administrator_and_a_second_person_who_may_confirm(team, two, by, second):
    refs = {**team.refs, "adam": two[0], "anna": two[1]}
    before = Account.objects.get(login="ivan").key
    answer = give_new_keys(team.office, NoAgent(), refs[by], refs[second], "ivan", fresh())
    assert isinstance(answer, Refusal)
    assert Account.objects.get(login="ivan").key == before


def test_every_session_ends_and_every_appointment_has_a_proof_for_the_new_key(team, two):
    Session.objects.create(
        digest="d", account=team.refs["ivan"], slot="s", started=team.office.now(), expires=team.office.now()
    )
    before = bytes(Appointment.objects.get(person=team.refs["ivan"]).stand_in)
    assert give_new_keys(team.office, NoAgent(), *two, "ivan", fresh()) is None
    assert not Session.objects.filter(account=team.refs["ivan"]).exists()
    assert bytes(Appointment.objects.get(person=team.refs["ivan"]).stand_in) != before


def test_nobody_s_keys_are_exchanged_who_is_not_there(team, two):
    answer = give_new_keys(team.office, NoAgent(), *two, "nemo", fresh())
    assert isinstance(answer, Refusal)
    assert answer.code == "no-such-person"
