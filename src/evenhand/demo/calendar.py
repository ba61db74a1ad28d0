"""When turns are taken: days counted back from the end, office hours, and the last day, which ends with the present moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from evenhand.demo.chance import Chance
from evenhand.demo.scene import Wait
from evenhand.process.working_days import WorkingDays

_OPENS, _CLOSES = 0.1, 0.72
"""Office hours as parts of the day of a demonstration, which runs from six in the morning until half past nine."""
_MORNING, _LENGTH = time(6), timedelta(hours=15, minutes=30)
QUIET = timedelta(minutes=15)
"""A demonstration stops so long before the moment at which it is built, so that no act of it is dated later than that."""


class At(NamedTuple):
    """A place in time: the day, and how much of it has gone."""

    day: date
    hour: float


@dataclass(frozen=True, slots=True)
class Calendar:
    """`end` is the moment at which the demonstration stops, aware; days are those of `timezone`."""

    end: datetime
    timezone: ZoneInfo
    working: WorkingDays

    @property
    def last(self) -> date:
        """The last day: day 0."""
        return self.end.astimezone(self.timezone).date()

    def day(self, ago: int) -> date:
        """The day so many days before the last."""
        return self.last - timedelta(days=ago)

    def moment(self, at: At) -> datetime:
        """The moment in UTC. The last day is as long as what there is of it."""
        if at.day < self.last:
            return datetime.combine(at.day, _MORNING, self.timezone).astimezone(UTC) + at.hour * _LENGTH
        midnight = datetime.combine(at.day, time(), self.timezone).astimezone(UTC)
        return midnight + at.hour * (self.end.astimezone(UTC) - midnight)

    def after(self, at: At, wait: Wait, chance: Chance) -> At:
        """When a turn comes that waits so long. Staff take theirs on working days and in office hours."""
        part = chance.fraction()
        if not wait.working:
            hour = part if wait.days else at.hour + (1 - at.hour) * part / 2
            return At(at.day + timedelta(days=wait.days), hour)
        if wait.days == 0 and self.working.works(at.day) and at.hour < _CLOSES:
            begin = max(at.hour, _OPENS)
            return At(at.day, begin + (_CLOSES - begin) * part / 2)
        late = wait.days == 0 and self.working.works(at.day)
        return At(self.working.after(at.day, wait.days + late), _OPENS + (_CLOSES - _OPENS) * part)


def first_moment(now: datetime, days: int) -> datetime:
    """When the office of a demonstration that is built now was founded: at six in the morning, so many days ago."""
    return (now - QUIET - timedelta(days=days)).replace(hour=6, minute=0, second=0, microsecond=0)
