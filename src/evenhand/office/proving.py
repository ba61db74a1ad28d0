"""Asking the key agent whether somebody has an account's password and code, and what its refusals are to people."""

from dataclasses import replace

from django.db import IntegrityError, transaction

from evenhand.office.context import Office
from evenhand.office.pauses import pause
from evenhand.process.facts import Refusal
from evenhand.records.models import Account, PasskeyUse, SignIn
from evenhand.vault.agent.client import Proof
from evenhand.vault.agent.codes import Code
from evenhand.vault.agent.passkeys import PasskeyAnswer
from evenhand.vault.agent.wire import Caller
from evenhand.vault.errors import AgentBusy, AgentError, BeginAgain, PasskeyRefused, SignInRefused, TriedTooOften
from evenhand.vault.passkey import MOST_PASSKEYS
from evenhand.vault.password import PasswordRecord

NOBODY = "nobody"
"""Stands for the reference of an account that does not exist, so that asking after it takes the same queries."""
NOT_RIGHT = Refusal("not-signed-in", "The sign-in name, password or code is not right. Check each, and try again.")


def proof_of(
    office: Office,
    account: Account | None,
    caller: Caller,
    password: str,
    code: str,
    shown: PasskeyAnswer | None = None,
) -> Proof:
    """What was typed against this account, or against none; a passkey that was shown stands in the place of the code."""
    ref = account.ref if account else NOBODY
    return Proof(
        record=PasswordRecord.from_dict(account.credentials) if account else None,
        password=password,
        code=code,
        last_step=SignIn.objects.filter(account=ref).values_list("step", flat=True).first(),
        now=int(office.now().timestamp()),
        caller=caller,
        passkey=replace(shown, counters=_counters(ref)) if shown else None,
    )


def note_step(ref: str, step: int) -> None:
    """The code of this step is used up."""
    SignIn.objects.update_or_create(account=ref, defaults={"step": step})


def note_factor(ref: str, factor: str | None) -> bool:
    """The account has the second factor with this mark; False if it is another's (its owner is found at their first sign-in)."""
    try:
        with transaction.atomic():
            SignIn.objects.filter(account=ref).update(factor=factor)
    except IntegrityError:
        return False
    return True


def note_passkey(ref: str, mark: str, counter: int) -> bool:
    """The account has the passkey with this mark, whose device has counted so far; False if it is another's."""
    use, made = PasskeyUse.objects.get_or_create(mark=mark, defaults={"account": ref, "counter": counter})
    if not made:
        PasskeyUse.objects.filter(mark=mark, account=ref, counter__lt=counter).update(counter=counter)
    return use.account == ref


def _counters(ref: str) -> dict[str, int]:
    return dict(PasskeyUse.objects.filter(account=ref).values_list("mark", "counter")[:MOST_PASSKEYS])


def refused(error: AgentError) -> Refusal:
    """What the agent's refusal is to whoever typed. The same for a wrong name, password and code."""
    match error:
        case TriedTooOften():
            return pause(error)
        case SignInRefused(code=Code.NOT_VOUCHED):
            return Refusal(
                "not-vouched",
                "Your password and code are right, but your appointment was not made by this installation, so nothing can be "
                "opened for you. Ask an appointing authority to end it and to appoint you again.",
            )
        case SignInRefused():
            return NOT_RIGHT
        case PasskeyRefused():
            return Refusal(
                "passkey",
                "This passkey was not added: it was asked for more than five minutes ago, or not on this page, or you have it "
                "already. Nothing was changed: try again.",
            )
        case BeginAgain():
            return Refusal(
                "begin-again",
                "The new device was not confirmed within ten minutes, or five wrong codes came. Nothing was changed: begin again.",
            )
        case AgentBusy():
            return Refusal("busy", "Too many people are signing in at this moment. Try again in a few seconds.")
    return Refusal(
        "no-agent", "Nobody can sign in at the moment: the key agent is not running. Tell an administrator."
    )
