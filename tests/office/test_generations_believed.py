"""Rows that somebody wrote into the database, or took out of it for a moment, bring nobody a word (ADR 0032).

The insider has a database shell, a key pair of their own, and copies of everything; the doctor comes afterwards, if at all.
"""

import os
from collections.abc import Mapping

import pytest

from evenhand.office.purposes import grant_purpose
from evenhand.office.reading import read_contents
from evenhand.process import commands as c
from evenhand.process.facts import Into, Refusal
from evenhand.records.models import Account, Compartment, Grant, PhraseHolder, Record, Sealed
from evenhand.vault.keys import KeyPair, PublicKey, key_id, new_key_pair
from evenhand.vault.wrap import Wrapper
from tests.clerk.furnished import database_password
from tests.office.scenes import complain
from tests.office.team import Team
from tests.office.test_access import examine_rows
from tests.office.test_generations import entries, generations, goes_on, keys, newest, under_way
from tests.office.thief import Thief

pytestmark = pytest.mark.django_db


def publics() -> Mapping[str, PublicKey]:
    """Every public half that the database has, by its id."""
    rows = [
        *Account.objects.values_list("key", "public"),
        *Compartment.objects.filter(complaint=None).values_list("id", "public"),
        *PhraseHolder.objects.values_list("key", "public"),
    ]
    return {name: PublicKey(bytes(public)) for name, public in rows}


def write_in(index: int, purpose: Into, entry: int) -> KeyPair:
    """A newest generation of one's own, wrapped as it should be to everybody who holds the real one."""
    mine = new_key_pair(os.urandom)
    name, halves = key_id(mine.public), publics()
    real = Compartment.objects.filter(complaint=index, purpose=purpose).order_by("-entry")[0]
    Compartment.objects.create(
        id=name, purpose=purpose, complaint=index, case=real.case, public=bytes(mine.public), entry=entry
    )
    for grant in Grant.objects.filter(compartment=real, ended_entry=None):
        wrap = Wrapper(halves[grant.to], os.urandom).wrap(mine.private, grant_purpose(name))
        Grant.objects.create(compartment_id=name, to=grant.to, entry=entry, wrap=wrap)
    return mine


@pytest.mark.parametrize("purpose", [Into.COMPLAINT, Into.CASE])
@pytest.mark.parametrize("entry", ["the last", "the one that made the real key", "none"])
def test_nothing_is_sealed_to_a_key_that_no_act_made_though_everybody_could_read_with_it(team: Team, purpose, entry):
    made, phrase = complain(team.office, "one")
    index = made.index
    team.accept(index)
    team.do("ivan", index, c.StartInvestigation(case=1, plan="Ask those who were there."))
    real = Compartment.objects.get(complaint=index, purpose=purpose).entry
    at = {"the last": newest(), "the one that made the real key": real, "none": newest() + 1000}[entry]
    thief = Thief.who(write_in(index, purpose, at))
    moment = newest()
    goes_on(team, index)
    thief.copies()
    since = entries(index, moment)
    assert len(since) == 2
    assert thief.opens(since) == set()
    assert read_contents(sorted(since), keys("mona")).closed == 0
    team.do("ivan", index, c.Recuse(ground="relative"))
    goes_on(team, index)
    thief.copies()
    assert thief.opens(entries(index, moment)) == set(), "nor is a newer one made by what was written in"
    assert generations(index)[str(purpose) if purpose is Into.COMPLAINT else "case 1"] == 3
    assert "compartment" in {trouble.table for trouble in examine_rows()}
    assert phrase


def test_nothing_is_sealed_to_a_public_half_that_was_exchanged_and_nothing_is_lost(team):
    """Before, it opened to nobody else. With an earlier generation there, the office makes another; with none, it refuses."""
    index = under_way(team)
    mine = new_key_pair(os.urandom)
    row = Compartment.objects.get(complaint=index, purpose=Into.COMPLAINT)
    real, before = bytes(row.public), newest()
    Compartment.objects.filter(pk=row.pk).update(public=bytes(mine.public))
    said = team.ask("mona", index, c.SendMessage(text="We have begun to ask."))
    assert isinstance(said, Refusal)
    assert said.code == "keys-doubted"
    assert newest() == before
    Compartment.objects.filter(pk=row.pk).update(public=real)
    team.do("ivan", index, c.Recuse(ground="relative"))
    goes_on(team, index)
    newer = Compartment.objects.filter(complaint=index, purpose=Into.COMPLAINT).order_by("-entry")[0]
    assert newer.pk != row.pk
    Compartment.objects.filter(pk=newer.pk).update(public=bytes(mine.public))
    moment = newest()
    goes_on(team, index)
    assert generations(index)["complaint"] == 3
    assert read_contents(sorted(entries(index, moment)), keys("mona")).closed == 0


@pytest.mark.parametrize("changed", [{"purpose": "case", "case": 1}, {"purpose": "identity"}])
def test_nothing_is_sealed_to_a_key_that_an_act_made_for_something_else(team, changed):
    """Who holds the complaint itself, or who may know its sender, is not who works on a case."""
    index = under_way(team)
    team.do("ivan", index, c.Recuse(ground="relative"))
    goes_on(team, index)
    newer = Compartment.objects.filter(complaint=index, purpose=Into.COMPLAINT).order_by("-entry")[0]
    Compartment.objects.filter(pk=newer.pk).update(**changed)
    moment = newest()
    goes_on(team, index)
    assert not Sealed.objects.filter(compartment=newer.pk, entry__gt=moment).exists()


def test_where_the_record_of_the_only_key_was_changed_the_act_is_refused_and_no_word_is_lost(team):
    with database_password():
        index = under_way(team)
        salt = bytes(Record.objects.get(entry=index).facts_salt)
        Record.objects.filter(entry=index).update(facts_salt=bytes(32))
        said = team.ask("mona", index, c.SendMessage(text="We have begun to ask."))
        assert isinstance(said, Refusal)
        assert said.code == "keys-doubted"
        Record.objects.filter(entry=index).update(facts_salt=salt)
        goes_on(team, index)
