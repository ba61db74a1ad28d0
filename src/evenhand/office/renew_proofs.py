"""Proofs of before 2026-11-22, made anew: those said that a public half is somebody's of the staff, and not whose (ADR 0022).

Nothing but a proof that the instance key made itself is renewed, for the row that the acts call for: what somebody wrote into the
database meanwhile stays without one, and the doctor names it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from django.db.models import QuerySet

from evenhand.office.context import Office
from evenhand.office.create_account import account_digest
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.process.codes import Role
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.state import CLERK
from evenhand.records.load import as_recorded
from evenhand.records.models import Account, Appointment, Record
from evenhand.vault.keys import PublicKey

OLD = 32
"""Bytes of such a proof."""
type Renew = Callable[[Sequence[tuple[str, PublicKey, bytes]]], list[bytes]]
"""For each staff reference, public half and old proof a new one by the agent's own program, or nothing if the old is not ours."""
_ACCOUNTS = ("account-created", "credentials-changed", "keys-exchanged")


@decided_again
def renew_proofs(office: Office, renew: Renew) -> int | Refusal:
    """Log and store a new proof for each appointment that has an old one; returns how many. Raises VaultError."""
    seen = newest()
    rows = [row for row in Appointment.objects.exclude(stand_in=None) if len(bytes(row.stand_in or b"")) == OLD]
    ours = [row for row in rows if _as_said(row)] if rows else []
    accounts = Account.objects.in_bulk([row.person_id for row in ours])
    asked = [
        (row.person_id, PublicKey(bytes(accounts[row.person_id].public)), bytes(row.stand_in or b"")) for row in ours
    ]
    proofs = renew(asked) if asked else []
    return _note(office, {row.ref: proof for row, proof in zip(ours, proofs, strict=True) if proof}, seen)


@decided_again
def first_proofs(office: Office) -> int | Refusal:
    """Log and store a proof for each overseer whom a version appointed that granted overseers no key; returns how many.

    Raises VaultError.
    """
    seen = newest()
    without = Appointment.objects.filter(
        role=Role.OVERSEER, stand_in=None, ended_entry=None, person__ended_entry=None
    )
    rows = [row for row in without.select_related("person") if _as_said(row)]
    proofs = office.vouch([(row.person_id, PublicKey(bytes(row.person.public))) for row in rows]) if rows else []
    return _note(office, {row.ref: proof for row, proof in zip(rows, proofs, strict=True)}, seen)


def _note(office: Office, made: Mapping[str, bytes], seen: int) -> int:
    """Log and store these proofs, by appointment; returns how many."""
    facts = [
        Fact(
            "proof-renewed",
            {"appointment": ref, "by": CLERK, "stand_in": hashlib.sha256(proof).hexdigest()},
        )
        for ref, proof in made.items()
    ]
    if not facts:
        return 0

    def write(recorded: Sequence[Recorded]) -> None:
        for one in recorded:
            row = Appointment.objects.filter(ref=one.data["appointment"])
            row.update(stand_in=made[one.data["appointment"]])

    record(office, facts, write, seen)
    return len(facts)


def _as_said(row: Appointment) -> bool:
    """Whether this proof is the one that the acts call for, and the account as the newest act about it has it."""
    made = _said(Record.objects.filter(entry=row.entry, act="appointment-made"))
    about = Record.objects.filter(act__in=_ACCOUNTS).order_by("entry_id")
    accounts = [one for one in _said(about) if one.data["account"] == row.person_id]
    exchanged = [one for one in accounts if one.act == "keys-exchanged" and one.index > row.entry]
    proof = [*made, *exchanged][-1:]
    stored = hashlib.sha256(bytes(row.stand_in)).hexdigest() if row.stand_in else None
    return (
        [one.data["person"] for one in made] == [row.person_id]
        and [one.data["role"] for one in made] == [row.role]
        and [one.data["stand_in"] for one in proof] == [stored]
        and [one.data["row"] for one in accounts[-1:]] == [account_digest(row.person)]
    )


def _said(rows: QuerySet[Record]) -> list[Recorded]:
    return list(as_recorded(rows.values_list("entry_id", "facts", "entry__record")))
