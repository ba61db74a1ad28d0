"""Who could still open what: from the keys that somebody living can use, over the teams' keys that they hold (ADR 0022)."""

from collections.abc import Collection
from dataclasses import dataclass

from evenhand.process.teams import TEAM_PURPOSES, Team
from evenhand.records.load import accounts_in_use
from evenhand.records.models import Compartment, Grant


@dataclass(frozen=True, slots=True)
class TeamKey:
    """One generation of a team's key: which keys hold it at present, and since which entry each."""

    team: Team
    id: str
    holders: dict[str, int]


@dataclass(frozen=True, slots=True)
class Alone:
    """What one person alone can open: teams' keys, and so many complaints that are granted to nobody else."""

    teams: frozenset[Team] = frozenset()
    complaints: int = 0

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.teams or self.complaints)


def team_keys() -> list[TeamKey]:
    """Every team's key that was ever drawn, in order."""
    made = Compartment.objects.filter(purpose__in=TEAM_PURPOSES).order_by("entry")
    held: dict[str, dict[str, int]] = {}
    rows = Grant.objects.filter(compartment__in=made, ended_entry=None).order_by("entry")
    for compartment, to, entry in rows.values_list("compartment_id", "to", "entry"):
        held.setdefault(compartment, {}).setdefault(to, entry)
    return [TeamKey(Team(purpose), id_, held.get(id_, {})) for id_, purpose in made.values_list("id", "purpose")]


def living() -> dict[str, str]:
    """The keys of all accounts in use, each with whose it is (a staff reference): with their passwords these can be used."""
    return dict(accounts_in_use().values_list("key", "ref"))


def opened_by(keys: Collection[str], teams: Collection[TeamKey]) -> frozenset[str]:
    """These keys with the teams' keys that they open, also through another team's."""
    found = frozenset(keys)
    while True:
        more = {one.id for one in teams if not found.isdisjoint(one.holders)} - found
        if not more:
            return found
        found |= more


def opens_alone(ref: str, beside: Collection[str]) -> Alone:
    """What nobody but this person could open; `beside` are keys that are nobody's own, the instance key's and the trustees'."""
    teams, own = team_keys(), living()
    theirs = {key for key, whose in own.items() if whose == ref}
    others = opened_by([*(own.keys() - theirs), *beside], teams)
    lost = opened_by(theirs, teams) - others
    held = Grant.objects.filter(to__in=lost, ended_entry=None, compartment__complaint__isnull=False)
    kept = Grant.objects.filter(to__in=others, ended_entry=None, compartment__in=held.values("compartment"))
    only = held.exclude(compartment__in=kept.values("compartment"))
    complaints = only.values_list("compartment__complaint", flat=True).distinct().count()
    return Alone(frozenset(one.team for one in teams if one.id in lost), complaints)
