"""Parties are made findable in the session of somebody who may know them, once each, and the database alone names nobody."""

import json

import pytest
from django.db import connection

from evenhand.office.make_findable import NO_KEY, make_findable
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.process.state import Person
from evenhand.records.load import recorded_facts, state_of
from evenhand.records.models import Compartment, Complaint, PartyToken, Record
from evenhand.site.clock import entropy
from evenhand.vault.keys import new_key_pair
from tests.office.keys import keys_of, opens
from tests.office.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(team) -> Team:
    return team


def accepted(team: Team, token: str = "one", **changes) -> int:
    index = team.receive(token, **changes)
    team.accept(index)
    return index


def tokens(index: int, case: int | None) -> set[tuple[str, str]]:
    return set(PartyToken.objects.filter(complaint=index, case=case).values_list("kind", "token"))


def test_every_party_gets_tokens_once_and_the_complaint_waits_no_longer(team):
    index = accepted(team)
    assert Complaint.objects.get(index=index).findable is False
    assert make_findable(team.office, team.person("mona"), index, opens()) == 2
    assert Complaint.objects.get(index=index).findable is True
    assert {kind for kind, _ in tokens(index, None)} == {"name", "near", "e-mail"}
    assert {kind for kind, _ in tokens(index, 1)} == {"name", "near"}
    before = Record.objects.count()
    assert make_findable(team.office, team.person("mona"), index, opens()) == 0
    assert Record.objects.count() == before


def test_one_person_has_the_same_token_in_every_complaint_and_as_either_party(team):
    first = accepted(team, "one")
    second = accepted(team, "two", name="EXAMPLE, Mr Yan", reach="")
    for index in (first, second):
        make_findable(team.office, team.person("mona"), index, opens())
    assert tokens(second, None) == tokens(first, 1) == tokens(second, 1)


def test_there_is_one_key_for_the_whole_unit_however_often_it_is_used(team):
    for token in ("one", "two"):
        make_findable(team.office, team.person("mona"), accepted(team, token), opens())
    assert Compartment.objects.filter(purpose="tokens").count() == 1


def test_somebody_who_gave_no_name_has_no_token_and_nothing_waits_for_one(team):
    index = team.receive("one", name="", reach="")
    assert Complaint.objects.get(index=index).findable is True
    assert make_findable(team.office, team.person("mona"), index, opens()) == 0
    assert not PartyToken.objects.exists()


def test_a_new_case_makes_the_complaint_wait_again(team):
    index = accepted(team)
    make_findable(team.office, team.person("mona"), index, opens())
    team.do("mona", index, team.a_case())
    assert Complaint.objects.get(index=index).findable is False
    assert make_findable(team.office, team.person("mona"), index, opens()) == 1
    assert tokens(index, 2) == tokens(index, 1)


@pytest.mark.parametrize("login", ["dora", "rosa", "olga", "irma"])
def test_whoever_may_not_know_a_party_makes_no_token_of_it(team, login):
    """A decision maker, a reviewer, an overseer, and an investigator of another case."""
    index = accepted(team)
    assert make_findable(team.office, team.person(login), index, opens()) == 0
    assert not PartyToken.objects.exists()


def test_whoever_has_another_key_makes_none(team):
    index = accepted(team)
    assert make_findable(team.office, team.person("mona"), index, keys_of(new_key_pair(entropy))) == 0
    no_tokens = opens()
    no_tokens.tokens = lambda *_: None
    assert make_findable(team.office, team.person("mona"), index, no_tokens) == NO_KEY
    assert not PartyToken.objects.exists()
    assert state_of(index).findable == frozenset()


def test_somebody_without_an_account_makes_none(team):
    refused = make_findable(team.office, Person("s-nobody"), accepted(team), opens())
    assert isinstance(refused, Refusal)


def test_it_is_no_touching_of_the_case_so_it_makes_nobody_too_close_to_it(team):
    index = accepted(team)
    hands = state_of(index).hands
    make_findable(team.office, team.person("ivan"), index, opens())
    assert state_of(index).hands == hands
    assert PartyToken.objects.exists()


def test_the_act_holds_hashes_that_say_nothing_without_the_rows(team):
    """Each row has a salt of its own: where rows are erased, not even the key tells whom the act was about."""
    first, second = accepted(team, "one"), accepted(team, "two")
    for index in (first, second):
        make_findable(team.office, team.person("mona"), index, opens())
    acts = [
        fact.data for index in (first, second) for fact in recorded_facts(index) if fact.act == "party-tokens-made"
    ]
    hashes = [digest for data in acts for party in data["parties"] for digest in party["tokens"]]
    assert len(hashes) == len(set(hashes)) == PartyToken.objects.count()
    said = json.dumps(acts)
    assert not [token for token in PartyToken.objects.values_list("token", flat=True) if token in said]


def test_the_database_alone_holds_no_name(team):
    index = accepted(team)
    make_findable(team.office, team.person("mona"), index, opens())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_partytoken")
        rows = repr(cursor.fetchall()).lower()
    for word in ("example", "sender", "mr yan"):
        assert word not in rows


def test_an_act_that_came_between_is_no_reason_to_lose_a_token(team):
    """Somebody acts while the key is asked: it is decided anew, and every party has its tokens once."""
    index = accepted(team)
    acted, keys = [], opens()
    plain = keys.tokens

    def interrupted(target, said):
        if not acted:
            acted.append(team.do("mona", index, c.SendMessage(text="Meanwhile.")))
        return plain(target, said)

    keys.tokens = interrupted
    assert make_findable(team.office, team.person("mona"), index, keys) == 2
    assert len(acted) == 1
    assert len(tokens(index, 1)) == PartyToken.objects.filter(complaint=index, case=1).count()
