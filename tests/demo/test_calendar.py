"""When turns are taken."""

from datetime import UTC, date, datetime, timedelta

import pytest

from evenhand.demo.calendar import QUIET, At, Calendar, first_moment
from evenhand.demo.chance import Chance
from evenhand.demo.scene import Wait
from tests.demo.paper import LONDON
from tests.process.world import RULEBOOK

FRIDAY = date(2026, 12, 18)


def calendar(end: datetime = datetime(2027, 1, 10, 15, tzinfo=UTC)) -> Calendar:
    return Calendar(end, LONDON, RULEBOOK.working_days)


def test_staff_take_turns_on_working_days_in_office_hours():
    chance, place = Chance("hours"), calendar()
    at = At(FRIDAY, 0.9)
    for days in (0, 1, 2, 0, 4, 0, 0):
        at = place.after(at, Wait(days), chance)
        assert RULEBOOK.working_days.works(at.day)
        hour = place.moment(at).astimezone(LONDON).hour
        assert 7 <= hour <= 17


def test_a_complainant_writes_on_any_day_at_any_hour():
    at = calendar().after(At(FRIDAY, 0.9), Wait(1, working=False), Chance("sender"))
    assert at.day == FRIDAY + timedelta(days=1)


def test_the_next_turn_never_comes_before_the_one_it_follows():
    chance, place = Chance("order"), calendar()
    at = At(FRIDAY, 0.2)
    for _ in range(200):
        after = place.after(at, Wait(chance.below(2), working=chance.happens(50)), chance)
        assert after >= at
        at = after if after.day < place.last else At(FRIDAY, 0.2)


@pytest.mark.parametrize("end", [datetime(2026, 7, 1, 23, 5, tzinfo=UTC), datetime(2026, 1, 5, 0, 1, tzinfo=UTC)])
def test_the_last_day_ends_with_the_present_however_early_it_is(end):
    place = calendar(end)
    assert place.moment(At(place.last, 0)) < place.moment(At(place.last, 0.99)) <= end
    assert place.moment(At(place.day(1), 0.99)) <= place.moment(At(place.last, 0))


def test_the_office_is_founded_before_the_first_day_of_the_play():
    now = datetime(2026, 11, 22, 0, 10, tzinfo=UTC)
    place = calendar(now - QUIET)
    assert first_moment(now, 30) < place.moment(At(place.day(29), 0))
