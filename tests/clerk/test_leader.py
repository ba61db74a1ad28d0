"""One clerk leads at a time, and a killed one keeps nobody waiting."""

import subprocess
import sys
from datetime import timedelta

import pytest

from evenhand.clerk.leader import RENEW, TERM, Leadership, is_gone
from evenhand.records.models import Lease

pytestmark = pytest.mark.django_db
STAY = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from evenhand.clerk.leader import Leadership
print(Leadership().holder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other():
    """Another process of this machine, and what it would call itself as holder."""
    process = subprocess.Popen([sys.executable, "-c", STAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


class Seconds:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def held_by(holder: str, clock) -> None:
    Lease.objects.update_or_create(name="clerk", defaults={"holder": holder, "until": clock.now() + TERM})


def test_a_second_clerk_waits_until_the_lease_is_no_longer_renewed(clock, seconds):
    first, second = Leadership(seconds), Leadership(seconds)
    assert first.hold(clock.now())
    assert not second.hold(clock.now())
    seconds.passed += TERM.total_seconds()
    assert first.hold(clock.now())
    seconds.passed += 1
    assert not second.hold(clock.now())
    seconds.passed += TERM.total_seconds() + 1
    assert second.hold(clock.now())
    assert not first.hold(clock.now())


def test_a_lease_is_written_again_only_when_it_has_to_be(clock, seconds):
    leader = Leadership(seconds)
    leader.hold(clock.now())
    until = Lease.objects.get().until
    seconds.passed += RENEW.total_seconds() / 2
    assert leader.hold(clock.now())
    assert Lease.objects.get().until == until
    seconds.passed += RENEW.total_seconds()
    assert leader.hold(clock.now())
    assert Lease.objects.get().until > until


def test_one_whose_lease_was_taken_knows_it_at_once(clock, seconds):
    leader = Leadership(seconds)
    leader.hold(clock.now())
    Lease.objects.update(holder="somebody else")
    assert not leader.hold(clock.now())


@pytest.mark.parametrize("days", [-40, 40])
def test_a_clock_that_is_set_keeps_nobody_out_and_lets_nobody_in(clock, seconds, days):
    first, second = Leadership(seconds), Leadership(seconds)
    assert first.hold(clock.now())
    assert not second.hold(clock.now())
    clock.moment += timedelta(days=days)
    assert not second.hold(clock.now())
    assert first.hold(clock.now())
    clock.moment -= timedelta(days=days)
    assert not second.hold(clock.now())
    seconds.passed += TERM.total_seconds() + 1
    assert second.hold(clock.now())


def test_a_clerk_that_gives_up_is_followed_at_once(clock):
    first, second = Leadership(), Leadership()
    first.hold(clock.now())
    first.give_up()
    assert second.hold(clock.now())


def test_a_clerk_that_was_killed_on_this_machine_is_followed_at_once(clock, other):
    process, holder = other
    held_by(holder, clock)
    assert not Leadership().hold(clock.now())
    process.kill()
    process.wait()
    assert is_gone(holder)
    assert Leadership().hold(clock.now())


@pytest.mark.parametrize("elsewhere", ["0123456789abcdef:1:1:00000000", "other-host:77:abcdef01", ":77:1:00000000"])
def test_a_clerk_of_another_machine_is_waited_for(clock, elsewhere):
    held_by(elsewhere, clock)
    assert not is_gone(elsewhere)
    assert not Leadership().hold(clock.now())


def test_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it(clock, other):
    _, holder = other
    place, pid, began, token = holder.split(":")
    held_by(f"{place}:{pid}:{int(began) - 1}:{token}", clock)
    assert Leadership().hold(clock.now())
