"""Create an account for a member of staff (DESIGN 5.8). It has no role until somebody appoints the person."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.office.work_address import address_fault, is_taken, mark_of, new_row
from evenhand.process.appointing import FOUNDING, may_set_up
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.records.load import people
from evenhand.records.models import Account
from evenhand.vault.keys import key_id
from evenhand.vault.password import Enrolment
from evenhand_register import canonical

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,78}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A sign-in name, the name that colleagues and parties see, the keys that the person's password opens, and a work address."""

    login: str
    name: str
    enrolment: Enrolment = field(repr=False)
    email: str = field(repr=False)


def create_account(office: Office, by: str, new: NewAccount) -> str | Refusal:
    """Log and create the account; returns its stable reference. `by` is an administrator's reference, or the founding.

    What the founding makes can be used at once; any other account waits for a second person (`office.confirm_account`).
    Raises VaultError.
    """
    refusal = may_set_up(by, people(), office.today()) or address_fault(new.email)
    return refusal or _create(office, by, new, mark_of(office, new.email))


@decided_again
def _create(office: Office, by: str, new: NewAccount, mark: str) -> str | Refusal:
    seen = newest()
    refusal = may_set_up(by, people(), office.today()) or _fault(new) or is_taken(mark)
    if refusal is not None:
        return refusal
    public = new.enrolment.record.public
    account = Account(
        ref=f"s-{office.entropy(5).hex()}",
        login=new.login,
        name=new.name.strip(),
        key=key_id(public),
        public=bytes(public),
        credentials=new.enrolment.record.to_dict(),
    )
    address = new_row(office, account.ref, mark)
    data = {
        "account": account.ref,
        "address": address.digest,
        "by": by,
        "key": account.key,
        "row": account_digest(account),
    }
    waits = by != FOUNDING
    fact = Fact("account-created", {**data, "waits": True} if waits else data)

    def write(recorded: Sequence[Recorded]) -> None:
        account.entry = recorded[0].index
        account.confirmed_entry = None if waits else account.entry
        account.save(force_insert=True)
        address.entry = account.entry
        address.save(force_insert=True)

    record(office, [fact], write, seen)
    return account.ref


def account_digest(account: Account) -> str:
    """SHA-256 (hex) over what an act vouches for in an account's row."""
    row = {
        "credentials": account.credentials,
        "key": account.key,
        "login": account.login,
        "name": account.name,
        "public": bytes(account.public).hex(),
    }
    return hashlib.sha256(canonical.dumps(row)).hexdigest()


def name_fault(login: str, name: str) -> Refusal | None:
    """Why an account cannot have these names, if it cannot."""
    if not _LOGIN.fullmatch(login):
        return Refusal(
            "login",
            "A sign-in name has 2 to 79 small letters, digits, dots, dashes or underscores, and begins with a letter or digit.",
            "login",
        )
    if not name.strip():
        return Refusal("name", "Give the name that colleagues and parties will see.", "name")
    if Account.objects.filter(login=login).exists():
        return Refusal("login-taken", "Another account has this sign-in name. Choose another.", "login")
    return None


def _fault(new: NewAccount) -> Refusal | None:
    refusal = name_fault(new.login, new.name)
    if refusal is not None:
        return refusal
    if Account.objects.filter(key=key_id(new.enrolment.record.public)).exists():
        return Refusal("key-taken", "Another account has these keys. Have new ones drawn for each account.")
    return None
