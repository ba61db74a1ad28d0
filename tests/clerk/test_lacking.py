"""Killed between the change of the overseers' key and the noting of what it does not open: the clerk notes it, by itself."""

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.lacking import Lacking
from evenhand.office.circle import read_circle
from evenhand.office.keyring import SlotKeys
from evenhand.office.settle import settle
from evenhand.records.models import Appointment, Grant, KeyTask
from tests.doors.desk.conftest import _shared_agent, agent, house  # noqa: F401  (fixtures, also those that these ask for)
from tests.doors.oversight.test_opening_together import employ, let_go, open_it, opens_words, signed_in

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Nothing after it is done."""


def killed(*_args) -> None:
    raise Killed


def change_everybody(house) -> None:  # noqa: F811
    """All who oversee are others from now on."""
    for login in ("olga", "omar"):
        let_go(house, login)
    for login in ("opal", "otto"):
        employ(house, login)


def test_a_kill_between_the_act_and_the_noting_heals_by_itself(house, agent, monkeypatch):  # noqa: F811
    index = house.received("before")
    for login in ("olga", "omar"):
        let_go(house, login)
    employ(house, "opal")
    with monkeypatch.context() as patch:
        patch.setattr("evenhand.office.teams.note_all_lacking", killed)
        with pytest.raises(Killed):
            employ(house, "otto")
    house.refs["otto"] = Appointment.objects.order_by("-entry").values_list("person", flat=True)[0]
    [joint] = read_circle(house.office).joint
    assert not Grant.objects.filter(compartment__complaint=index, to=joint.id, ended_entry=None).exists()
    assert not KeyTask.objects.filter(complaint=index).exists(), "nobody would ever come by for it"
    assert "noted 1 complaints that wait for the overseers' key" in do_what_is_due(house.office)
    assert KeyTask.objects.filter(complaint=index).exists()
    mona = signed_in(house, agent, "mona")
    settle(house.office, SlotKeys(agent, mona.slot, mona.cookie_half, mona.key))
    open_it(house, agent, index, "opal", "otto")
    assert opens_words(index, "otto")


def test_it_is_done_once_for_each_change_and_noting_it_again_changes_nothing(house):  # noqa: F811
    house.received("before")
    duty = Lacking()
    assert duty(house.office) == [], "all that there is is open to them"
    change_everybody(house)
    noted = list(KeyTask.objects.values_list("complaint", "since"))
    assert len(noted) == 1
    assert duty(house.office) == []
    assert Lacking()(house.office) == []
    assert list(KeyTask.objects.values_list("complaint", "since")) == noted
    KeyTask.objects.all().delete()
    assert duty(house.office) == [], "not looked for twice"
    assert len(Lacking()(house.office)) == 1, "but after each start"


def test_while_there_are_not_two_who_oversee_nothing_is_noted(house):  # noqa: F811
    """Without a key to grant to, every complaint would wait for nobody."""
    house.received("before")
    let_go(house, "olga")
    KeyTask.objects.all().delete()
    assert Lacking()(house.office) == []
    assert not KeyTask.objects.exists()
