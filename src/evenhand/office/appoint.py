"""Make and end appointments, which give and take roles (B4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.settle import withdraw
from evenhand.office.teams import settle_teams
from evenhand.process import appointing
from evenhand.process.appointing import EndAppointment, MakeAppointment
from evenhand.process.facts import Recorded, Refusal
from evenhand.process.teams import KEY_ROLES
from evenhand.records.load import people
from evenhand.records.models import Account, Appointment
from evenhand.vault.keys import PublicKey


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
    keys: Keyring | None = None,
) -> str | Refusal:
    """Appoint a person to a role; returns the appointment's reference. `by` is an appointing authority, or the founding.

    `background` is from where they come, and `left` the day on which they left the leadership's office, if it is from there. A
    team's keys are granted with `keys`, where they can; otherwise they wait for a member who comes by. Raises VaultError.
    """
    ref, since = f"a-{office.entropy(5).hex()}", since or office.today()
    made = _appoint(office, by, MakeAppointment(ref, person, role, since, until, background, left))
    if isinstance(made, str):
        settle_teams(office, keys)
    return made


@decided_again
def _appoint(office: Office, by: str, command: MakeAppointment) -> str | Refusal:
    seen = newest()
    fact = appointing.appoint(command, by, people(), office.today())
    if isinstance(fact, Refusal):
        return fact
    proof = _proof(office, command)
    fact = replace(fact, data={**fact.data, "stand_in": hashlib.sha256(proof).hexdigest() if proof else None})

    def write(recorded: Sequence[Recorded]) -> None:
        Appointment.objects.create(
            ref=command.ref,
            person_id=command.person,
            role=command.role,
            by=by,
            since=command.since,
            until=command.until,
            background=command.background,
            cools_off=fact.data["cools_off"] and date.fromisoformat(fact.data["cools_off"]),
            stand_in=proof,
            entry=recorded[0].index,
        )

    record(office, [fact], write, seen)
    return command.ref


def _proof(office: Office, command: MakeAppointment) -> bytes | None:
    """That keys may be granted to this person: for roles that work on cases or oversee them, and no others."""
    if command.role not in KEY_ROLES:
        return None
    public = Account.objects.values_list("public", flat=True).get(ref=command.person)
    return office.vouch([(command.person, PublicKey(bytes(public)))])[0]


def end_appointment(office: Office, by: str, ref: str, until: date | None = None) -> Refusal | None:
    """End an appointment: from `until` (default today) the person no longer holds the role, and the keys that came with it.

    Raises VaultError where a team's new key cannot be vouched for; the appointment has ended then, and the clerk takes the keys.
    """
    refusal = _end(office, by, EndAppointment(ref, until or office.today()))
    if refusal is None:
        take_back(office, Appointment.objects.values_list("person", flat=True).get(ref=ref))
    return refusal


def take_back(office: Office, person: str) -> None:
    """Take the keys back that the person holds under appointments that have ended."""
    settle_teams(office, None)
    withdraw(office, Account.objects.values_list("key", flat=True).get(ref=person))


@decided_again
def _end(office: Office, by: str, command: EndAppointment) -> Refusal | None:
    seen = newest()
    fact = appointing.end(command, by, people(), office.today())
    if isinstance(fact, Refusal):
        return fact

    def write(recorded: Sequence[Recorded]) -> None:
        row = Appointment.objects.filter(ref=command.ref)
        row.update(until=command.until, ended_entry=recorded[0].index)

    record(office, [fact], write, seen)
    return None
