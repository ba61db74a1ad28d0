"""Sign in and out: the key agent checks password and code and holds the unlocked key; here lies only a session (DESIGN 5.8).

The cookie holds a session token and half of what opens the agent's slot. The database holds the token's hash, so a copy of it
signs nobody in, and no half. Nor does a row that somebody wrote into it: who is signed in is asked of the agent each time.
"""

import base64
import binascii
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from evenhand.office.context import Office
from evenhand.office.proving import NOBODY, NOT_RIGHT, note_factor, note_passkey, note_step, proof_of, refused
from evenhand.process.facts import Refusal
from evenhand.process.state import Person
from evenhand.process.teams import KEY_ROLES
from evenhand.records.load import accounts_in_use, person
from evenhand.records.models import Account, Appointment, Session
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.client import SignedIn as Opened
from evenhand.vault.agent.passkeys import PasskeyAnswer
from evenhand.vault.agent.wire import Caller, CookieHalf
from evenhand.vault.errors import AgentError, SlotGone

LASTS = timedelta(hours=12)
_TOKEN = 24


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who it is, their key's id, what their slot is called, and the half that the cookie brought."""

    person: Person
    name: str
    key: str
    slot: str
    cookie_half: CookieHalf = field(repr=False)


def sign_in(
    office: Office,
    agent: AgentClient,
    caller: Caller,
    password: str,
    code: str,
    shown: PasskeyAnswer | None = None,
) -> str | Refusal:
    """Open a slot and a session, with a code or a passkey that was shown; returns the cookie's value.

    Whatever of these is wrong looks and costs the same, also while whoever tries has to wait (see `vault.agent.throttle`).
    """
    account = accounts_in_use().filter(login=caller.name).first()
    ref = account.ref if account else NOBODY
    now = office.now()
    try:
        slot = agent.sign_in(proof_of(office, account, caller, password, code, shown), ref, _proof(office, ref))
    except AgentError as error:
        return refused(error)
    if slot.step is not None:
        note_step(ref, slot.step)
    refusal = _cannot_stand(account, slot)
    if refusal is not None:
        _forget(agent, slot.slot)
        return refusal
    token = office.entropy(_TOKEN)
    Session.objects.create(digest=_digest(token), account=ref, slot=slot.slot, started=now, expires=now + LASTS)
    return base64.urlsafe_b64encode(token + slot.cookie_half).decode("ascii")


def resume(office: Office, agent: AgentClient, cookie: str) -> SignedIn | None:
    """Who the cookie belongs to, or None if its session is over. Raises AgentError if the agent cannot say.

    It is over half a day after signing in, half an hour after the last page, and when the account ended.
    """
    parts = _split(cookie)
    session = Session.objects.filter(digest=_digest(parts[0]), expires__gt=office.now()).first() if parts else None
    if parts is None or session is None:
        return None
    try:
        ref = agent.whose(session.slot, parts[1])
    except SlotGone:
        return None
    who = person(ref)
    if who is None:
        agent.sign_out(session.slot)
        return None
    name, key = Account.objects.values_list("name", "key").get(ref=who.ref)
    return SignedIn(who, name, key, session.slot, parts[1])


def sign_out(agent: AgentClient, cookie: str) -> None:
    """End the session and forget the slot. A session that is over already is fine."""
    parts = _split(cookie)
    session = Session.objects.filter(digest=_digest(parts[0])).first() if parts else None
    if session is None:
        return
    session.delete()
    _forget(agent, session.slot)


def sign_out_everywhere(agent: AgentClient, ref: str, but: str | None = None) -> None:
    """End every session of a member of staff and forget their slots, so that nothing opens with their key any longer.

    `but` is a slot that goes on.
    """
    Session.objects.filter(account=ref).exclude(slot=but or "").delete()
    with suppress(AgentError):  # an agent that is gone has forgotten every slot
        agent.sign_out_person(ref, but)


def _proof(office: Office, ref: str) -> bytes | None:
    """The proof of an appointment to a case role that is in force, if there is one: nobody acts under a name with other keys."""
    today = office.today()
    rows = Appointment.objects.filter(person_id=ref, role__in=KEY_ROLES, since__lte=today).exclude(stand_in=None)
    held = (row.stand_in for row in rows if row.until is None or row.until > today)
    return next((bytes(proof) for proof in held if proof is not None), None)


def _cannot_stand(account: Account | None, slot: Opened) -> Refusal | None:
    """Why a slot that was opened cannot stand, though password and code were right.

    Whoever changes or ends an account later than this ends this slot; whoever did so since the password was checked did not.
    """
    if account is None:
        return NOT_RIGHT
    as_it_was = {"ref": account.ref, "ended_entry": None, "changed_entry": account.changed_entry}
    if not Account.objects.filter(**as_it_was).exists():
        return NOT_RIGHT
    if slot.mark is not None and not note_passkey(account.ref, slot.mark, slot.counter or 0):
        return Refusal(
            "shared-passkey",
            "Your passkey serves another account too, so it does not show who you are. Nothing was opened: sign in with a code, "
            "and remove the passkey.",
        )
    if not note_factor(account.ref, slot.factor):
        return Refusal(
            "shared-factor",
            "Your authenticator's secret serves another account too, so it does not show who you are. Nothing was opened: set up a "
            "new device, from the page on which you sign in.",
        )
    return None


def _forget(agent: AgentClient, slot: str) -> None:
    with suppress(AgentError):  # an agent that is gone has forgotten every slot
        agent.sign_out(slot)


def _split(cookie: str) -> tuple[bytes, CookieHalf] | None:
    try:
        raw = base64.urlsafe_b64decode(cookie)
        return raw[:_TOKEN], CookieHalf(raw[_TOKEN:])
    except (ValueError, binascii.Error):
        return None


def _digest(token: bytes) -> str:
    return hashlib.sha256(token).hexdigest()
