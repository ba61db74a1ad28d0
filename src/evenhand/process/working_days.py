"""Counting days: the opening day is day zero, and a working day is neither at the weekend nor a listed public
holiday.

Source: DOMAIN 5.5 (a calendar per jurisdiction). The holidays stand in the rulebook, so a promise made under it never
moves. After the last year listed there, holidays count as ordinary days: the promise then falls earlier, to the
handler's cost alone.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.process.codes import Unit

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The calendar of one region. `weekend` holds weekdays, Monday being 0."""

    region: str
    weekend: frozenset[int]
    holidays: frozenset[date]

    def works(self, day: date) -> bool:
        """Whether that day is a working day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def after(self, start: date, length: int) -> date:
        """The working day that many working days after `start`; for 0, `start` or the next working day."""
        day = start
        while length > 0 or not self.works(day):
            day += timedelta(days=1)
            if self.works(day):
                length -= 1
        return day


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    whole = start.year * 12 + start.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def due(start: date, length: int, unit: Unit, working_days: WorkingDays) -> date:
    """The last day on which a clock that began on `start` is kept."""
    match unit:
        case Unit.WORKING_DAYS:
            return working_days.after(start, length)
        case Unit.MONTHS:
            return months_after(start, length)
        case Unit.DAYS:
            return start + timedelta(days=length)
