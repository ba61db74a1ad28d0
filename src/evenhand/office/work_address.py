"""The work e-mail address of a member of staff: kept as its mark, so that one person is not given two accounts (ADR 0033).

Nothing is sent to it. Whoever asks for the account gives it, and so does who confirms; it stands in no row, no act and no log.
Who may not ask is told so before anybody looks at it.
"""

import hashlib

from evenhand.office.context import Office
from evenhand.process.facts import Refusal
from evenhand.records.models import WorkAddress
from evenhand.vault.work_address import work_address
from evenhand_register import canonical

SALT = 16
NONE = Refusal(
    "no-address", "Give the person’s work e-mail address: it shows that nobody gets a second account.", "email"
)
NOT_ONE = Refusal(
    "address",
    "This is not an e-mail address that is read here. Give the address alone, such as name@example.org.",
    "email",
)
TAKEN = Refusal(
    "address-taken",
    "Another account has this e-mail address, and one person has one account. It may be one that waits to be confirmed: "
    "`evenhand people list` names these, too. If somebody else had the address before, end that account or give it another address "
    "first.",
    "email",
)

DIFFERS = Refusal(
    "another-address",
    "This is not the work e-mail address that the account was set up with. Ask the person for it. If what was typed then is wrong, "
    "two people put it right with `evenhand people email`.",
    "email",
)
WITHOUT = Refusal(
    "without-address",
    "This account was set up without a work e-mail address, by an older version. Two people give it one first, with "
    "`evenhand people email`.",
)


def address_fault(text: str) -> Refusal | None:
    """Why this cannot be anybody's work address, if it cannot; whether it is somebody's is not asked."""
    if not text.strip():
        return NONE
    return None if work_address(text) else NOT_ONE


def mark_of(office: Office, text: str) -> str:
    """The mark of an address that has no fault. Raises VaultError where the instance key cannot be used."""
    return office.mark_address(work_address(text))


def is_taken(mark: str, but: str = "") -> Refusal | None:
    """Why no account but this one can have this mark, if another has."""
    return TAKEN if WorkAddress.objects.filter(mark=mark).exclude(account=but).exists() else None


def differs(office: Office, account: str, text: str) -> Refusal | None:
    """Why this is not the address of that account, if it is not. Raises VaultError."""
    mark = WorkAddress.objects.filter(account=account).values_list("mark", flat=True).first()
    if mark is None:
        return WITHOUT
    return address_fault(text) or (None if mark_of(office, text) == mark else DIFFERS)


def new_row(office: Office, account: str, mark: str) -> WorkAddress:
    """The row of an account, to be written with the act that holds its digest."""
    row = WorkAddress(account=account, mark=mark, salt=office.entropy(SALT))
    row.digest = address_digest(row)
    return row


def address_digest(row: WorkAddress) -> str:
    """SHA-256 (hex) over what an act vouches for in a row. Without the salt nobody can work it out again."""
    said = {"account": row.account, "mark": row.mark, "salt": bytes(row.salt).hex()}
    return hashlib.sha256(canonical.dumps(said)).hexdigest()
