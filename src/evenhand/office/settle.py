"""What waited for a key is done when somebody comes by who has it (DESIGN 5.9): members and those who may read get theirs.

Nobody has to think of it: it is done at each sign-in and after each act.
"""

from evenhand.office.access import Keeper
from evenhand.office.act import write_facts
from evenhand.office.circle import read_circle
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Access
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.party_tokens import settle_tokens
from evenhand.office.public_entry import nothing_to_project
from evenhand.office.teams import settle_teams
from evenhand.process.facts import Fact, Into, Refusal
from evenhand.process.predicates import oversees_only
from evenhand.process.state import CLERK
from evenhand.records.append import EndedGrant
from evenhand.records.key_tasks import key_tasks, look_later, note_key_task
from evenhand.records.load import load, person
from evenhand.records.models import Compartment, Grant

AT_ONCE = 50
"""How many complaints are gone through at a time: about a second of one person's waiting."""


def settle(office: Office, keys: Keyring | None, most: int = AT_ONCE) -> int:
    """Grant what waits as far as these keys can; returns how many of the complaints looked at still wait.

    It follows from who may read, and nobody chooses it: whoever's keys these are, the acts are the clerk's.

    Raises AgentError where the key agent does not answer, and VaultError where a team's key cannot be vouched for.
    """
    settle_teams(office, keys)
    settle_tokens(office, keys)
    return sum(not settle_complaint(office, complaint, keys) for complaint in key_tasks(most))


def settle_complaint(office: Office, complaint: int, keys: Keyring | None) -> bool:
    """Bring who holds the complaint's keys to who may read it; whether nobody waits for a key any more."""
    return _settle(office, complaint, keys) is True


def withdraw(office: Office, key: str) -> None:
    """Take back what was granted to that key alone, where its owner may not read it any more. It takes no key."""
    settle_tokens(office, None)
    _take_notes_back(office, key)
    held = Grant.objects.filter(to=key, ended_entry=None).values("compartment")
    complaints = Compartment.objects.filter(id__in=held).values_list("complaint", flat=True)
    for complaint in sorted({complaint for complaint in complaints if complaint is not None}):
        settle_complaint(office, complaint, None)


@decided_again
def _take_notes_back(office: Office, key: str) -> Refusal | None:
    """Notes to the overseers that were opened to whoever oversees no longer; those who do can open them again."""
    seen, known = newest(), {known.id: ref for ref, known in read_circle(office).people.items()}
    who = person(known[key]) if key in known else None
    held = Grant.objects.filter(to=key, ended_entry=None, compartment__complaint=None, compartment__purpose=Into.NOTE)
    ended = tuple(EndedGrant(compartment, key) for compartment in held.values_list("compartment", flat=True))
    if ended and (who is None or not oversees_only(who, office.today())):
        record(
            office, [Fact("team-keys-changed", {"by": CLERK})], nothing_to_project, seen, access=Access(ended=ended)
        )
    return None


@decided_again
def _settle(office: Office, complaint: int, keys: Keyring | None) -> bool | Refusal:
    loaded = load(complaint, office.today())
    if loaded is None:
        note_key_task(complaint, office.now(), waits=False)
        return True
    found = Keeper(office, loaded.state, loaded.around.people, loaded.around.today).access(keys)
    if found:
        write_facts(office, loaded, [Fact("access-settled", {"by": CLERK})], keys)
    else:
        note_key_task(complaint, office.now(), waits=found.waits)
        look_later(complaint, office.now())
    return not found.waits
