"""The keys of the staff as they are at present: everyone's own, and each team's, newest last (ADR 0022)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from evenhand.office.context import Office
from evenhand.process.codes import CASE_ROLES
from evenhand.process.teams import TEAM_PURPOSES, Holders, Team
from evenhand.records.models import Account, Appointment, Compartment
from evenhand.records.sql import newest_where
from evenhand.vault.agent.instance_key import is_vouched
from evenhand.vault.keys import PublicKey, key_id


@dataclass(frozen=True, slots=True)
class Known:
    """One key of the staff: whose it is (a staff reference, or a team's purpose), its id, its public half, and this installation's
    proof of that, empty where there is none.
    """

    subject: str
    id: str
    public: PublicKey
    proof: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Circle:
    """Everyone's key by staff reference, the generations of each team's key, and the ids of all keys that staff ever had."""

    people: Mapping[str, Known]
    teams: Mapping[Team, Sequence[Known]]
    staff: frozenset[str]

    def holds(self, holders: Holders, there: frozenset[str]) -> Iterator[Known]:
        """Those of the holders' keys that are not `there`. Any generation of a team's key will do."""
        for team in sorted(holders.teams):
            keys = self.teams.get(team, ())
            if keys and not any(key.id in there for key in keys):
                yield keys[-1]
        for ref in sorted(holders.people):
            if ref in self.people and self.people[ref].id not in there:
                yield self.people[ref]

    def ids(self, holders: Holders) -> frozenset[str]:
        """The ids of all keys of these holders, every generation of them."""
        teams = (key.id for team in holders.teams for key in self.teams.get(team, ()))
        return frozenset([*teams, *(self.people[ref].id for ref in holders.people if ref in self.people)])

    def team_ids(self) -> frozenset[str]:
        """The ids of every team's keys."""
        return frozenset(key.id for keys in self.teams.values() for key in keys)


def read_circle(office: Office) -> Circle:
    """As the database has them; whether a proof holds is looked at where something is granted."""
    proofs = {
        person: bytes(proof)
        for person, proof in Appointment.objects.filter(role__in=CASE_ROLES)
        .exclude(stand_in=None)
        .order_by("entry")
        .values_list("person_id", "stand_in")
        if proof is not None
    }
    accounts = Account.objects.values_list("ref", "key", "public", "ended_entry")
    rows = [
        (ref, Known(ref, key, PublicKey(bytes(public)), proofs.get(ref, b"")), ended)
        for ref, key, public, ended in accounts
    ]
    teams: dict[Team, list[Known]] = {}
    made = Compartment.objects.filter(purpose__in=TEAM_PURPOSES).order_by("entry")
    for purpose, id_, public, proof in made.values_list("purpose", "id", "public", "vouched"):
        teams.setdefault(Team(purpose), []).append(Known(purpose, id_, PublicKey(bytes(public)), bytes(proof or b"")))
    ids = [known.id for _, known, _ in rows] + [known.id for keys in teams.values() for known in keys]
    return Circle(
        people={ref: known for ref, known, ended in rows if ended is None},
        teams=teams,
        staff=frozenset([*ids, key_id(office.instance)]),
    )


def vouched_for(office: Office, known: Known) -> bool:
    """Whether this installation vouches for the key: nothing is sealed to one that somebody wrote into the database."""
    return _is_vouched(office.vouch_public, known.subject, bytes(known.public), known.proof)


def newest_key(office: Office, team: Team) -> PublicKey:
    """The public half that new compartments of a team are granted to.

    A team's key that nobody vouches for is passed over for the instance key, so that a complaint is registered all the same; it
    is then granted on by whoever keeps that key.
    """
    row = newest_where(Compartment, ("id", "public", "vouched"), "purpose", team.value, "entry")
    if row is not None:
        known = Known(team.value, row[0], PublicKey(bytes(row[1])), bytes(row[2] or b""))
        if vouched_for(office, known):
            return known.public
    return office.instance


@lru_cache(maxsize=4096)
def _is_vouched(vouch_public: bytes, subject: str, public: bytes, proof: bytes) -> bool:
    return is_vouched(vouch_public, subject, public, proof)
