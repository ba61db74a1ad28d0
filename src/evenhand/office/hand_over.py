"""What an older version granted to the instance key, passed on to the people and teams who may read it (ADR 0022)."""

from collections.abc import Sequence

from evenhand.office.access import granted_with
from evenhand.office.circle import read_circle
from evenhand.office.context import Office
from evenhand.office.envelope import Access
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.settle import settle_complaint
from evenhand.office.teams import settle_teams
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.process.teams import Team
from evenhand.records.append import EndedGrant
from evenhand.records.models import Compartment, Grant
from evenhand.vault.keys import key_id


def hand_over(office: Office, keys: Keyring) -> int:
    """Pass on everything but the teams' own keys; returns how many complaints that were. `keys` are the instance key's.

    Repeated after a break it goes on. Raises VaultError.
    """
    settle_teams(office, keys)  # draws the teams' keys where there are none,
    settle_teams(office, keys)  # which members are then let into
    held = Grant.objects.filter(to=key_id(office.instance), ended_entry=None).values("compartment")
    own = Compartment.objects.filter(id__in=held).values_list("complaint", flat=True)
    complaints = sorted({complaint for complaint in own if complaint is not None})
    for complaint in complaints:
        settle_complaint(office, complaint, keys)
    _hand_over_imports(office, keys)
    return len(complaints)


def _hand_over_imports(office: Office, keys: Keyring) -> None:
    """The compartments of imports, which belong to no one complaint, go to case managers."""
    seen, instance = newest(), key_id(office.instance)
    held = Grant.objects.filter(to=instance, ended_entry=None, compartment__purpose="import").order_by("entry")
    team = read_circle(office).teams[Team.MANAGEMENT][-1]
    granted = granted_with(keys, [(grant.compartment_id, team) for grant in held])
    if not granted:
        return

    def write(recorded: Sequence[Recorded]) -> None:
        """The append itself writes grants."""

    access = Access(tuple(granted), tuple(EndedGrant(one.compartment, instance) for one in granted))
    record(office, [Fact("team-keys-changed", {"by": CLERK})], write, seen, access=access)
