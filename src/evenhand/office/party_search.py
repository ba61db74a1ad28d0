"""Looking for a party without its name standing anywhere: it becomes tokens at once, and the tokens a reference (DESIGN 5.7, 10).

The name comes in the body of a form, which nothing writes down. The address of the list then holds a random reference, which leads
to the tokens for an hour, in the session that it was made in and in no other.
"""

import hashlib
from datetime import timedelta

from evenhand.office.context import Office
from evenhand.office.keyring import Keyring
from evenhand.office.looking import note_look
from evenhand.office.make_findable import NO_KEY
from evenhand.office.party_tokens import make_tokens
from evenhand.office.sign_in import SignedIn
from evenhand.process.facts import Refusal
from evenhand.process.findable import may_look_for_parties
from evenhand.process.visibility import seeing_roles
from evenhand.records.models import PartySearch
from evenhand.records.queries.asked import Token
from evenhand.vault.tokens import said_as_typed

LASTS = timedelta(hours=1)
LOOK = "search for a party"
_REFERENCE = 12
NOT_YOURS = Refusal("role", "Your role does not look for parties. It is for those who deal with them.")
NOTHING_TO_LOOK_FOR = Refusal(
    "party",
    "Type a name, an e-mail address, a telephone or a membership number: there is nothing here to look for.",
    "party",
)


def begin_search(office: Office, who: SignedIn, keys: Keyring, typed: str, *, near: bool) -> str | Refusal:
    """The reference of a search for what was typed. Each one is a look, found or not: for whoever searches tests a name.

    `near`: similar names too. Raises AgentError.
    """
    if not may_look_for_parties(seeing_roles(who.person, office.today())):
        return NOT_YOURS
    said = said_as_typed(typed, near=near)
    if not said:
        return NOTHING_TO_LOOK_FOR
    made = make_tokens(office, keys, said)
    if made is None:
        return NO_KEY
    note_look(office, who.person.ref, None, LOOK)
    reference = office.entropy(_REFERENCE).hex()
    PartySearch.objects.create(
        digest=_digest(reference),
        session=who.slot,
        tokens=[[str(kind), token] for (kind, _form), token in zip(said, made, strict=True)],
        expires=office.now() + LASTS,
    )
    return reference


def tokens_of_search(office: Office, who: SignedIn, reference: str) -> tuple[Token, ...] | None:
    """What a reference stands for; None alike for one that is over, another session's, or none."""
    asked = PartySearch.objects.filter(digest=_digest(reference), session=who.slot, expires__gt=office.now())
    found = asked.values_list("tokens", flat=True).first()
    if found is None or not may_look_for_parties(seeing_roles(who.person, office.today())):
        return None
    return tuple((str(kind), str(token)) for kind, token in found)


def forget_searches(office: Office) -> int:
    """Delete searches that are over. Returns how many."""
    gone, _ = PartySearch.objects.filter(expires__lt=office.now()).delete()
    return gone


def _digest(reference: str) -> str:
    return hashlib.sha256(reference.encode()).hexdigest()
