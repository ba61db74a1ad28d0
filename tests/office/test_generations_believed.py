"""Rows that somebody wrote into the database, or took out of it for a moment, bring nobody a word (ADR 0032).

The insider has a database shell, a key pair of their own, and copies of everything; the doctor comes afterwards, if at all.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.db import connection

from evenhand.office.act import Done
from evenhand.office.follow import Possession, enter, read, write
from evenhand.office.generations import phrase_key
from evenhand.office.purposes import grant_purpose
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.process import commands as c
from evenhand.process.facts import Into, Refusal
from evenhand.records.models import Account, Appointment, Compartment, Grant, PhraseHolder, Record, Sealed
from evenhand.vault.keys import KeyPair, PublicKey, key_id, new_key_pair
from evenhand.vault.wrap import Wrapper
from tests.clerk.furnished import database_password, sql
from tests.office.scenes import complain
from tests.office.team import Team
from tests.office.test_access import check, employ, examine_rows
from tests.office.test_generations import entries, generations, goes_on, keys, leave, newest, under_way
from tests.office.test_generations_of_the_phrase import AgentAway, as_before, held, phrase_opens
from tests.office.thief import Thief, somebody, together

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
    assert phrase_opens(index, phrase)


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


@contextmanager
def without_proof(purpose: str) -> Iterator[None]:
    """The newest key for that purpose stands without this installation's proof for a moment."""
    row = Compartment.objects.filter(complaint=None, purpose=purpose).order_by("-entry")[0]
    Compartment.objects.filter(pk=row.pk).update(vouched=None)
    yield
    Compartment.objects.filter(pk=row.pk).update(vouched=row.vouched)


@pytest.mark.parametrize("also", [True, False], ids=["somebody stepped down, too", "the leaver alone"])
def test_another_key_is_never_granted_to_the_key_of_a_team_that_somebody_kept_who_left(team, also):
    employ(team, "milo", "case-manager")
    index = under_way(team)
    milo = somebody("milo")
    milo.copies()
    leave(team, "milo")
    if also:
        team.do("ivan", index, c.Recuse(ground="relative"))
    moment = newest()
    with without_proof("team-management"):
        goes_on(team, index)
        goes_on(team, index)
        settle(team.office, keys("mona"))
        milo.copies()
        assert milo.opens(entries(index, moment)) == set()
        assert read_contents(sorted(entries(index)), keys("mona")).closed == 0, "she holds it herself"
        assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
    goes_on(team, index)
    settle(team.office, keys("mona"))
    milo.copies()
    assert milo.opens(entries(index, moment)) == set()
    assert read_contents(sorted(entries(index)), keys("mona")).closed == 0
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
    check(team, index)
    assert examine_rows() == []


def test_another_key_is_never_granted_to_the_overseers_key_of_before(team):
    index = under_way(team)
    before = together("olga", "omar")
    for login in ("olga", "omar"):
        employ(team, f"new-{login}", "overseer")
        leave(team, login)
    moment = newest()
    with without_proof("oversight"):
        goes_on(team, index)
        goes_on(team, index)
    before.copies()
    before.private |= together("olga", "omar").private
    assert before.opens(entries(index, moment)) == set()
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
    settle(team.office, keys("mona"))
    assert together("new-olga", "new-omar").opens(entries(index, moment)) == entries(index, moment)
    assert examine_rows() == []


def test_no_key_is_made_that_one_person_alone_would_hold_of_several(team):
    """Were it made, its words would be lost when that person leaves."""
    index = under_way(team)
    team.do("ivan", index, c.Recuse(ground="relative"))
    before = generations(index)
    Appointment.objects.exclude(person=team.refs["irma"]).update(stand_in=None)
    Compartment.objects.exclude(vouched=None).update(vouched=None)
    moment = newest()
    goes_on(team, index)
    assert generations(index) == before
    leave(team, "irma")
    assert read_contents(sorted(entries(index, moment)), keys("mona")).closed == 0


@pytest.mark.parametrize("leavers", [("olga", "omar"), ("olga",)])
def test_overseers_who_left_open_nothing_later_together_though_nobody_followed_them(team, leavers):
    index = under_way(team)
    both = together("olga", "omar")
    assert both.opens(entries(index)) == entries(index)
    for login in leavers:
        leave(team, login)
    moment = newest()
    for _ in range(3):
        goes_on(team, index)
        settle(team.office, keys("mona"))
    both.copies()
    both.private |= together("olga", "omar").private
    assert both.opens(entries(index, moment)) == set()
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}, "once is enough"
    for login in ("olga", "omar"):
        employ(team, f"new-{login}", "overseer")
    settle(team.office, keys("mona"))
    assert together("new-olga", "new-omar").opens(entries(index)) == entries(index), "who follows opens all of it"
    goes_on(team, index)
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
    assert examine_rows() == []


NOT_A_KEY = [b"x" * 32, b"", "x" * 32, 5]


@pytest.mark.parametrize("value", NOT_A_KEY, ids=repr)
def test_what_somebody_wrote_in_the_place_of_a_phrases_key_of_before_stops_no_act_and_goes_when_its_holder_comes(
    team, value
):
    if connection.vendor != "sqlite" and not isinstance(value, bytes):
        pytest.skip("only SQLite keeps a value of any type")
    with database_password():
        made, phrase = complain(team.office, "one")
        index = made.index
        as_before(index)
        team.accept(index)
        sql("UPDATE records_phraseholder SET public = %s WHERE complaint = %s", value, index)
        team.do("ivan", index, c.Recuse(ground="relative"))
        goes_on(team, index)
        assert generations(index) == {"complaint": 1, "identity": 1, "case 1": 2}
        assert isinstance(write(team.office, held(phrase), "I have something to add."), Done)
        assert phrase_key(index) == held(phrase).pair.public
        assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
        assert phrase_opens(index, phrase)


@pytest.mark.parametrize("value", NOT_A_KEY, ids=repr)
def test_where_the_act_says_the_phrases_key_the_row_is_not_asked_and_stays_for_the_doctor(team, value):
    if connection.vendor != "sqlite" and not isinstance(value, bytes):
        pytest.skip("only SQLite keeps a value of any type")
    with database_password():
        made, phrase = complain(team.office, "one")
        index = made.index
        team.accept(index)
        sql("UPDATE records_phraseholder SET public = %s WHERE complaint = %s", value, index)
        team.do("ivan", index, c.Recuse(ground="relative"))
        goes_on(team, index)
        assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
        assert phrase_opens(index, phrase)
        assert isinstance(enter(AgentAway(), phrase), Possession)
        assert "phraseholder" in {trouble.table for trouble in examine_rows()}


def test_a_database_that_takes_no_writing_keeps_no_holder_of_a_phrase_of_before_from_reading(team):
    if connection.vendor != "sqlite":
        pytest.skip("it is told so by a pragma of SQLite")
    with database_password():
        made, phrase = complain(team.office, "one")
        as_before(made.index)
        sql("PRAGMA query_only = ON")
        try:
            assert isinstance(enter(AgentAway(), phrase), Possession)
            assert read(held(phrase), sorted(entries(made.index))).by_entry
        finally:
            sql("PRAGMA query_only = OFF")
        assert phrase_key(made.index) is None
