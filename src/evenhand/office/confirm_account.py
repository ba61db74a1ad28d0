"""Confirm an account that an administrator set up: from then on it can be signed in to and appointed (DOMAIN B4).

Who confirms it types the person's work address as well, for nobody is shown it: so no one person alone says which it is (ADR 0033).
"""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.office.work_address import differs
from evenhand.process import joining
from evenhand.process.appointing import FOUNDING, may_confirm
from evenhand.process.facts import Recorded, Refusal
from evenhand.records.load import people
from evenhand.records.models import Account
from evenhand.records.queries.joining import waiting_accounts

NOT_WAITING = Refusal(
    "not-waiting", "No such account waits to be confirmed. Somebody may have done it: see the list of people."
)


@decided_again
def confirm_account(office: Office, second: str, account: str, email: str) -> Refusal | None:
    """Log and confirm it; `second` is the reference of who does, `email` the address that they know. Raises VaultError."""
    seen = newest()
    waits = waiting_accounts().get(account)
    if waits is None:
        return may_confirm(second, FOUNDING, account, people(), office.today()) or NOT_WAITING
    fact = joining.confirm_account(account, waits.by, second, people(), office.today())
    if isinstance(fact, Refusal):
        return fact
    refusal = differs(office, account, email)
    if refusal is not None:
        return refusal

    def write(recorded: Sequence[Recorded]) -> None:
        Account.objects.filter(ref=account).update(confirmed_entry=recorded[0].index)

    record(office, [fact], write, seen)
    return None
