"""Who may hold an account, a role and an appointment, and who may give them (B4). Acts of the office, not of a case.

The founding is the one exception: while nobody is an appointing authority, the acts that set the office up are by `founding`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evenhand.process import provenance
from evenhand.process.codes import CASE_ROLES, WALLED_ROLES, Background, Role
from evenhand.process.facts import Fact, Refusal
from evenhand.process.provenance import DECIDES, OF_LEADERSHIP, SECONDED, months_of
from evenhand.process.state import Appointment, Person
from evenhand.process.working_days import months_after

FOUNDING = "founding"
SETS_UP = frozenset({Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY})
"""Roles without which the founding could act again."""


@dataclass(frozen=True, slots=True)
class MakeAppointment:
    """Give `person` (a staff reference) a role from `since` until the day before `until`, or without end."""

    ref: str
    person: str
    role: str
    since: date
    until: date | None = None
    background: str | None = None
    """From where they come. Only the founding may leave it open."""
    left: date | None = None
    """The day on which they left the leadership's office, if that is where they come from."""


@dataclass(frozen=True, slots=True)
class EndAppointment:
    """End an appointment: `until` is the first day on which it no longer holds."""

    ref: str
    until: date


def may_set_up(by: str, people: Mapping[str, Person], today: date) -> Refusal | None:
    """Whether `by` may create accounts and adopt rulebooks: an administrator, or the founding before there is one."""
    return _may(by, Role.ADMINISTRATOR, people, today)


def may_appoint(by: str, people: Mapping[str, Person], today: date) -> Refusal | None:
    """Whether `by` may make and end appointments: an appointing authority, or the founding before there is one."""
    return _may(by, Role.APPOINTING_AUTHORITY, people, today)


def may_confirm(second: str, by: str, account: str, people: Mapping[str, Person], today: date) -> Refusal | None:
    """Whether `second` may confirm what an administrator does to somebody's account, so that no administrator does it alone.

    An administrator or an appointing authority, and neither whom it is about nor who began it.
    """
    if account in (second, by):
        return Refusal("own-account", "Nobody decides this about themselves. Ask two others.", "second")
    if second == by:
        return Refusal(
            "second-person",
            "A second person has to confirm this: another administrator or appointing authority.",
            "second",
        )
    found = people.get(second)
    if found is None or not found.roles(today) & {Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY}:
        return Refusal(
            "second-person", "Only an administrator or an appointing authority can confirm this.", "second"
        )
    return None


def may_set_trustees(by: str, second: str | None, people: Mapping[str, Person], today: date) -> Refusal | None:
    """Whether these two may say who holds the trustees' key: as two people, or the founding alone before there is anybody."""
    refusal = may_set_up(by, people, today)
    if refusal is not None or (by == FOUNDING and second is None):
        return refusal
    return may_confirm(second or by, by, "", people, today)


def appoint(command: MakeAppointment, by: str, people: Mapping[str, Person], today: date) -> Fact | Refusal:
    """The fact of an appointment, or why it cannot be made."""
    refusal = may_appoint(by, people, today) or _appointment_fault(command, by, people)
    if refusal is not None:
        return refusal
    cools_off = provenance.cools_off(command.role, command.background, command.left)
    return Fact(
        "appointment-made",
        {
            "appointment": command.ref,
            "by": by,
            "person": command.person,
            "role": command.role,
            "since": command.since.isoformat(),
            "until": command.until.isoformat() if command.until else None,
            "background": command.background,
            "cools_off": cools_off.isoformat() if cools_off else None,
        },
    )


def end(command: EndAppointment, by: str, people: Mapping[str, Person], today: date) -> Fact | Refusal:
    """The fact that an appointment ends, or why it cannot."""
    refusal = may_appoint(by, people, today)
    if refusal is not None:
        return refusal
    appointment = _find(command.ref, people)
    if appointment is None:
        return Refusal(
            "no-such-appointment", "There is no appointment with this reference. Check the list of people.", "ref"
        )
    if command.until < today or (appointment.until is not None and appointment.until <= command.until):
        return Refusal("not-later", "An appointment cannot be ended in the past or after it has ended.", "until")
    if appointment.role in SETS_UP and not _held_by_another(appointment, people, command.until):
        return Refusal(
            "last-one",
            f"This is the last {appointment.role.replace('-', ' ')}, and without one the office would be founded anew by whoever "
            "runs the machine: appoint another first.",
            "ref",
        )
    return Fact("appointment-ended", {"appointment": command.ref, "by": by, "until": command.until.isoformat()})


def _may(by: str, role: Role, people: Mapping[str, Person], today: date) -> Refusal | None:
    holders = [person for person in people.values() if role in person.roles(today)]
    if by == FOUNDING:
        if not holders:
            return None
        return Refusal("founded", f"The office is founded: from now on this is done by its {role.replace('-', ' ')}.")
    if any(person.ref == by for person in holders):
        return None
    return Refusal("not-permitted", f"Only the {role.replace('-', ' ')} can do this. Ask them.")


