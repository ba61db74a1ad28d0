"""Give somebody's account a work e-mail address, or another one: for accounts of before there were any, and for one that changed.

An administrator does it and a second person confirms it, for whoever did it alone could set somebody's address free and make them
a second account.
"""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.office.work_address import address_fault, is_taken, mark_of, new_row
from evenhand.process.appointing import may_confirm, may_set_up
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.records.load import people
from evenhand.records.models import Account, WorkAddress


def give_address(office: Office, by: str, second: str, login: str, address: str) -> Refusal | None:
    """Log and store it. `by` is an administrator's reference, `second` that of who confirms it. Raises VaultError."""
    found = _whose(office, by, second, login)
    refusal = found if isinstance(found, Refusal) else address_fault(address)
    return refusal or _give(office, by, second, login, mark_of(office, address))


@decided_again
def _give(office: Office, by: str, second: str, login: str, mark: str) -> Refusal | None:
    seen = newest()
    account = _whose(office, by, second, login)
    if isinstance(account, Refusal):
        return account
    refusal = is_taken(mark, but=account.ref)
    if refusal is not None:
        return refusal
    row = new_row(office, account.ref, mark)
    data = {"account": account.ref, "address": row.digest, "by": by, "second": second}

    def write(recorded: Sequence[Recorded]) -> None:
        row.entry = recorded[0].index
        WorkAddress.objects.filter(account=row.account).delete()
        row.save(force_insert=True)

    record(office, [Fact("address-given", data)], write, seen)
    return None


def _whose(office: Office, by: str, second: str, login: str) -> Account | Refusal:
    """The account, or why these two cannot give it an address."""
    everybody, today = people(), office.today()
    account = Account.objects.filter(login=login, ended_entry=None).first()  # also one that waits to be confirmed
    # its owner may be one of the two: where there is one administrator, nobody else could
    refusal = may_set_up(by, everybody, today) or may_confirm(second, by, "", everybody, today)
    if refusal is not None:
        return refusal
    return account or Refusal("no-such-person", f"There is no account {login}. Check the list of people.", "login")
