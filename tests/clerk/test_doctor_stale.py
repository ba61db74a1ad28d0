"""Words under a key that somebody kept who had lost access before: a note for ever, and none for what the office does by itself.

Each attack has a shell in the database for the moment in which a colleague writes, and leaves every row as its act has it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random  # noqa: TID251  (what it does is drawn from a seed, so that it can be done again)

import pytest

from evenhand.clerk.doctor.generations import check_generations
from evenhand.clerk.doctor.stale import EXCHANGED, stale_notes
from evenhand.clerk.duties import do_what_is_due
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.new_keys import give_new_keys
from evenhand.office.settle import settle
from evenhand.process import commands as c
from evenhand.records.load import people
from evenhand.records.models import Account, Appointment, Compartment, Grant
from tests.clerk.furnished import database_password
from tests.office.conftest import team  # noqa: F401  (a fixture)
from tests.office.declared import declare_nothing
from tests.office.keys import opens
from tests.office.test_access import account, employ, examine_rows
from tests.office.test_generations import goes_on, leave, newest, under_way
from tests.office.test_generations_at_random import STEPS, History
from tests.office.test_generations_of_the_phrase import as_before
from tests.office.test_new_keys import NoAgent, fresh, two  # noqa: F401  (a fixture)
from tests.office.thief import somebody

pytestmark = pytest.mark.django_db


@contextmanager
def ended_hidden(index: int) -> Iterator[None]:
    """Nobody ever lost access to the complaint, as it seems."""
    ended = list(Grant.objects.filter(compartment__complaint=index, ended_entry__isnull=False))
    Grant.objects.filter(pk__in=[grant.pk for grant in ended]).delete()
    yield
    Grant.objects.bulk_create(ended)


@contextmanager
def hidden(**shown: object) -> Iterator[None]:
    """The row of the case managers' newest key shows this."""
    rows = Compartment.objects.filter(complaint=None, purpose="team-management").order_by("-entry")
    was = rows.values("pk", *shown)[0]
    row = Compartment.objects.filter(pk=was.pop("pk"))
    row.update(**shown)
    yield
    row.update(**was)


@contextmanager
def old_key_shown(was: dict, proofs: dict) -> Iterator[None]:
    """An account stands with the key that it had before its password was forgotten."""
    row = Account.objects.filter(login="ivan")
    now = row.values("key", "public").get()
    new = dict(Appointment.objects.filter(pk__in=proofs).values_list("pk", "stand_in"))
    for account_row, rows in ((was, proofs), (now, new)):
        row.update(**account_row)
        for pk, proof in rows.items():
            Appointment.objects.filter(pk=pk).update(stand_in=proof)
        if account_row is was:
            yield


def named(index: int, who: str) -> None:
    """The one note says this, and nothing else is wrong."""
    [said] = stale_notes()
    assert said.startswith(
        f"Words of complaint {index}, first those of entry {newest()}, were sealed to a key that {who} once"
    )
    assert examine_rows() == list(check_generations()) == [], "every row is as its act has it"


def test_words_sealed_while_it_was_hidden_who_stepped_down_are_told(team):  # noqa: F811
    index = under_way(team)
    ivan = somebody("ivan")
    ivan.copies()
    team.do("ivan", index, c.Recuse(ground="relative"))
    assert list(stale_notes()) == []
    with ended_hidden(index):
        team.do("mona", index, c.SendMessage(text="We have begun to ask."))
    assert ivan.opens({newest()}) == {newest()}, "which is why it is told"
    named(index, "Ivan")


@pytest.mark.parametrize(("shown", "read"), [({"purpose": "import"}, True), ({"vouched": None}, False)])
def test_words_sealed_while_a_teams_newest_key_was_hidden_are_told_and_without_its_proof_none_are(team, shown, read):  # noqa: F811
    """Where it is not there, the one before seems to be the newest; where nobody vouches for it, the team is granted nothing."""
    employ(team, "milo", "case-manager")
    index = under_way(team)
    milo = somebody("milo")
    milo.copies()
    leave(team, "milo")
    assert list(stale_notes()) == []
    with hidden(**shown):
        team.do("mona", index, c.SendMessage(text="We have begun to ask."))
    milo.copies()
    assert milo.opens({newest()}) == ({newest()} if read else set())
    if read:
        named(index, "Milo")
    else:
        assert list(stale_notes()) == []


def test_words_sealed_to_a_key_that_was_exchanged_while_its_row_stood_there_again_are_told(team, two):  # noqa: F811
    assert isinstance(appoint(team.office, two[1], team.refs["milo"], "case-manager", background="from-staff"), str)
    declare_nothing(team.office, [team.refs["milo"]])
    settle(team.office, opens())
    index = under_way(team)
    old = somebody("ivan")
    old.copies()
    was = Account.objects.filter(login="ivan").values("key", "public").get()
    proofs = dict(Appointment.objects.filter(person=team.refs["ivan"]).values_list("pk", "stand_in"))
    assert give_new_keys(team.office, NoAgent(), *two, "ivan", fresh(), opens()) is None
    with old_key_shown(was, proofs):
        team.do("mona", index, c.SendMessage(text="We have begun to ask."))
    old.copies()
    assert old.opens({newest()}) == {newest()}
    named(index, EXCHANGED)


def test_of_a_complaint_of_before_generations_nothing_is_told(team):  # noqa: F811
    """What it held was sealed to one key for ever, until this version came."""
    index = under_way(team)
    team.do("ivan", index, c.Recuse(ground="relative"))
    with ended_hidden(index):
        goes_on(team, index)
    assert list(stale_notes())
    with database_password():
        as_before(index)
        assert list(stale_notes()) == []


def test_whoever_leaves_by_the_calendar_is_told_of_only_once_the_team_had_another_key(team, clock):  # noqa: F811
    employ(team, "milo", "case-manager")
    index = under_way(team)
    [held] = people()[account("milo").ref].appointments
    assert end_appointment(team.office, "founding", held.ref, team.office.today() + timedelta(days=3)) is None
    clock.moment += timedelta(days=4)
    goes_on(team, index)
    do_what_is_due(team.office)
    goes_on(team, index)
    assert list(stale_notes()) == []


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(30, 45))])
def test_random_histories_of_which_nothing_was_hidden_are_told_nothing_of(team, seed):  # noqa: F811
    history = History(team, Random(seed))
    for _ in range(STEPS):
        history.step()
    assert list(stale_notes()) == []
