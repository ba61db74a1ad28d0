"""The keys of the staff as they are at present: everyone's own, and each team's, newest last (ADR 0022)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import F, QuerySet

from evenhand.office.context import Office
from evenhand.process.predicates import oversees_only
from evenhand.process.teams import JOINT, KEY_ROLES, PIECE, TEAM_PURPOSES, Holders, Team
from evenhand.records.load import people as staff
from evenhand.records.models import Account, Appointment, Compartment, Grant
from evenhand.vault.agent.instance_key import is_vouched
from evenhand.vault.joint import THRESHOLD
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
    joint: Sequence[Known] = ()
    """Generations of the key that overseers open two together, as far as two of them still can, newest last."""
    overseers: frozenset[str] = frozenset()
    """The ids of all its generations."""
    instance: str = ""
    """The id of the instance key, which is among those of the staff: it stood in for them once."""

    def holds(self, holders: Holders, there: frozenset[str]) -> Iterator[Known]:
        """Those of the holders' keys that are not `there`. Any generation of a team's key will do."""
        for team in sorted(holders.teams):
            keys = self.teams.get(team, ())
            if keys and not any(key.id in there for key in keys):
                yield keys[-1]
        if holders.overseers and self.joint and not any(key.id in there for key in self.joint):
            yield self.joint[-1]
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
        for person, proof in Appointment.objects.filter(role__in=KEY_ROLES)
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
    people = {ref: known for ref, known, ended in rows if ended is None}
    made = office_keys(*TEAM_PURPOSES, JOINT)
    overseers = frozenset(known.id for known in made.get(JOINT, ()))
    ids = [known.id for _, known, _ in rows] + [known.id for keys in made.values() for known in keys]
    return Circle(
        people=people,
        teams={team: made[team.value] for team in Team if team.value in made},
        staff=frozenset([*ids, key_id(office.instance)]) - overseers,
        joint=_openable(office, made.get(JOINT, ()), people),
        overseers=overseers,
        instance=key_id(office.instance),
    )


def office_keys(*purposes: str) -> dict[str, list[Known]]:
    """Every generation of the keys for these purposes, oldest first."""
    found: dict[str, list[Known]] = {}
    rows = Compartment.objects.filter(complaint=None, purpose__in=purposes).order_by("entry")
    for purpose, id_, public, proof in rows.values_list("purpose", "id", "public", "vouched"):
        found.setdefault(purpose, []).append(Known(purpose, id_, PublicKey(bytes(public)), bytes(proof or b"")))
    return found


def piece_holders() -> dict[str, dict[str, str]]:
    """Who holds a piece of each joint key: by its id, the id of each holder's key, and that of the piece."""
    joint = {entry: id_ for id_, entry in _of_office(JOINT).values_list("id", "entry")}
    entries = dict(_of_office(PIECE).values_list("id", "entry"))
    held: dict[str, dict[str, str]] = {id_: {} for id_ in joint.values()}
    for piece, to in Grant.objects.filter(compartment__in=entries, ended_entry=None).values_list("compartment", "to"):
        held[joint[entries[piece]]][to] = piece
    return held


def passed_on() -> dict[str, frozenset[str]]:
    """To which later generations each of the overseers' keys was passed on, by their ids."""
    joint, found = _of_office(JOINT).values("id"), dict[str, frozenset[str]]()
    rows = Grant.objects.filter(compartment__in=joint, to__in=joint, ended_entry=None).exclude(compartment=F("to"))
    for key, to in rows.values_list("compartment_id", "to"):
        found[key] = found.get(key, frozenset()) | {to}
    return found


def _openable(office: Office, joint: Sequence[Known], people: Mapping[str, Known]) -> tuple[Known, ...]:
    """Generations of the overseers' key that two who oversee today can open, by their pieces or by those of a later one."""
    if not joint:
        return ()
    today = office.today()
    present = {people[ref].id for ref, one in staff().items() if oversees_only(one, today) and ref in people}
    holders, later = piece_holders(), passed_on()
    found: list[Known] = []
    for known in reversed(joint):
        by_later = later.get(known.id, frozenset()).intersection(one.id for one in found)
        if len(present & holders[known.id].keys()) >= THRESHOLD or by_later:
            found.append(known)
    return tuple(reversed(found))


def _of_office(purpose: str) -> QuerySet[Compartment]:
    return Compartment.objects.filter(complaint=None, purpose=purpose)


def vouched_for(office: Office, known: Known) -> bool:
    """Whether this installation vouches for the key: nothing is sealed to one that somebody wrote into the database."""
    return _is_vouched(office.vouch_public, known.subject, bytes(known.public), known.proof)


def newest_key(office: Office, team: Team) -> PublicKey:
    """The public half that new compartments of a team are granted to.

    A team's key that nobody vouches for is passed over for the instance key, so that a complaint is registered all the same; it
    is then granted on by whoever keeps that key.
    """
    return newest_keys(office, team)[0]


def newest_keys(office: Office, team: Team) -> tuple[PublicKey, ...]:
    """The same, and with it the key that overseers open together, where there is one that is vouched for."""
    made = office_keys(team.value, JOINT)
    own = made.get(team.value, ())
    team_key = own[-1].public if own and vouched_for(office, own[-1]) else office.instance
    joint = _newest_sure(office, made.get(JOINT, ()))
    return (team_key, *([joint.public] if joint else []))


def newest_joint(office: Office) -> Known | None:
    """The newest of the overseers' keys, whether or not two who oversee today can open it; None where there is none."""
    return _newest_sure(office, office_keys(JOINT).get(JOINT, ()))


def openable_joint(office: Office) -> Known | None:
    """The newest of them that two who oversee today can open."""
    return _newest_sure(office, read_circle(office).joint)


def _newest_sure(office: Office, keys: Sequence[Known]) -> Known | None:
    """The newest that is vouched for. Rows that somebody wrote in are passed over, or by one of them nothing could be overseen."""
    return next((known for known in reversed(keys) if vouched_for(office, known)), None)


@lru_cache(maxsize=4096)
def _is_vouched(vouch_public: bytes, subject: str, public: bytes, proof: bytes) -> bool:
    return is_vouched(vouch_public, subject, public, proof)
