"""Slots and the gate, with a clock of our own."""

import os
import threading

import pytest

from evenhand.vault.agent import slots as slots_module
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.gate import Gate
from evenhand.vault.agent.slots import Slots, Unlocked
from evenhand.vault.agent.wire import CookieHalf
from evenhand.vault.keys import new_key_pair


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.seconds = 1_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def slots(clock):
    return Slots(idle_seconds=60, absolute_seconds=600, clock=clock, entropy=os.urandom)


@pytest.fixture
def unlocked():
    return Unlocked("person-1", new_key_pair(os.urandom).private)


def gone(slots, slot, half):
    with pytest.raises(Refusal) as caught:
        slots.get(slot, half)
    return caught.value.code == Code.SLOT_GONE


def test_use_keeps_a_slot_and_a_pause_ends_it(slots, clock, unlocked):
    slot, half = slots.put(unlocked)
    for _ in range(3):
        clock.seconds += 59
        assert slots.get(slot, half) == unlocked
    clock.seconds += 60
    assert gone(slots, slot, half)
    assert slots.count() == 0


def test_no_use_keeps_a_slot_beyond_its_day(slots, clock, unlocked):
    slot, half = slots.put(unlocked)
    for _ in range(11):
        clock.seconds += 50
        assert slots.get(slot, half)
    clock.seconds += 50
    assert gone(slots, slot, half)


def test_a_wrong_half_does_not_count_as_use(slots, clock, unlocked):
    slot, half = slots.put(unlocked)
    clock.seconds += 59
    assert gone(slots, slot, CookieHalf(bytes(32)))
    clock.seconds += 1
    assert gone(slots, slot, half)


def test_a_dump_of_the_table_holds_neither_the_key_nor_the_cookies_half(slots, unlocked):
    slot, half = slots.put(unlocked)
    (stored,) = slots._slots.values()
    dump = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for value in (getattr(stored, name) for name in stored.__slots__)
    )
    assert bytes(unlocked.private) not in dump
    assert bytes(half) not in dump
    assert slots.get(slot, half) == unlocked


def test_one_slots_half_does_not_open_another(slots, unlocked):
    slot, _ = slots.put(unlocked)
    _, other_half = slots.put(unlocked)
    assert gone(slots, slot, other_half)


def test_the_table_has_an_end(slots, unlocked, monkeypatch):
    monkeypatch.setattr(slots_module, "MOST_SLOTS", 2)
    slots.put(unlocked)
    slots.put(unlocked)
    with pytest.raises(Refusal) as caught:
        slots.put(unlocked)
    assert caught.value.code == Code.BUSY


def test_the_gate_lets_two_through_lets_some_wait_and_refuses_the_rest():
    gate, leave = Gate(at_once=2, waiting=1), threading.Event()
    inside, went = threading.Barrier(3), []

    def stay():
        with gate.turn():
            inside.wait(10)
            leave.wait(10)

    def pass_through():
        with gate.turn():
            went.append(gate.counts()["running"])

    stayers = [threading.Thread(target=stay) for _ in range(2)]
    for thread in stayers:
        thread.start()
    inside.wait(10)
    third = threading.Thread(target=pass_through)
    third.start()
    while gate.counts()["waiting"] == 0:
        assert third.is_alive()
    with pytest.raises(Refusal) as caught, gate.turn():
        pass
    assert caught.value.code == Code.BUSY
    leave.set()
    for thread in (*stayers, third):
        thread.join(10)
    assert len(went) == 1
    assert gate.counts() == {"limit": 2, "running": 0, "waiting": 0, "most": 2, "runs": 3}


def test_a_crowd_of_strangers_takes_no_place_from_a_device_that_is_known():
    gate, leave, inside, order = Gate(at_once=1, waiting=1), threading.Event(), threading.Event(), []

    def stay():
        with gate.turn():
            inside.set()
            leave.wait(10)

    def go_in(who, *, known):
        with gate.turn(known=known):
            order.append(who)

    threads = [threading.Thread(target=stay)]
    threads[0].start()
    inside.wait(10)
    for waiting, (who, known) in enumerate((("stranger", False), ("owner", True)), start=1):
        threads.append(threading.Thread(target=go_in, args=(who,), kwargs={"known": known}))
        threads[-1].start()
        while gate.counts()["waiting"] < waiting:
            assert threads[-1].is_alive()
    with pytest.raises(Refusal), gate.turn():
        pass
    leave.set()
    for thread in threads:
        thread.join(10)
    assert order == ["owner", "stranger"]


def test_a_place_is_given_back_when_the_run_fails():
    gate = Gate(at_once=1, waiting=0)
    for _ in range(3):
        with pytest.raises(ValueError, match="inside"), gate.turn():
            raise ValueError("inside")
    assert gate.counts()["running"] == 0