def _appointment_fault(command: MakeAppointment, by: str, people: Mapping[str, Person]) -> Refusal | None:
    person = people.get(command.person)
    if person is None:
        return Refusal(
            "no-such-person",
            "There is no account with this reference that can be used. Create it, or have it confirmed, first.",
            "person",
        )
    if command.role not in set(Role):
        return Refusal("no-such-role", f"There is no role named {command.role}.", "role")
    if command.person == by:
        return Refusal("own-appointment", "Nobody appoints themselves. Ask another appointing authority.", "person")
    if command.until is not None and command.until <= command.since:
        return Refusal(
            "ends-before-it-begins", "The appointment would end before it begins. Check the dates.", "until"
        )
    return (
        provenance.fault(command.role, command.background, command.left, founding=by == FOUNDING)
        or _wall_fault(command, person)
        or _cooling_off_fault(command, person)
        or _insider_fault(command, person)
        or _seconded_fault(command, person)
    )


def _wall_fault(command: MakeAppointment, person: Person) -> Refusal | None:
    """Nobody holds a case role and a walled role on the same day (B1), nor any other role while an outside handler (B9)."""
    role = Role(command.role)
    against = _against(role)
    clash = next((held for held in person.appointments if held.role in against and _overlap(held, command)), None)
    if clash is None:
        return None
    outside = Role.OUTSIDE_HANDLER in (role, clash.role)
    why = (
        "whoever handles from outside holds no other role"
        if outside
        else "nobody works on cases and holds that office"
    )
    return Refusal(
        "wall",
        f"This person is {clash.role.replace('-', ' ')} in the same time, and {why}: "
        "end the other appointment first, or appoint somebody else.",
        "role",
    )


def _against(role: Role) -> frozenset[Role]:
    """The roles that nobody holds in the same time."""
    if role is Role.OUTSIDE_HANDLER:
        return frozenset(Role) - {role}
    return WALLED_ROLES | {Role.OUTSIDE_HANDLER} if role in CASE_ROLES else CASE_ROLES


def _cooling_off_fault(command: MakeAppointment, person: Person) -> Refusal | None:
    """Nobody comes from the leadership's office straight to a case (B4)."""
    if command.role not in CASE_ROLES:
        return None
    months = months_of(command.role)
    left = [held.until for held in person.appointments if held.role in OF_LEADERSHIP and held.until is not None]
    left += [command.left] if command.left else []
    free_from = max((months_after(until, months) for until in left), default=command.since)
    if command.since >= free_from:
        return None
    return Refusal(
        "cooling-off",
        f"This person held an office of the leadership not long ago, and can be {command.role.replace('-', ' ')} from "
        f"{free_from.isoformat()} at the earliest: appoint somebody else, or from that day.",
        "since",
    )


def _insider_fault(command: MakeAppointment, person: Person) -> Refusal | None:
    """Nobody who worked in this office comes to it from outside soon after (B9)."""
    left = [
        held.until for held in person.appointments if held.role != Role.OUTSIDE_HANDLER and held.until is not None
    ]
    free_from = max((months_after(until, provenance.COOLING_OFF) for until in left), default=command.since)
    if command.role != Role.OUTSIDE_HANDLER or command.since >= free_from:
        return None
    return Refusal(
        "not-from-outside",
        "This person held a role in this office not long ago, and comes from outside from "
        f"{free_from.isoformat()} at the earliest: appoint somebody else, or from that day.",
        "since",
    )


def _seconded_fault(command: MakeAppointment, person: Person) -> Refusal | None:
    """Nobody whom the leadership has lent decides, neither meanwhile nor straight after, under whichever appointment (B4)."""
    lent = command.background == Background.SECONDED
    if command.role in DECIDES:
        spells = [held for held in person.appointments if held.background == Background.SECONDED]
        months = months_of(command.role)
        if lent or any(one.until is None or command.since < months_after(one.until, months) for one in spells):
            return SECONDED
    decides = any(held.role in DECIDES and _overlap(held, command) for held in person.appointments)
    return SECONDED if lent and decides else None


def _overlap(held: Appointment, new: MakeAppointment) -> bool:
    starts_before_held_ends = held.until is None or new.since < held.until
    ends_after_held_starts = new.until is None or held.since < new.until
    return starts_before_held_ends and ends_after_held_starts


def _held_by_another(ending: Appointment, people: Mapping[str, Person], day: date) -> bool:
    held = (one for person in people.values() for one in person.appointments)
    return any(one.ref != ending.ref and one.role == ending.role and one.holds(day) for one in held)


def _find(ref: str, people: Mapping[str, Person]) -> Appointment | None:
    held = (appointment for person in people.values() for appointment in person.appointments)
    return next((appointment for appointment in held if appointment.ref == ref), None)
