"""What a member of staff does with their own password: change it, which ends every session but the one it is done in (DESIGN 5.8).

The keys stay the same, so nothing has to be granted anew. What the old password opens in an old copy of the database it opens
there for ever: only the account as it stands now is closed to it.
"""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.create_account import account_digest
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.office.proving import note_step, proof_of, refused
from evenhand.office.sign_in import SignedIn, sign_out_everywhere
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.records.models import Account
from evenhand.vault.agent.client import AgentClient, Changed
from evenhand.vault.agent.wire import Caller
from evenhand.vault.errors import AgentError
from evenhand.vault.password_policy import password_faults

PASSWORD, SECOND_FACTOR = "password", "second-factor"
PASSKEY_ADDED, PASSKEY_REMOVED = "passkey-added", "passkey-removed"


def change_password(
    office: Office, agent: AgentClient, who: SignedIn, caller: Caller, old: str, code: str, new: str
) -> Refusal | None:
    """Put a new password in place of the old one; every other session and slot of the person ends. A code is used up."""
    account = Account.objects.get(ref=who.person.ref)
    faults = (
        ["The new password is the old one. Choose another."] if new == old else password_faults(new, account.login)
    )
    if faults:
        return Refusal("password", " ".join(faults), "new")
    try:
        changed = agent.change_password(proof_of(office, account, caller, old, code), new)
    except AgentError as error:
        return refused(error)
    note_step(account.ref, changed.step)
    refusal = write_credentials(office, account, changed, PASSWORD)
    if refusal is None:
        sign_out_everywhere(agent, account.ref, but=who.slot)
    return refusal


@decided_again
def write_credentials(office: Office, before: Account, changed: Changed, what: str) -> Refusal | None:
    """Log that the account's own person changed its credentials, and store them, if the account is as it was `before`.

    The fact holds what the doctor compares the row with, and nothing of the credentials themselves.
    """
    seen = newest()
    account = Account.objects.filter(ref=before.ref, ended_entry=None, changed_entry=before.changed_entry).first()
    if account is None:
        return Refusal("changed-meanwhile", "Your account was changed meanwhile. Sign in again, then begin again.")
    account.credentials = changed.record.to_dict()
    data = {"account": account.ref, "by": account.ref, "row": account_digest(account), "what": what}

    def write(recorded: Sequence[Recorded]) -> None:
        account.changed_entry = recorded[0].index
        account.save(update_fields=["credentials", "changed_entry"])

    record(office, [Fact("credentials-changed", data)], write, seen)
    return None
