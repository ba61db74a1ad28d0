"""Set up an account from a password that is good enough: its keys are made, and the second factor is shown once."""

from dataclasses import dataclass, field

from evenhand.office.context import Office
from evenhand.office.create_account import NewAccount, create_account, name_fault
from evenhand.office.work_address import address_fault
from evenhand.process.appointing import may_set_up
from evenhand.process.facts import Refusal
from evenhand.records.load import people
from evenhand.vault.password import enrol
from evenhand.vault.password_policy import password_faults
from evenhand.vault.totp import TotpSecret, totp_uri


@dataclass(frozen=True, slots=True)
class SetUp:
    """An account's reference, and the second factor that is to be given to its person; `uri` is what a QR code holds."""

    ref: str
    secret: TotpSecret = field(repr=False)
    uri: str = field(repr=False)


def set_up_account(
    office: Office, by: str, login: str, name: str, email: str, password: str, issuer: str
) -> SetUp | Refusal:
    """Create the account. `by` is an administrator's reference, or the founding; `issuer` is what authenticators show.

    Raises VaultError.
    """
    # asked before the slow hash, which is neither for everybody to start nor for nothing
    refusal = may_set_up(by, people(), office.today()) or name_fault(login, name) or address_fault(email)
    if refusal is not None:
        return refusal
    faults = password_faults(password, login, email)
    if faults:
        return Refusal("password", " ".join(faults), "new")
    enrolment = enrol(password, office.entropy)
    ref = create_account(office, by, NewAccount(login, name, enrolment, email))
    if isinstance(ref, Refusal):
        return ref
    return SetUp(ref, enrolment.totp_secret, totp_uri(enrolment.totp_secret, login, issuer))
