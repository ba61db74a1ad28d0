"""Plays the whole year into an office that has just been founded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from evenhand.clerk.integrate import Integrator
from evenhand.demo.calendar import QUIET, Calendar
from evenhand.demo.cast import in_role
from evenhand.demo.oversight import timetable
from evenhand.demo.plan import plan_year
from evenhand.demo.play import Player
from evenhand.demo.staff import Hired, declare, hire, keyring
from evenhand.demo.stage import OfficeStage, SettableClock
from evenhand.office.context import Office
from evenhand.office.keyring import Keyring
from evenhand.process.codes import Role
from evenhand.records.load import rulebook_in_force
from evenhand.vault.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Built:
    """The staff with their passwords, and the complainants' phrases by the index of their complaint."""

    staff: list[Hired]
    phrases: dict[int, Phrase] = field(repr=False)


def build(
    office: Office,
    clock: SettableClock,
    integrator: Integrator,
    keys: Keyring,
    *,
    now: datetime,
    complaints: int,
    days: int,
    say: Callable[[str], None],
) -> Built:
    """Hire the staff and play the year, up to a little before `now`. The clock stands at `first_moment`. Raises Stuck.

    `keys` are those that hold the teams' keys at the founding.
    """
    staff = hire(office, keys)
    refs, keyrings = {one.member.login: one.ref for one in staff}, {one.ref: keyring(office, one) for one in staff}
    stage = OfficeStage(office, clock, integrator, refs, keyrings)
    rulebook = rulebook_in_force()
    calendar = Calendar(now - QUIET, office.timezone, rulebook.working_days)
    stage.beside = timetable(office, refs, keyrings[refs[in_role(Role.CASE_MANAGER)[0].login]], calendar, days)
    stage.beside.setdefault(calendar.day(days // 2), []).append(partial(declare, office, staff))
    player = Player(stage, calendar, rulebook, say)
    player.play(plan_year(complaints, days), calendar.day(days - 1))
    declare(office, staff)
    stage.integrate()
    return Built(staff, stage.phrases)
