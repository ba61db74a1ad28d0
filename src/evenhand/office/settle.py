"""What waited for a key is done when somebody comes by who has it (DESIGN 5.9): members and those who may read get theirs.

Nobody has to think of it: it is done at each sign-in and after each act.
"""

from evenhand.office.access import Keeper
from evenhand.office.act import write_facts
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.keyring import Keyring
from evenhand.office.party_tokens import settle_tokens
from evenhand.office.teams import settle_teams
from evenhand.process.facts import Fact, Refusal
from evenhand.records.key_tasks import key_tasks, note_key_task
from evenhand.records.load import load
from evenhand.records.models import Compartment, Grant

AT_ONCE = 50
"""How many complaints are gone through at a time: about a second of one person's waiting."""


def settle(office: Office, by: str, keys: Keyring | None, most: int = AT_ONCE) -> int:
    """Grant what waits as far as these keys can; returns how many complaints still wait. `by` is who comes by, or the clerk.

    Raises AgentError where the key agent does not answer, and VaultError where a team's key cannot be vouched for.
    """
    settle_teams(office, by, keys)
    settle_tokens(office, keys)
    return sum(not settle_complaint(office, by, complaint, keys) for complaint in key_tasks(most))


def settle_complaint(office: Office, by: str, complaint: int, keys: Keyring | None) -> bool:
    """Bring who holds the complaint's keys to who may read it; whether nobody waits for a key any more."""
    return _settle(office, by, complaint, keys) is True


def withdraw(office: Office, by: str, key: str) -> None:
    """Take back what was granted to that key alone, where its owner may not read it any more. It takes no key."""
    settle_tokens(office, None)
    held = Grant.objects.filter(to=key, ended_entry=None).values("compartment")
    complaints = Compartment.objects.filter(id__in=held).values_list("complaint", flat=True)
    for complaint in sorted({complaint for complaint in complaints if complaint is not None}):
        settle_complaint(office, by, complaint, None)


@decided_again
def _settle(office: Office, by: str, complaint: int, keys: Keyring | None) -> bool | Refusal:
    loaded = load(complaint, office.today())
    if loaded is None:
        note_key_task(complaint, office.now(), waits=False)
        return True
    found = Keeper(office, loaded.state, loaded.around.people, loaded.around.today).access(keys)
    if found:
        write_facts(office, loaded, [Fact("access-settled", {"by": by})], keys)
    else:
        note_key_task(complaint, office.now(), waits=found.waits)
    return not found.waits
