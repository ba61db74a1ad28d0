"""Make the parties of a complaint findable: tokens of what they are sealed under, made in the session of whoever may read that."""

from collections.abc import Mapping, Sequence

from evenhand.office.act import ACCOUNT_ENDED, write_facts
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.keyring import Keyring
from evenhand.office.party_tokens import NewToken, make_tokens, new_tokens
from evenhand.office.reading import read_contents
from evenhand.process.commands import Acknowledge, Assess, OpenCase
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.findable import parties_to_make_findable
from evenhand.process.state import Person
from evenhand.process.visibility import sees, summary
from evenhand.records.load import load, recorded_facts
from evenhand.records.models import PartyToken
from evenhand.vault.tokens import Said, said_of

ACT = "party-tokens-made"
AFTER = (Acknowledge, Assess, OpenCase)
"""The commands after which it is done with the key of whoever gave them."""
COMPLAINANT_ACT, RESPONDENT_ACT = "complainant-recorded", "case-opened"
NO_KEY = Refusal(
    "no-token-key",
    "Nobody was made findable: the key that tokens are made with was not granted to you. Ask an administrator.",
)

type Party = int | None


@decided_again
def make_findable(office: Office, person: Person, complaint: int, keys: Keyring) -> int | Refusal:
    """Make tokens of every party that has none yet and whom this person may know. Returns of how many parties.

    A party whose particulars do not open with this person's keys is left for somebody else. One who gave nothing to be found by
    counts as made: there is nothing to wait for. Raises AgentError.
    """
    today = office.today()
    loaded = load(complaint, today)
    present = loaded.around.people.get(person.ref) if loaded else None
    if loaded is None or present is None:
        return ACCOUNT_ENDED
    state = loaded.state
    sight = sees(present, summary(state), today)
    parties = parties_to_make_findable(state, present, today, sight)
    said = _said(complaint, parties, keys)
    if not said:
        return 0
    made = make_tokens(office, keys, [one for each in said.values() for one in each])
    if made is None:
        return NO_KEY
    rows = _rows(office, said, made)
    fact = Fact(ACT, {"by": present.ref, "parties": [_party(party, rows[party]) for party in said]})

    def write(recorded: Sequence[Recorded]) -> None:
        entry = recorded[0].index
        PartyToken.objects.bulk_create(
            PartyToken(
                digest=row.digest,
                complaint=complaint,
                case=row.case,
                kind=row.kind,
                token=row.token,
                salt=row.salt,
                entry=entry,
            )
            for found in rows.values()
            for row in found
        )

    write_facts(office, loaded, [fact], also=write)
    return len(said)


def _said(complaint: int, parties: Sequence[Party], keys: Keyring) -> dict[Party, list[Said]]:
    """What each of these parties is sealed under, as far as it opens."""
    if not parties:
        return {}
    where = {_party_of(fact): fact.index for fact in recorded_facts(complaint) if _names_a_party(fact)}
    opened = read_contents([where[party] for party in parties], keys).by_entry
    return {
        party: said_of(words.text("name"), words.text("reach"))
        for party in parties
        if (words := opened.get(where[party])) is not None
    }


def _names_a_party(fact: Recorded) -> bool:
    return fact.act in (COMPLAINANT_ACT, RESPONDENT_ACT)


def _party_of(fact: Recorded) -> Party:
    return fact.data["case"] if fact.act == RESPONDENT_ACT else None


def _rows(office: Office, said: Mapping[Party, list[Said]], made: Sequence[str]) -> dict[Party, list[NewToken]]:
    left = list(made)
    rows = {}
    for party, each in said.items():
        own, left = left[: len(each)], left[len(each) :]
        rows[party] = new_tokens(office.entropy, party, each, own)
    return rows


def _party(party: Party, rows: Sequence[NewToken]) -> dict[str, object]:
    return {"case": party, "tokens": sorted(row.digest for row in rows)}
