"""The clerk goes on whatever stands in its way, says so once a minute, and acts on no clock that jumps."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from evenhand.clerk import loop
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.leader import TERM
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.loop import AFTER_TROUBLE, PAUSE, SAY_AGAIN, Clerk
from evenhand.clerk.pace import CALM, EVERY
from evenhand.clerk.stopping import Stop
from evenhand.records.models import Draft, Entry
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer
from tests.disks import a_disk_that_takes
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


class Working:
    """A clerk at work, what it says, and the seconds that pass for it, with the clock or without."""

    def __init__(self, office, clock, integrator) -> None:
        self.said: list[str] = []
        self.seconds = 0.0
        self.clock, self.integrator = clock, integrator
        self.clerk = Clerk(office, integrator, self.said.append, lambda: self.seconds)
        self.stop = Stop()

    def turn(self) -> float:
        return self.clerk.turn(self.stop)

    def later(self, passed: timedelta) -> float:
        """Some time later."""
        self.seconds += passed.total_seconds()
        self.clock.moment += passed
        return self.turn()

    @property
    def signed(self) -> int:
        """How many entries the published head covers."""
        return Checkpoint.parse(note.parse(self.integrator.files.read("checkpoint")).text).size


@pytest.fixture
def integrator(office, tmp_path):
    signer = Signer(office.origin, os.urandom(32))
    made = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", signer)
    made.begin()
    return made


@pytest.fixture
def at_work(office, clock, integrator) -> Working:
    return Working(office, clock, integrator)


def test_a_turn_signs_what_is_new(office, at_work):
    complain(office)
    assert at_work.turn() == PAUSE
    assert at_work.signed == Entry.objects.count()
    assert at_work.said == []


def test_in_a_rush_a_turn_signs_once_and_the_next_takes_all_who_came_meanwhile(office, clock, integrator):
    class Rush(Integrator):
        """Somebody complains as soon as a checkpoint is signed."""

        def run(self) -> Checkpoint | None:
            signed = super().run()
            complain(office, token=office.entropy(8).hex())
            return signed

    rushed = Working(office, clock, Rush(integrator.files, integrator.guard, integrator.signer))
    rushed.turn()
    between = Entry.objects.count()
    assert rushed.signed < between
    rushed.turn()
    assert rushed.signed == between
    assert Entry.objects.count() > between


def test_a_full_disk_is_said_once_a_minute_and_work_goes_on_when_there_is_room(office, at_work):
    at_work.turn()
    complain(office)
    with a_disk_that_takes(0):
        assert at_work.turn() == AFTER_TROUBLE
        at_work.later(timedelta(seconds=SAY_AGAIN / 2))
        assert at_work.said == ["The disk cannot be used (File too large); trying again."]
        at_work.later(timedelta(seconds=SAY_AGAIN / 2))
        assert len(at_work.said) == 2
    assert at_work.turn() == PAUSE
    assert at_work.said[2:] == ["It works again."]
    assert at_work.signed == Entry.objects.count()


def test_a_database_that_is_away_is_said_and_asked_again(office, at_work):
    def away(*_):
        raise OperationalError("server closed the connection unexpectedly\n\tand a second line")

    with connection.execute_wrapper(away):
        at_work.turn()
    complain(office)
    at_work.turn()
    said = "The database does not answer (server closed the connection unexpectedly); trying again."
    assert at_work.said == [said, "It works again."]
    assert at_work.signed == Entry.objects.count()


def test_a_guard_that_is_gone_is_an_alarm_until_it_is_put_back(office, at_work):
    at_work.turn()
    guard = at_work.integrator.guard
    away = guard.rename(guard.with_name("away"))
    complain(office)
    before = Entry.objects.count()
    at_work.later(timedelta(days=60))
    assert at_work.said[0].startswith("ALARM: nothing is signed.")
    assert Entry.objects.count() == before, "what falls due is not written to a register that nobody may sign"
    away.rename(guard)
    at_work.turn()
    assert at_work.signed == before


def test_totals_that_cannot_be_stated_keep_nobody_from_signing_nor_from_what_goes_on_beside(
    office, clock, integrator, monkeypatch
):
    def refused(*_):
        raise RegisterError("E_CLAIM_FORMAT", "The newest statement cannot be read.")
        yield

    monkeypatch.setattr(loop, "state_periods", refused)
    worked, beside = Working(office, clock, integrator), []
    worked.clerk = Clerk(
        office, integrator, worked.said.append, lambda: worked.seconds, lambda now: beside.append(now) or ()
    )
    complain(office)
    worked.later(timedelta(minutes=2))
    assert worked.signed == Entry.objects.count()
    assert beside
    assert [line.partition(".")[0] for line in worked.said] == [
        "ALARM: what was counted is not stated, and signing goes on"
    ]


def test_what_nobody_thought_of_does_not_end_the_clerk(office, at_work):
    def fail(*_):
        raise ZeroDivisionError

    with connection.execute_wrapper(fail):
        at_work.turn()
    assert at_work.said == ["Something failed that should not (ZeroDivisionError); trying again."]
    complain(office)
    at_work.turn()
    assert at_work.signed == Entry.objects.count()


def test_a_clerk_that_hung_and_comes_back_does_not_undo_what_another_did(office, clock, integrator):
    hung, other = Working(office, clock, integrator), Working(office, clock, integrator)
    hung.turn()
    other.turn()
    complain(office)
    other.later(TERM + timedelta(seconds=1))
    signed = Entry.objects.count()
    assert other.signed == signed
    complain(office, "two")
    hung.turn()
    assert other.signed == signed, "the one that came back does not lead any more"
    other.turn()
    assert other.signed == Entry.objects.count()


def a_draft_that_lasts(clock, lasts: timedelta) -> None:
    Draft.objects.create(digest="d", sealed=b"", expires=clock.moment + lasts)


def test_nothing_falls_due_by_a_clock_that_jumps_ahead_and_is_set_right(office, clock, at_work):
    at_work.turn()
    a_draft_that_lasts(clock, timedelta(days=7))
    clock.moment += timedelta(days=40)
    at_work.later(EVERY)
    assert at_work.said == [
        "The machine's clock moved forward by 40 days at once. If it is wrong, set it right: what falls due waits 10 minutes."
    ]
    complain(office)
    at_work.turn()
    assert at_work.signed == Entry.objects.count(), "entries are signed all the same"
    clock.moment -= timedelta(days=40)
    at_work.later(EVERY)
    at_work.later(CALM)
    assert Draft.objects.exists()


def test_what_falls_due_is_done_by_a_clock_that_stays_where_it_was_set(clock, at_work):
    at_work.turn()
    a_draft_that_lasts(clock, timedelta(days=7))
    clock.moment += timedelta(days=40)
    at_work.later(EVERY)
    assert Draft.objects.exists()
    at_work.later(CALM)
    assert not Draft.objects.exists()
