"""The key that tokens of parties are made with: the private half of a compartment, which nobody but the key agent ever opens.

Granted like any other compartment, it is there for whoever deals with parties. Tokens are compared across the whole unit, so there
is one, and it is never exchanged: with another one nobody would be found by what was recorded before.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.office.access import granted_with
from evenhand.office.chains import chains_to
from evenhand.office.circle import read_circle, vouched_for
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Access, make_compartment
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.process.codes import CASE_ROLES
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.process.teams import Holders, Team, members
from evenhand.process.visibility import seeing_roles
from evenhand.records.append import EndedGrant
from evenhand.records.load import people
from evenhand.records.models import Compartment, Grant
from evenhand.vault.keys import Entropy
from evenhand.vault.tokens import Said
from evenhand_register import canonical

PURPOSE = "tokens"
SALT = 16


@dataclass(frozen=True, slots=True)
class NewToken:
    """One token of a party, with the digest that an act holds of it. `case` is None for the complainant."""

    digest: str
    case: int | None
    kind: str
    token: str
    salt: bytes


def make_tokens(office: Office, keys: Keyring, said: Sequence[Said]) -> Sequence[str] | None:
    """The token of each of these; None for somebody to whom the key was not granted."""
    if not said:
        return []
    compartment = _the_compartment() or _made(office)
    made = keys.tokens(chains_to([compartment], keys.key).get(compartment, []), said)
    if made is not None:
        settle_tokens(office, keys)
    return made


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


def _the_compartment() -> str | None:
    rows = Compartment.objects.filter(purpose=PURPOSE, complaint=None).order_by("entry")
    return rows.values_list("id", flat=True).first()


def _made(office: Office) -> str:
    """Make it, unless somebody else was quicker."""
    _make(office)
    compartment = _the_compartment()
    if compartment is None:
        raise Compartment.DoesNotExist("The compartment that tokens are made with could not be made.")
    return compartment


@decided_again
def _make(office: Office) -> None:
    seen = newest()
    if _the_compartment() is not None:
        return
    sure = [known for known in read_circle(office).holds(_holders(office), frozenset()) if vouched_for(office, known)]
    made = make_compartment(office, PURPOSE, [known.public for known in sure] or [office.instance])
    record(office, [Fact("compartment-made", {"by": CLERK})], _no_rows, seen, made=[made])


@decided_again
def settle_tokens(office: Office, keys: Keyring | None) -> None:
    """Grant the key to those who deal with parties since, as far as `keys` can, and take it from those who no longer do."""
    seen, compartment = newest(), _the_compartment()
    if compartment is None:
        return
    circle, holders = read_circle(office), _holders(office)
    rows = Grant.objects.filter(compartment=compartment, ended_entry=None)
    there = frozenset(rows.values_list("to", flat=True))
    granted = granted_with(keys, [(compartment, known) for known in circle.holds(holders, there)])
    gone = (there & circle.staff) - circle.ids(holders)
    ended = [EndedGrant(compartment, to) for to in sorted(gone)]
    if granted or ended:
        access = Access(tuple(granted), tuple(ended))
        record(office, [Fact("team-keys-changed", {"by": CLERK})], _no_rows, seen, access=access)


def _holders(office: Office) -> Holders:
    """All teams, and whoever works on cases in none of them: each may look for parties or declare a tie."""
    today, staff = office.today(), people()
    inside = frozenset().union(*(members(team, staff, today) for team in Team))
    alone = {ref for ref, one in staff.items() if seeing_roles(one, today) & CASE_ROLES}
    return Holders(frozenset(Team), frozenset(alone - inside))


def _no_rows(recorded: Sequence[Recorded]) -> None:
    """The append itself writes compartments and grants."""
