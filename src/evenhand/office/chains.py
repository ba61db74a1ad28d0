"""How one key leads to compartments: over the teams that its owner belongs to, and over teams inside teams."""

from collections.abc import Collection, Mapping

from evenhand.office.purposes import grant_purpose
from evenhand.process.teams import JOINT, TEAM_PURPOSES
from evenhand.records.models import Compartment, Grant
from evenhand.vault.agent.chains import Chain, Link

type Chains = Mapping[str, list[Chain]]
"""By compartment, every chain to its private half."""


def chains_to(compartments: Collection[str], key: str) -> Chains:
    """Every chain of wraps from that key to each of the compartments. One without is one that the key does not open."""
    reached = team_chains(key)
    found: dict[str, list[Chain]] = {}
    grants = Grant.objects.filter(compartment__in=compartments, to__in=[key, *reached], ended_entry=None)
    for grant in grants.order_by("id"):
        before = reached.get(grant.to, [])
        found.setdefault(grant.compartment_id, []).append([*before, as_link(grant)])
    return found


def team_chains(key: str) -> dict[str, list[Link]]:
    """The shortest chain from that key to the key of each team, or of the overseers before, that it opens, by that key's id."""
    by_key: dict[str, list[Grant]] = {}
    of_office = Compartment.objects.filter(complaint=None, purpose__in=TEAM_PURPOSES | {JOINT}).values("id")
    for grant in Grant.objects.filter(compartment__in=of_office, ended_entry=None).order_by("id"):
        by_key.setdefault(grant.to, []).append(grant)
    found: dict[str, list[Link]] = {}
    waiting: list[tuple[str, list[Link]]] = [(key, [])]
    while waiting:
        at, chain = waiting.pop(0)
        for grant in by_key.get(at, ()):
            if grant.compartment_id not in found and grant.compartment_id != key:
                found[grant.compartment_id] = [*chain, as_link(grant)]
                waiting.append((grant.compartment_id, found[grant.compartment_id]))
    return found


def as_link(grant: Grant) -> Link:
    """One wrap of a compartment's private half."""
    return Link(grant.to, bytes(grant.wrap), grant_purpose(grant.compartment_id))
