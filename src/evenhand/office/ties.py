"""Declare a tie to a person, and take one back (B5). The name is sealed to whoever declared it and to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from evenhand.office.act import ACCOUNT_ENDED
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Setting, make_compartment, prepare
from evenhand.office.keyring import Keyring
from evenhand.office.make_findable import NO_KEY
from evenhand.office.office_act import LATE_AFTER_DAYS, newest, record
from evenhand.office.party_tokens import make_tokens, new_tokens
from evenhand.office.reading import read_contents
from evenhand.process.facts import Fact, Into, Recorded, Refusal
from evenhand.process.ties import Tied, TieKind, tied
from evenhand.records.append import Expected, append
from evenhand.records.models import Account, Tie, TieToken
from evenhand.records.queries.ties import declared_tokens, ties_of
from evenhand.vault.keys import PublicKey
from evenhand.vault.tokens import said_of

DECLARED, TAKEN_BACK = "tie-declared", "tie-ended"
NOBODY = Refusal("name", "Write the name of the person: there is nothing here to compare.", "name")
NO_SUCH_TIE = Refusal("no-such-tie", "You have declared no such tie, or have taken it back already.")
TIED_TO_RESPONDENT = Refusal(
    "tied",
    "No case was opened: what you declared about your own ties agrees with this respondent. Step down from the complaint, and "
    "somebody else opens it.",
    "respondent_name",
)


@dataclass(frozen=True, slots=True)
class Declared:
    """A tie as whoever declared it reads it. Without its words where the key agent does not open them."""

    ref: str
    kind: TieKind
    name: str = field(repr=False)
    reach: str = field(repr=False)


@decided_again
def declare_tie(office: Office, person: str, kind: TieKind, name: str, reach: str, keys: Keyring) -> str | Refusal:
    """Log and seal a tie of this person's; returns its reference. It is never refused for what it says. Raises AgentError."""
    seen = newest()
    account = Account.objects.filter(ref=person, ended_entry=None).first()
    if account is None:
        return ACCOUNT_ENDED
    said = said_of(name, reach)
    if not said:
        return NOBODY
    made = make_tokens(office, keys, said)
    if made is None:
        return NO_KEY
    seen = newest()  # the compartment of the tokens may just have been made
    ref, rows = f"t-{office.entropy(8).hex()}", new_tokens(office.entropy, None, said, made)
    compartment = make_compartment(office, Into.TIES.value, (PublicKey(bytes(account.public)),))
    data = {"by": person, "kind": kind.value, "tie": ref, "tokens": sorted(row.digest for row in rows)}
    fact = Fact(DECLARED, data, {"name": name, "reach": reach}, Into.TIES)
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    public = {Into.TIES: PublicKey(compartment.compartment.public)}
    entries = prepare(office, setting, [fact], public, {0: [compartment]})

    def write(recorded: Sequence[Recorded]) -> None:
        entry = recorded[0].index
        Tie.objects.create(ref=ref, person=person, kind=kind.value, entry=entry)
        TieToken.objects.bulk_create(
            TieToken(digest=row.digest, tie=ref, kind=row.kind, token=row.token, salt=row.salt, entry=entry)
            for row in rows
        )

    append(entries, day=office.utc_day(), expected=Expected(office=seen), project=write)
    return ref


@decided_again
def end_tie(office: Office, person: str, ref: str) -> Refusal | None:
    """Take back a tie of this person's own: from now on it refuses nothing. That it was declared stays, and where it agrees with a
    party whoever took it back confirms that there is no conflict before they act."""
    seen = newest()
    tie = Tie.objects.filter(ref=ref, person=person, ended_entry=None).first()
    if tie is None:
        return NO_SUCH_TIE

    def write(recorded: Sequence[Recorded]) -> None:
        Tie.objects.filter(ref=ref).update(ended_entry=recorded[0].index)

    record(office, [Fact(TAKEN_BACK, {"by": person, "tie": ref})], write, seen)
    return None


def own_ties(person: str, keys: Keyring) -> list[Declared]:
    """What somebody has declared, in their own words, as far as their key opens it. Raises AgentError."""
    ties = ties_of(person)
    opened = read_contents([tie.entry for tie in ties], keys).by_entry
    said = ((tie, opened.get(tie.entry)) for tie in ties)
    return [
        Declared(
            tie.ref, TieKind(tie.kind), words.text("name") if words else "", words.text("reach") if words else ""
        )
        for tie, words in said
    ]


def tied_to_respondent(office: Office, person: str, name: str, reach: str, keys: Keyring) -> Refusal | None:
    """Why whoever is about to open a case against somebody may not: their own tie to them. Raises AgentError."""
    own = declared_tokens(person).get(person)
    if not own:
        return None
    said = said_of(name, reach)
    made = make_tokens(office, keys, said) or ()
    parties = [(str(kind), token) for (kind, _form), token in zip(said, made, strict=False)]
    return TIED_TO_RESPONDENT if tied(own, parties, all_findable=True) is Tied.YES else None
