"""A member of staff's own passkeys: what may stand in the place of the code at the sign-in, added and taken away by nobody else.

Password and code are asked for each time. A passkey is added only when its device has answered, and other sessions of the person
end, as with any change of their credentials. Where every device is lost, a new second factor takes the place of all (`new_device`).
"""

from evenhand.office.context import Office
from evenhand.office.credentials import PASSKEY_ADDED, PASSKEY_REMOVED, write_credentials
from evenhand.office.proving import note_passkey, note_step, proof_of, refused
from evenhand.office.sign_in import SignedIn, sign_out_everywhere
from evenhand.process.facts import Refusal
from evenhand.records.models import Account, PasskeyUse
from evenhand.vault.agent.client import AgentClient, Changed
from evenhand.vault.agent.passkeys import PasskeyAnswer
from evenhand.vault.agent.wire import Caller
from evenhand.vault.errors import AgentError
from evenhand.vault.passkey import MOST_PASSKEYS, Passkey
from evenhand.vault.password import PasswordRecord

_FULL = Refusal("passkeys", f"You have {MOST_PASSKEYS} passkeys, and nobody needs more. Remove one first.")
_ANOTHERS = Refusal(
    "shared-passkey",
    "This passkey serves another account too, so it does not show who you are. Nothing was changed: use another device.",
)


def passkeys_of(ref: str) -> tuple[Passkey, ...]:
    """The passkeys of an account, in the order in which they were added."""
    return PasswordRecord.from_dict(Account.objects.values_list("credentials", flat=True).get(ref=ref)).passkeys


def add_passkey(
    office: Office,
    agent: AgentClient,
    who: SignedIn,
    caller: Caller,
    password: str,
    code: str,
    made: PasskeyAnswer,
    label: str,
) -> Refusal | None:
    """Add the passkey that a device of theirs has just made; every other session and slot of the person ends."""
    account = Account.objects.get(ref=who.person.ref)
    if len(passkeys_of(account.ref)) >= MOST_PASSKEYS:
        return _FULL
    try:
        proof = proof_of(office, account, caller, password, code)
        changed, mark = agent.add_passkey(proof, made, label, office.today().isoformat())
    except AgentError as error:
        return refused(error)
    if not note_passkey(account.ref, mark, 0):
        return _ANOTHERS
    return _store(office, agent, who, account, changed, PASSKEY_ADDED)


def remove_passkey(
    office: Office, agent: AgentClient, who: SignedIn, caller: Caller, password: str, code: str, mark: str
) -> Refusal | None:
    """Take a passkey away; every other session and slot of the person ends."""
    account = Account.objects.get(ref=who.person.ref)
    if mark not in {one.mark for one in passkeys_of(account.ref)}:
        return Refusal("no-such-passkey", "You have no such passkey any more. Look at the list anew.", "mark")
    try:
        changed = agent.remove_passkey(proof_of(office, account, caller, password, code), mark)
    except AgentError as error:
        return refused(error)
    refusal = _store(office, agent, who, account, changed, PASSKEY_REMOVED)
    if refusal is None:
        PasskeyUse.objects.filter(mark=mark, account=account.ref).delete()
    return refusal


def _store(
    office: Office, agent: AgentClient, who: SignedIn, account: Account, changed: Changed, what: str
) -> Refusal | None:
    note_step(account.ref, changed.step)
    refusal = write_credentials(office, account, changed, what)
    if refusal is None:
        sign_out_everywhere(agent, account.ref, but=who.slot)
    return refusal
