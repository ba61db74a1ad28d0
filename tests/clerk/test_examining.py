"""The doctor runs beside the clerk: when asked and once a day, one at a time, and a run that breaks off is said."""

import subprocess
import sys
from datetime import timedelta

import pytest

from evenhand.clerk.doctor.words import MEANING
from evenhand.clerk.examining import Examining
from evenhand.office.examination import EVERY, ask_for_examination, finish
from evenhand.records.models import Examination
from evenhand.records.queries.health import examination_under_way, last_examination

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LONG = [sys.executable, "-c", "import sys; sys.stdin.read()"]


class Runs:
    """Real processes that stay until they are told to end; what a real one writes before it ends is written by `done`."""

    def __init__(self, office) -> None:
        self.office = office
        self.started: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        self.started.append(subprocess.Popen(LONG, stdin=subprocess.PIPE))
        return self.started[-1]

    def done(self, *places: str) -> None:
        finish(self.office.now(), 120, 9, places, MEANING)
        self.end()

    def end(self) -> None:
        self.started[-1].communicate(b"")


@pytest.fixture
def runs(office):
    made = Runs(office)
    yield made
    for process in made.started:
        process.communicate(b"")


@pytest.fixture
def examining(runs):
    return Examining(runs.start)


def test_one_that_is_asked_for_begins_and_what_it_found_is_kept_as_counts_and_sentences(office, runs, examining):
    now = office.now()
    assert examining.tend(now) == []
    assert runs.started == [], "none is due yet"
    ask_for_examination(office)
    examining.tend(now + MINUTE)
    assert examination_under_way()[1] == now + MINUTE
    assert examining.tend(now + 2 * MINUTE) == []
    assert len(runs.started) == 1, "one at a time"
    runs.done("appointment", "case", "appointment")
    [said] = examining.tend(now + 3 * MINUTE)
    assert said.startswith("ALARM: 3 things are not as the acts say.")
    last = last_examination()
    assert [(found.place, found.count, found.sentence) for found in last.found] == [
        ("appointment", 2, MEANING["appointment"]),
        ("case", 1, MEANING["case"]),
    ]
    assert (last.entries, last.complaints, last.total, examination_under_way()) == (120, 9, 3, None)


def test_asking_twice_examines_once(office, runs, examining):
    ask_for_examination(office)
    ask_for_examination(office)
    examining.tend(office.now())
    ask_for_examination(office)
    runs.done()
    assert examining.tend(office.now()) == ["examined 120 entries; nothing is wrong"]
    assert len(runs.started) == Examination.objects.count() == 1


def test_one_is_due_by_itself_a_day_after_the_last(office, clock, runs, examining):
    examining.tend(office.now())
    clock.moment += EVERY
    examining.tend(office.now())
    runs.done()
    assert examining.tend(office.now()) == ["examined 120 entries; nothing is wrong"]
    clock.moment += EVERY - MINUTE
    examining.tend(office.now())
    assert len(runs.started) == 1
    clock.moment += MINUTE
    examining.tend(office.now())
    assert len(runs.started) == 2


def test_one_that_ends_without_an_answer_is_said_and_not_begun_again_at_once(office, runs, examining):
    ask_for_examination(office)
    examining.tend(office.now())
    runs.end()
    [said] = examining.tend(office.now())
    assert said.startswith("ALARM: the examination of everything broke off.")
    assert last_examination().entries is None
    examining.tend(office.now())
    assert len(runs.started) == 1


def test_one_that_went_with_the_clerk_before_is_not_waited_for(office, runs, examining):
    Examination.objects.create(asked=office.now(), began=office.now())
    assert examining.tend(office.now()) == []
    assert examination_under_way() is None
    ask_for_examination(office)
    examining.tend(office.now())
    assert len(runs.started) == 1
