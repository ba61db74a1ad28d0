"""A forgotten password: new keys for somebody's account, allowed by two people, and everything granted again (ADR 0022).

The password was all that opened the old keys, so what these held is lost to their owner, and to nobody else. It is taken back from
the old keys in the same act, and waits for colleagues who come by: a team lets its member in again, and whoever opens a complaint
grants it. Nobody learns the new password by it, and the two who allow it get no key.
"""

import hashlib
from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.create_account import account_digest
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Access
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.proving import note_factor
from evenhand.office.sign_in import sign_out_everywhere
from evenhand.office.teams import settle_teams
from evenhand.process.appointing import may_confirm, may_set_up
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.teams import KEY_ROLES
from evenhand.records.append import EndedGrant
from evenhand.records.key_tasks import note_key_task
from evenhand.records.load import people
from evenhand.records.models import Account, Appointment, Compartment, Grant, NewDevice, SignIn
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.keys import key_id
from evenhand.vault.password import Enrolment


def give_new_keys(
    office: Office, agent: AgentClient, by: str, second: str, login: str, new: Enrolment, keys: Keyring | None = None
) -> Refusal | None:
    """Put new keys, password and second factor in the place of the old; every session and slot of the person ends.

    `by` is an administrator's reference, `second` that of who confirms it. `keys` grant at once what they can. Raises VaultError.
    """
    refusal = _exchange(office, by, second, login, new)
    if refusal is None:
        ref = Account.objects.values_list("ref", flat=True).get(login=login)
        NewDevice.objects.filter(account=ref).delete()
        SignIn.objects.filter(account=ref).update(step=0)
        note_factor(ref, None)  # its mark is learnt at the next sign-in
        sign_out_everywhere(agent, ref)
        settle_teams(office, keys)
    return refusal


@decided_again
def _exchange(office: Office, by: str, second: str, login: str, new: Enrolment) -> Refusal | None:
    seen, everybody, today = newest(), people(), office.today()
    account = Account.objects.filter(login=login, ended_entry=None).first()
    ref = account.ref if account else ""
    refusal = may_set_up(by, everybody, today) or may_confirm(second, by, ref, everybody, today)
    if refusal is not None:
        return refusal
    if account is None:
        return Refusal("no-such-person", f"There is no account {login}. Check the list of people.", "login")
    old, public = account.key, new.record.public
    account.key, account.public, account.credentials = key_id(public), bytes(public), new.record.to_dict()
    held = list(Grant.objects.filter(to=old, ended_entry=None).values_list("compartment_id", flat=True))
    proven = Appointment.objects.filter(person=account.ref, role__in=KEY_ROLES).exclude(stand_in=None)
    proof = office.vouch([(account.ref, public)])[0] if proven.exists() else None
    data = {
        "account": account.ref,
        "by": by,
        "key": account.key,
        "row": account_digest(account),
        "second": second,
        "stand_in": hashlib.sha256(proof).hexdigest() if proof else None,
    }
    now = office.now()

    def write(recorded: Sequence[Recorded]) -> None:
        account.changed_entry = recorded[0].index
        account.save(update_fields=["key", "public", "credentials", "changed_entry"])
        proven.update(stand_in=proof)
        complaints = Compartment.objects.filter(id__in=held).values_list("complaint", flat=True)
        for complaint in {complaint for complaint in complaints if complaint is not None}:
            note_key_task(complaint, now, waits=True)

    access = Access(ended=tuple(EndedGrant(compartment, old) for compartment in held), waits=True)
    record(office, [Fact("keys-exchanged", data)], write, seen, access=access)
    return None
