"""Who leaves a team by the calendar, and trustees in whose place there are others, open nothing later (ADR 0022, 0032).

Nobody signs in on that day: the clerk alone, who holds no key, makes the teams others.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.clerk.duties import DUTIES, do_what_is_due
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.settle import settle
from evenhand.records.load import people
from evenhand.records.models import Compartment, Grant
from evenhand.vault.errors import VaultError
from evenhand.vault.keys import key_id, new_key_pair
from tests.office.keys import opens
from tests.office.test_access import account, check, employ, examine_rows
from tests.office.test_generations import entries, goes_on, keys, newest, under_way
from tests.office.thief import Thief, somebody

pytestmark = pytest.mark.django_db
ROUND = 25
"""Questions to the database that looking after the teams' keys takes, once a minute."""


def test_whoever_is_no_manager_any_more_by_the_calendar_but_decides_still_opens_nothing_later(team, clock):
    """Nobody signs in on that day, and they keep their own key: the clerk alone makes the team another."""
    employ(team, "milo", "case-manager")
    assert isinstance(appoint(team.office, "founding", account("milo").ref, "decision-maker", keys=opens()), str)
    index = under_way(team)
    milo = somebody("milo")
    milo.copies()
    before = entries(index)
    assert milo.opens(before) == before
    [held] = [one for one in people()[account("milo").ref].appointments if one.role == "case-manager"]
    assert end_appointment(team.office, "founding", held.ref, team.office.today() + timedelta(days=3)) is None
    do_what_is_due(team.office)
    made = Compartment.objects.count()
    clock.moment += timedelta(days=4)
    said = do_what_is_due(team.office)
    assert "made 2 keys for teams that somebody left or came to" in said, (
        "case managers', and intake's, which they open"
    )
    moment = newest()
    assert not [line for line in do_what_is_due(team.office) if "keys for teams" in line]
    assert (newest(), Compartment.objects.count()) == (moment, made + 2), "once is enough"
    goes_on(team, index)
    milo.copies()
    assert milo.opens(entries(index, moment)) == set()
    assert len(entries(index, moment)) == 2
    assert milo.opens(before) == before
    check(team, index)
    assert examine_rows() == []


def test_a_clerk_without_the_agent_writes_nothing_says_so_and_does_it_once_the_agent_is_back(team, clock):
    def away(_wanted):
        raise VaultError("The key agent does not answer.")

    employ(team, "milo", "case-manager")
    [held] = people()[account("milo").ref].appointments
    assert end_appointment(team.office, "founding", held.ref, team.office.today() + timedelta(days=3)) is None
    clock.moment += timedelta(days=4)
    moment = newest()
    said = do_what_is_due(replace(team.office, vouch=away))
    assert (
        "could not give another key to a team that somebody left (VaultError); it is tried again in a minute" in said
    )
    assert newest() == moment
    with CaptureQueriesContext(connection) as first:
        do_what_is_due(team.office)
    assert newest() > moment
    with CaptureQueriesContext(connection) as quiet:
        assert DUTIES["give another key to a team that somebody left"](team.office) == []
    assert len(quiet) <= ROUND < len(first), "what a round without anything to do costs"
    assert not [one for one in quiet if not one["sql"].startswith("SELECT")]


def test_what_trustees_of_before_held_opens_nothing_of_what_is_sealed_after_others_took_their_place(team):
    """Enough of their papers were seen, and the new trustees' key is in its place: the clerk makes the teams other keys."""
    papers, others = new_key_pair(team.office.entropy), new_key_pair(team.office.entropy)
    without = team.office
    team.office = replace(without, trustees=lambda: papers.public)
    for login in ("mona", "ines", "tara", "rosa", "rolf"):
        settle(team.office, keys(login))
    index = under_way(team)
    old = Thief.who(papers)
    old.copies()
    before = entries(index)
    assert old.opens(before) == before
    team.office = without
    assert do_what_is_due(team.office) == [], "a file that is missing replaces nobody"
    team.office = replace(without, trustees=lambda: others.public)
    moment = newest()
    said = do_what_is_due(team.office)
    assert "made 3 keys for teams that somebody left or came to" in said, (
        "the trustees never held the one of people from outside"
    )
    again = newest()
    assert do_what_is_due(team.office) == []
    assert newest() == again
    goes_on(team, index)
    later = team.receive("two")
    old.copies()
    assert old.opens(entries(index, moment) | entries(later)) == set()
    assert old.opens(before) == before
    new = Thief.who(others)
    new.copies()
    assert new.opens(entries(index, moment) | entries(later)) == entries(index, moment) | entries(later)
    for login in ("mona", "ines", "tara", "rosa", "rolf"):
        settle(team.office, keys(login))
    new.copies()
    assert new.opens(entries(index)) == entries(index), "once members came by, what was before as well"
    assert not Grant.objects.filter(to=key_id(papers.public), ended_entry=None).exists()
    check(team, index)
    assert examine_rows() == []
