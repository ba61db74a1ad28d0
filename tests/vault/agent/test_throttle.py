"""Growing pauses: what guessing costs, that nobody waits for what others tried elsewhere, and that it is forgotten again."""

import gc

import pytest

from evenhand.vault.agent import throttle as throttle_module
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.throttle import FIRST_PAUSE, FORGOTTEN_AFTER, Kind, Throttle

MONA = (Kind.NAME, "mona")
DAY = 24 * 60 * 60


class Hours:
    """Seconds that a test moves on."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def throttle(hours):
    return Throttle(hours, lambda size: b"s" * size)


def waits(throttle, *keys):
    """The seconds that a try has to wait, or 0 if it was let in (and counted)."""
    try:
        throttle.enter(keys)
    except Refusal as refusal:
        return refusal.seconds
    return 0


def test_the_refusal_is_one_to_wait(throttle):
    for _ in range(Kind.NAME.free):
        throttle.enter([MONA])
    with pytest.raises(Refusal) as caught:
        throttle.enter([MONA])
    assert (caught.value.code, caught.value.to_answer()["seconds"]) == (Code.WAIT, FIRST_PAUSE)


def test_the_pauses_double_up_to_the_longest(throttle, hours):
    pauses = []
    for _ in range(Kind.NAME.free + 9):
        pauses.append(waits(throttle, MONA))
        if pauses[-1]:
            hours.now += pauses[-1]
            assert waits(throttle, MONA) == 0
    assert pauses == [0] * Kind.NAME.free + [15, 30, 60, 60, 60, 60, 60, 60, 60]


def test_a_try_that_is_refused_makes_no_pause_longer(throttle, hours):
    for _ in range(Kind.NAME.free + 3):
        hours.now += waits(throttle, MONA)
        waits(throttle, MONA)
    left = waits(throttle, MONA)
    assert left > 0
    assert [waits(throttle, MONA) for _ in range(100)] == [left] * 100


@pytest.mark.parametrize(
    ("kind", "most"), [(Kind.NAME, 1_500), (Kind.DEVICE, 120), (Kind.NETWORK, 130), (Kind.PHRASE, 120)]
)
def test_what_somebody_who_never_rests_can_try_in_a_day_is_bounded(throttle, hours, kind, most):
    end, tried = hours.now + DAY, 0
    while hours.now < end:
        left = waits(throttle, (kind, "one and the same"))
        tried += not left
        hours.now += left
    assert kind.free < tried <= most


def test_a_hundred_tries_at_one_moment_are_counted_before_any_is_made(throttle):
    let_in = [waits(throttle, MONA) == 0 for _ in range(100)]
    assert let_in.count(True) == Kind.NAME.free


def test_nobody_waits_for_tries_under_another_key(throttle):
    for _ in range(50):
        waits(throttle, MONA)
    assert waits(throttle, MONA) > 0
    for other in ((Kind.NAME, "nora"), (Kind.DEVICE, "mona"), (Kind.NETWORK, "mona"), (Kind.PHRASE, "mona")):
        assert waits(throttle, other) == 0


def test_who_waits_under_one_key_is_counted_under_no_other(throttle):
    office = (Kind.NETWORK, "192.0.2.1")
    for _ in range(100):
        waits(throttle, MONA, office)
    assert waits(throttle, office) == 0, "mona's tries beyond the free ones were counted for her whole office"


def test_what_was_right_is_taken_back(throttle):
    for _ in range(5 * Kind.NAME.free):
        assert waits(throttle, MONA) == 0
        throttle.take_back([MONA])
    assert throttle.counted() == 0


def test_what_was_right_forgives_nothing_that_was_wrong(throttle):
    """So nobody with an account of their own begins anew for their network by signing in between."""
    office = (Kind.NETWORK, "192.0.2.1")
    for _ in range(Kind.NETWORK.free):
        assert waits(throttle, office) == 0
        if waits(throttle, office) == 0:
            throttle.take_back([office])
    assert waits(throttle, office) > 0


def test_after_an_hour_without_a_wrong_try_all_is_forgotten(throttle, hours):
    for _ in range(30):
        hours.now += waits(throttle, MONA)
    hours.now += FORGOTTEN_AFTER
    assert throttle.counted() == 0
    assert [waits(throttle, MONA) for _ in range(Kind.NAME.free)] == [0] * Kind.NAME.free


def test_the_table_has_an_end_and_forgets_what_is_longest_ago(throttle, hours, monkeypatch):
    monkeypatch.setattr(throttle_module, "MOST_COUNTED", 50)
    for place in range(200):
        hours.now += 1
        waits(throttle, (Kind.NAME, f"made-up-{place}"))
    assert throttle.counted() <= 50


def test_no_name_address_or_word_stands_in_its_memory(throttle):
    for key in (MONA, (Kind.NETWORK, "198.51.100.77"), (Kind.PHRASE, "0:wise dragon salon")):
        waits(throttle, key)
    held = [one for one in gc.get_referents(throttle, throttle._counts) if isinstance(one, str | bytes | dict)]
    seen = repr([held, list(throttle._counts.items())])
    for secret in ("mona", "198.51", "dragon"):
        assert secret not in seen
