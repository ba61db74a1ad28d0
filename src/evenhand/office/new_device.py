"""A new second factor: shown, confirmed by a code of it, then stored. Nothing changes before that (DESIGN 5.8).

It takes the password and a code of the present device. Where that is lost, an administrator and a second person allow another code
in its place, once and for a short time; the password is still needed, so neither of the two gets in.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from evenhand.office.context import Office
from evenhand.office.credentials import SECOND_FACTOR, write_credentials
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.office.proving import NOBODY, NOT_RIGHT, note_factor, note_step, proof_of, refused
from evenhand.office.sign_in import sign_out_everywhere
from evenhand.process.appointing import may_confirm, may_set_up
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.records.load import accounts_in_use, people
from evenhand.records.models import NewDevice, PasskeyUse
from evenhand.vault.agent.client import AgentClient, Permit
from evenhand.vault.agent.wire import Caller
from evenhand.vault.errors import AgentError, SignInRefused
from evenhand.vault.keys import PublicKey
from evenhand.vault.password import PasswordRecord
from evenhand.vault.permit import new_permit_code
from evenhand.vault.totp import TotpSecret, totp_uri

ALLOWED_FOR = timedelta(days=1)
"""How long a code in place of a lost device holds."""


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """A second factor to be shown once: `pending` names it when it is confirmed, `uri` is what a QR code holds."""

    pending: str
    secret: TotpSecret = field(repr=False)
    uri: str = field(repr=False)


def begin_device(
    office: Office, agent: AgentClient, caller: Caller, password: str, code: str, issuer: str
) -> ShownDevice | Refusal:
    """Show a new second factor to whoever has the password and a code of the present one, or the code that was allowed instead.

    Wrong name, password and code look and cost the same.
    """
    account = accounts_in_use().filter(login=caller.name).first()
    ref = account.ref if account else NOBODY
    allowed = NewDevice.objects.filter(account=ref).first()
    permit = Permit(bytes(allowed.proof), allowed.until) if allowed else None
    try:
        begun = agent.begin_device(proof_of(office, account, caller, password, code), permit)
    except AgentError as error:
        return refused(error)
    if begun.step is not None:
        note_step(ref, begun.step)
    return ShownDevice(begun.pending, begun.secret, totp_uri(begun.secret, caller.name, issuer))


def finish_device(office: Office, agent: AgentClient, login: str, pending: str, code: str) -> Refusal | None:
    """Store it, for a code of it: every session and slot of the person ends, and what allowed it is used up."""
    account = accounts_in_use().filter(login=login).first()
    if account is None:
        return NOT_RIGHT
    present, now = PasswordRecord.from_dict(account.credentials), int(office.now().timestamp())
    try:
        changed = agent.finish_device(pending, present, code, now)
    except SignInRefused:
        return Refusal(
            "wrong-code", "This is not a code of the new device. Wait for the next one, and type that.", "code"
        )
    except AgentError as error:
        return refused(error)
    refusal = write_credentials(office, account, changed, SECOND_FACTOR)
    if refusal is None:
        NewDevice.objects.filter(account=account.ref).delete()
        note_step(account.ref, changed.step)
        PasskeyUse.objects.filter(account=account.ref).delete()  # none of them is left
        note_factor(account.ref, None)  # its mark is learnt at the next sign-in
        sign_out_everywhere(agent, account.ref)
    return refusal


@decided_again
def allow_new_device(
    office: Office, by: str, second: str, login: str, prove: Callable[[PublicKey, int, str], bytes]
) -> str | Refusal:
    """Allow somebody whose device is lost to set up another; returns the code to be given to them, in person, and to nobody else.

    `by` is an administrator's reference, `second` that of who confirms it. `prove` has the instance key's proof made. An earlier
    code of theirs is void.
    """
    seen, everybody, today = newest(), people(), office.today()
    account = accounts_in_use().filter(login=login).first()
    ref = account.ref if account else ""
    refusal = may_set_up(by, everybody, today) or may_confirm(second, by, ref, everybody, today)
    if refusal is not None:
        return refusal
    if account is None:
        return Refusal("no-such-person", f"There is no account {login}. Check the list of people.", "login")
    until = int((office.now() + ALLOWED_FOR).timestamp())
    code = new_permit_code(office.entropy)
    proof = prove(PublicKey(bytes(account.public)), until, code)
    data = {
        "account": account.ref,
        "by": by,
        "proof": hashlib.sha256(proof).hexdigest(),
        "second": second,
        "holds_until": until,
    }

    def write(recorded: Sequence[Recorded]) -> None:
        row = {"proof": proof, "until": until, "entry": recorded[0].index}
        NewDevice.objects.update_or_create(account=account.ref, defaults=row)

    record(office, [Fact("new-device-allowed", data)], write, seen)
    return code
