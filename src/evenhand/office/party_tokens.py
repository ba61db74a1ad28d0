"""The key that tokens of parties are made with: the private half of a compartment, which nobody but the key agent ever opens.

Granted like any other compartment, it is there for whoever deals with parties. Tokens are compared across the whole unit, so there
is one, and it is never exchanged: with another one nobody would be found by what was recorded before.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Setting, make_compartment, prepare
from evenhand.office.office_act import LATE_AFTER_DAYS, newest
from evenhand.office.purposes import grant_purpose
from evenhand.office.reading import Open
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.records.append import Expected, append
from evenhand.records.models import Compartment, Grant
from evenhand.vault.agent.chains import Link, Opener, Target
from evenhand.vault.keys import Entropy, KeyPair
from evenhand.vault.tokens import Said, tokens
from evenhand.vault.wrap import Unwrapper
from evenhand_register import canonical

PURPOSE = "tokens"
SALT = 16

type MakeTokens = Callable[[Target, Sequence[Said]], Sequence[str] | None]
"""The token of each normal form under the key at the end of the chains; None where none of them opens."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What whoever acts can ask their keys for: to open what is sealed, and to make tokens."""

    opens: Open
    tokens: MakeTokens


@dataclass(frozen=True, slots=True)
class NewToken:
    """One token of a party, with the digest that an act holds of it. `case` is None for the complainant."""

    digest: str
    case: int | None
    kind: str
    token: str
    salt: bytes


def tokens_for(pair: KeyPair) -> MakeTokens:
    """Makes tokens with a key pair that this process holds: for programs without a key agent."""

    def made(target: Target, said: Sequence[Said]) -> Sequence[str] | None:
        private = Opener([Unwrapper(pair.private)]).open(target)
        return None if private is None else tokens(private, said)

    return made


def make_tokens(office: Office, keys: Keys, said: Sequence[Said]) -> Sequence[str] | None:
    """The token of each of these; None for somebody to whom the key was not granted."""
    return keys.tokens(_target(office), said) if said else []


def new_tokens(entropy: Entropy, case: int | None, said: Sequence[Said], made: Sequence[str]) -> list[NewToken]:
    """The rows of one party. `made` are the tokens of what is `said`, in order."""
    rows = []
    for (kind, _form), one in zip(said, made, strict=True):
        salt = entropy(SALT)
        rows.append(NewToken(token_digest(case, kind, one, salt), case, str(kind), one, salt))
    return rows


def token_digest(case: int | None, kind: str, token: str, salt: bytes) -> str:
    """SHA-256 (hex) over what an act vouches for in a token's row. Without the salt nobody can work it out again."""
    row: dict[str, Any] = {"case": case, "kind": str(kind), "salt": salt.hex(), "token": token}
    return hashlib.sha256(canonical.dumps(row)).hexdigest()


def _target(office: Office) -> Target:
    """The chains that lead to the key, one for each grantee; the compartment is made when it is first needed."""
    compartment = _the_compartment()
    if compartment is None:
        _make(office)
        compartment = _the_compartment()
    if compartment is None:
        raise Compartment.DoesNotExist("The compartment that tokens are made with could not be made.")
    grants = Grant.objects.filter(compartment=compartment).order_by("entry", "to")
    return [[Link(grant.to, bytes(grant.wrap), grant_purpose(compartment))] for grant in grants]


def _the_compartment() -> str | None:
    rows = Compartment.objects.filter(purpose=PURPOSE, complaint=None).order_by("entry")
    return rows.values_list("id", flat=True).first()


@decided_again
def _make(office: Office) -> None:
    """Make it, unless somebody else was quicker."""
    seen = newest()
    if _the_compartment() is not None:
        return
    made = make_compartment(office, PURPOSE, office.staff_keys)
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    entries = prepare(office, setting, [Fact("compartment-made", {"by": CLERK})], {}, {0: [made]})

    def write(recorded: Sequence[Recorded]) -> None:
        """The compartment's row is written by the append itself."""

    append(entries, day=office.utc_day(), expected=Expected(office=seen), project=write)
