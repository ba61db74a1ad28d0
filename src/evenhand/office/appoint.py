"""Make and end appointments, which give and take roles (B4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.process import appointing
from evenhand.process.appointing import EndAppointment, MakeAppointment
from evenhand.process.codes import CASE_ROLES
from evenhand.process.facts import Recorded, Refusal
from evenhand.records.load import people
from evenhand.records.models import Appointment


@decided_again
def appoint(
    office: Office,
    by: str,
    person: str,
    role: str,
    *,
    since: date | None = None,
    until: date | None = None,
    background: str | None = None,
    left: date | None = None,
    stand_in: bytes | None = None,
) -> str | Refusal:
    """Appoint a person to a role; returns the appointment's reference. `by` is an appointing authority, or the founding.

    `background` is from where they come, and `left` the day on which they left the leadership's office, if it is from there.

    `stand_in` is the proof that lets the instance key open cases for this person; case roles need one, no other role has one.
    """
    seen, today = newest(), office.today()
    command = MakeAppointment(f"a-{office.entropy(5).hex()}", person, role, since or today, until, background, left)
    fact = appointing.appoint(command, by, people(), today)
    if isinstance(fact, Refusal):
        return fact
    if role not in CASE_ROLES:
        stand_in = None
    fact = replace(fact, data={**fact.data, "stand_in": hashlib.sha256(stand_in).hexdigest() if stand_in else None})

    def write(recorded: Sequence[Recorded]) -> None:
        Appointment.objects.create(
            ref=command.ref,
            person_id=person,
            role=role,
            by=by,
            since=command.since,
            until=until,
            background=background,
            cools_off=fact.data["cools_off"] and date.fromisoformat(fact.data["cools_off"]),
            stand_in=stand_in,
            entry=recorded[0].index,
        )

    record(office, [fact], write, seen)
    return command.ref


@decided_again
def end_appointment(office: Office, by: str, ref: str, until: date | None = None) -> Refusal | None:
    """End an appointment: from `until` (default today) the person no longer holds the role."""
    seen, today = newest(), office.today()
    command = EndAppointment(ref, until or today)
    fact = appointing.end(command, by, people(), today)
    if isinstance(fact, Refusal):
        return fact

    def write(recorded: Sequence[Recorded]) -> None:
        Appointment.objects.filter(ref=ref).update(until=command.until, ended_entry=recorded[0].index)

    record(office, [fact], write, seen)
    return None
