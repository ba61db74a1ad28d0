"""Counting days by the rulebook's calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.process.codes import Unit
from evenhand.process.working_days import due, months_after
from tests.process.world import RULEBOOK

CALENDAR = RULEBOOK.working_days
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def test_the_opening_day_is_day_zero():
    assert CALENDAR.after(date(2026, 3, 2), 1) == date(2026, 3, 3)


def test_a_weekend_does_not_count():
    assert CALENDAR.after(date(2026, 3, 6), 1) == date(2026, 3, 9)


def test_a_public_holiday_does_not_count():
    assert CALENDAR.after(date(2026, 4, 2), 2) == date(2026, 4, 8)  # Good Friday and Easter Monday lie between


def test_the_weekday_kept_for_a_holiday_at_the_weekend_does_not_count():
    assert CALENDAR.after(date(2026, 12, 24), 1) == date(2026, 12, 29)  # Boxing Day 2026 is a Saturday


def test_no_days_at_all_means_the_same_day_or_the_next_one_worked():
    assert CALENDAR.after(date(2026, 3, 6), 0) == date(2026, 3, 6)
    assert CALENDAR.after(date(2026, 3, 7), 0) == date(2026, 3, 9)


@given(days, st.integers(0, 60))
def test_a_due_day_is_worked_and_has_that_many_working_days_before_it(start, length):
    end = CALENDAR.after(start, length)
    between = sum(CALENDAR.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert CALENDAR.works(end)
    assert between == max(length, 0 if CALENDAR.works(start) else 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start, months, end):
    assert months_after(start, months) == end
    assert due(start, months, Unit.MONTHS, CALENDAR) == end


def test_plain_days_are_plain():
    assert due(date(2026, 3, 6), 14, Unit.DAYS, CALENDAR) == date(2026, 3, 20)


def test_the_shipped_calendar_has_eight_holidays_a_year_from_2024_to_2028():
    assert [sum(day.year == year for day in CALENDAR.holidays) for year in range(2023, 2030)] == [0, 8, 8, 8, 8, 8, 0]
    assert all(day.weekday() < 5 for day in CALENDAR.holidays)
