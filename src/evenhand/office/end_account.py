"""End an account: asked for by an administrator, confirmed by a second person, once all that the person held is given to others.

Then nothing of theirs works any more, in any web worker: their slots are in the one key agent, each page asks whether the account
is there, and each act is decided on the people as they are when it is written.
"""

from collections.abc import Sequence
from dataclasses import replace

from evenhand.office.appoint import take_back
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.note_reach import stakes_of
from evenhand.office.office_act import newest, record
from evenhand.office.sign_in import sign_out_everywhere
from evenhand.process import leaving
from evenhand.process.facts import Recorded, Refusal
from evenhand.process.leaving import EndAccount
from evenhand.records.load import people
from evenhand.records.models import Account, Appointment, NewDevice, PasskeyUse, WorkAddress
from evenhand.records.queries.leaving import asked_ends, held_by
from evenhand.records.queries.reach import opens_alone
from evenhand.records.queries.register import size
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.keys import key_id

NOT_ASKED = Refusal(
    "not-asked",
    "Nobody asked for this within the last week. An administrator has to ask for it first, with a reason.",
)


@decided_again
def ask_to_end_account(office: Office, by: str, account: str, reason: str) -> Refusal | None:
    """Log that an administrator asks for the end of an account. Nothing changes until a second person confirms it."""
    seen = newest()
    fact = leaving.ask_to_end(account, reason, by, people(waiting=True), office.today())
    if isinstance(fact, Refusal):
        return fact
    record(office, [fact], _nothing, seen)
    return None


@decided_again
def declare_materials(office: Office, by: str, materials: str) -> Refusal | None:
    """Log what case materials somebody has whose account is to end. Another declaration takes the place of an earlier one."""
    seen = newest()
    fact = leaving.declare_materials(by, materials, leaving=by in asked_ends(office.today()))
    if isinstance(fact, Refusal):
        return fact
    record(office, [fact], _nothing, seen)
    return None


def confirm_end_of_account(office: Office, agent: AgentClient, second: str, account: str) -> Refusal | None:
    """End the account as it was asked for within the last week; `second` is who confirms it."""
    asked = asked_ends(office.today()).get(account)
    if asked is None:
        return NOT_ASKED
    return end_account(office, agent, EndAccount(account, asked.reason, asked.by, second))


def end_account(office: Office, agent: AgentClient, command: EndAccount) -> Refusal | None:
    """End the account and its appointments in one act of two people; every session, slot and grant of the person ends.

    Raises VaultError where a team's new key cannot be vouched for; the account has ended then, and the clerk takes the keys.
    """
    refusal = _end(office, command)
    if refusal is None:
        sign_out_everywhere(agent, command.account)
        take_back(office, command.account)
        NewDevice.objects.filter(account=command.account).delete()
        PasskeyUse.objects.filter(account=command.account).delete()
    return refusal


@decided_again
def _end(office: Office, command: EndAccount) -> Refusal | None:
    """What the person holds stands in no act of the office, so nothing at all may come between."""
    seen, today = size(), office.today()
    trustees = office.trustees()
    beside = [key_id(public) for public in (office.instance, trustees) if public is not None]
    alone = opens_alone(command.account, beside)
    held, notes = held_by(command.account), stakes_of(command.account, today).ever
    asked = asked_ends(today).get(command.account)
    facts = leaving.end_account(
        replace(command, materials=asked.materials) if asked else command,
        held,
        people(waiting=True),
        today,
        len(alone.teams) + alone.complaints,
        notes,
    )
    if isinstance(facts, Refusal):
        return facts

    def write(recorded: Sequence[Recorded]) -> None:
        *appointments, ended = recorded
        for one in appointments:
            row = Appointment.objects.filter(ref=one.data["appointment"])
            row.update(until=today, ended_entry=one.index)
        Account.objects.filter(ref=command.account).update(ended_entry=ended.index)
        WorkAddress.objects.filter(account=command.account).delete()

    record(office, facts, write, expected_size=seen)
    return None


def _nothing(recorded: Sequence[Recorded]) -> None:
    """No row changes."""
