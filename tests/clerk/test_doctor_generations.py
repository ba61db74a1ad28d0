"""Words that were sealed to an older key while the newer one was hidden: named for ever, and nobody else is accused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from evenhand.clerk.doctor.generations import check_generations
from evenhand.process import commands as c
from evenhand.records.models import Compartment, Grant, Sealed
from tests.office.conftest import team  # noqa: F401  (a fixture)
from tests.office.test_access import examine_rows
from tests.office.test_generations import goes_on, newest, under_way
from tests.office.thief import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def stepped_down(team):  # noqa: F811
    """A complaint whose investigator stepped down, and what was sealed since."""
    index = under_way(team)
    ivan = somebody("ivan")
    ivan.copies()
    team.do("ivan", index, c.Recuse(ground="relative"))
    goes_on(team, index)
    return index, ivan


@contextmanager
def hidden(index: int) -> Iterator[None]:
    """The newest generation stands with no complaint, and nobody ever lost access to the one before. Then all is put back."""
    newer = Compartment.objects.filter(complaint=index, purpose="complaint").order_by("-entry")[0]
    ended = list(Grant.objects.filter(compartment__complaint=index, ended_entry__isnull=False))
    Compartment.objects.filter(pk=newer.pk).update(complaint=None)
    Grant.objects.filter(pk__in=[grant.pk for grant in ended]).delete()
    yield
    Grant.objects.bulk_create(ended)
    Compartment.objects.filter(pk=newer.pk).update(complaint=index)


def test_words_sealed_while_the_newer_key_was_hidden_are_named(team, stepped_down):  # noqa: F811
    """Whoever stepped down, with a shell in the database: the newer rows are away while a colleague writes."""
    index, ivan = stepped_down
    assert list(check_generations()) == []
    moment = newest()
    with hidden(index):
        team.do("mona", index, c.SendMessage(text="We have begun to ask."))
    assert ivan.opens({newest()}) == {newest()}, "which is why it is told"
    assert examine_rows() == [], "every row is as its act has it"
    [said] = check_generations()
    newer = Compartment.objects.filter(complaint=index, purpose="complaint").order_by("-entry")[0]
    assert said.key in set(Sealed.objects.filter(entry__gt=moment).values_list("address", flat=True))
    assert said.act == newest()
    assert (
        f"Words of complaint {index} were sealed to an older key, although entry {newer.entry} had made"
        in said.sentence
    )


def test_to_hide_the_newer_key_alone_brings_nothing(team, stepped_down):  # noqa: F811
    """The office asks of the older one again who could open it, and makes a third."""
    index, ivan = stepped_down
    Compartment.objects.filter(pk=newest_key(index)).update(complaint=None)
    team.do("mona", index, c.SendMessage(text="We have begun to ask."))
    ivan.copies()
    assert ivan.opens({newest()}) == set()


def newest_key(index: int) -> str:
    """Of the complaint itself."""
    made = Compartment.objects.filter(complaint=index, purpose="complaint").order_by("-entry")
    return made.values_list("id", flat=True)[0]


def test_a_key_that_was_merely_moved_accuses_nobody(team, stepped_down):  # noqa: F811
    """Whoever wants to bury a true finding under false ones."""
    index, _ = stepped_down
    other = team.receive("two")
    team.accept(other)
    Compartment.objects.filter(complaint=index).update(complaint=other)
    assert list(check_generations()) == []
