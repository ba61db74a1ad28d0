"""Teams' keys: who holds them, and another key for a team that somebody left (ADR 0022).

Each team's key has generations. Complaints are granted to the newest, and members hold all of them, so that whoever joins reads
what their team may, and whoever has left opens nothing that came later, not even with copies of all that they ever held.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from evenhand.office.access import granted_with
from evenhand.office.circle import Circle, Known, read_circle, vouched_for
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Access, Made, make_compartment, vouched_as
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.oversight_key import Watch
from evenhand.process.facts import Fact, Recorded, Refusal
from evenhand.process.state import CLERK, Person
from evenhand.process.teams import HELD_BY, JOINT, Team, members
from evenhand.records.append import EndedGrant
from evenhand.records.key_tasks import note_all_lacking
from evenhand.records.load import people
from evenhand.records.models import Grant, Record
from evenhand.vault.keys import PublicKey, key_id

TRUSTEES = "trustees"
"""Whose the trustees' key is, as a proof says it."""


@decided_again
def settle_teams(office: Office, keys: Keyring | None) -> Refusal | None:
    """Bring who holds the teams' keys to who belongs to them, as far as `keys` can grant. Nobody chooses, so the clerk does it.

    The instance key is let go of once a member's own key is there. Raises VaultError where a proof cannot be made.
    """
    seen = newest()
    circle, everybody, today = read_circle(office), people(), office.today()
    roll, watch = Roll(office, circle, everybody, today), Watch(office, circle, everybody, today)
    made, own = [*roll.new_keys(), *watch.new_key()], roll.access(keys)
    access = replace(own, ended=(*own.ended, *watch.ends()))
    if not made and not access:
        return None

    def write(recorded: Sequence[Recorded]) -> None:
        """The append itself writes compartments and grants."""

    record(office, [Fact("team-keys-changed", {"by": CLERK})], write, seen, made=made, access=access)
    if any(one.compartment.purpose == JOINT for one in made):  # what was sealed before waits for whoever has its key
        note_all_lacking(office.now(), [one.id for one in read_circle(office).joint])
    return None


def first_keys(office: Office) -> list[Made]:
    """A key for each team of an organisation that begins, held by the instance key until there are members."""
    return Roll(office, Circle({}, {}, frozenset()), {}, office.today()).new_keys()


@dataclass(slots=True)
class Roll:
    """Who belongs to which team on a day, and what follows for their keys."""

    office: Office
    circle: Circle
    people: Mapping[str, Person]
    today: date
    trustees: PublicKey | None = field(init=False)
    _held: dict[str, frozenset[str]] = field(init=False, default_factory=dict)
    _lost: frozenset[str] = field(init=False)
    """Those that were held with a key which was exchanged since, or by trustees of before: somebody else may have it by now."""

    def __post_init__(self) -> None:
        self.trustees = self.office.trustees()
        rows = Grant.objects.filter(compartment__in=self.circle.team_ids(), ended_entry=None)
        for compartment, to in rows.values_list("compartment_id", "to"):
            self._held[compartment] = self._held.get(compartment, frozenset()) | {to}
        exchanges = Record.objects.filter(act="keys-exchanged")
        lost = Grant.objects.filter(compartment__in=self.circle.team_ids(), ended_entry__in=exchanges.values("entry"))
        self._lost = frozenset([*lost.values_list("compartment_id", flat=True), *self._replaced()])

    def new_keys(self) -> list[Made]:
        """Keys of teams that have none, that somebody left since, whose key may have come to others, or that such a team opens."""
        newest = {team: keys[-1] for team, keys in self.circle.teams.items()}
        left = {
            team
            for team in Team
            if team not in newest or newest[team].id in self._lost or self._leavers(team, newest[team])
        }
        changed = [team for team in Team if team in left or HELD_BY[team] & left]
        made: dict[Team, Made] = {}
        for team in sorted(changed, key=lambda team: len(HELD_BY[team])):
            made[team] = self._new_key(team, made)
        keys = [(team.value, PublicKey(one.compartment.public)) for team, one in made.items()]
        proofs = self.office.vouch(keys) if keys else ()
        return [vouched_as(one, proof) for one, proof in zip(made.values(), proofs, strict=True)]

    def access(self, keys: Keyring | None) -> Access:
        """What changes for the keys that are there."""
        wanted = [
            (key.id, known)
            for team, generations in sorted(self.circle.teams.items())
            for key in generations
            for known in self._lacking(team, self._held.get(key.id, frozenset()))
        ]
        granted = granted_with(keys, [(key, self._proven(known)) for key, known in wanted]) if keys else []
        ended = [
            EndedGrant(key.id, to)
            for team, generations in sorted(self.circle.teams.items())
            for key in generations
            for to in sorted(self._ends(team, key, keys, {one.to for one in granted if one.compartment == key.id}))
        ]
        return Access(tuple(granted), tuple(ended), waits=len(granted) < len(wanted))

    def _replaced(self) -> Iterator[str]:
        """Those that were ever held by the key of trustees in whose place there are others: enough of their papers may be about."""
        if self.trustees is None:  # a file that is missing replaces nobody
            return
        known = self.circle.staff | {key_id(self.trustees)}
        held = Grant.objects.filter(compartment__in=self.circle.team_ids())
        for compartment, to in held.values_list("compartment_id", "to"):
            if to not in known:
                yield compartment

    def _new_key(self, team: Team, made: Mapping[Team, Made]) -> Made:
        """Granted to members, to teams that open it, and to nobody but the instance key where there is none of these."""
        own = [known for known in self._members(team) if vouched_for(self.office, known)]
        others = [
            PublicKey(made[other].compartment.public) if other in made else self._newest(other)
            for other in HELD_BY[team]
        ]
        grantees = [*(known.public for known in own), *(public for public in (*others, self.trustees) if public)]
        if not own:
            grantees.append(self.office.instance)
        return make_compartment(self.office, team.value, grantees)

    def _newest(self, team: Team) -> PublicKey | None:
        keys = self.circle.teams.get(team, ())
        return keys[-1].public if keys and vouched_for(self.office, keys[-1]) else None

    def _members(self, team: Team) -> list[Known]:
        refs = sorted(members(team, self.people, self.today))
        return [self.circle.people[ref] for ref in refs if ref in self.circle.people]

    def _lacking(self, team: Team, held: Collection[str]) -> list[Known]:
        """Members without the key, and teams that should open it and do not."""
        lacking = [known for known in self._members(team) if known.id not in held]
        for other in sorted(HELD_BY[team]):
            keys = self.circle.teams.get(other, ())
            if keys and not any(key.id in held for key in keys):
                lacking.append(keys[-1])
        if self.trustees is not None and key_id(self.trustees) not in held:
            lacking.append(Known(TRUSTEES, key_id(self.trustees), self.trustees, b""))
        return lacking

    def _proven(self, known: Known) -> Known:
        """With a proof for the trustees' key, made when it is needed: that key is read from a file, and not from a row."""
        if known.public != self.trustees:
            return known
        return replace(known, proof=self.office.vouch([(TRUSTEES, known.public)])[0])

    def _leavers(self, team: Team, key: Known) -> frozenset[str]:
        """Ids of people's keys that hold this key of the team and belong to nobody in it."""
        held = self._held.get(key.id, frozenset()) & self.circle.staff
        mine = {known.id for known in self._members(team)}
        return held - mine - self.circle.team_ids() - {key_id(self.office.instance)}

    def _ends(self, team: Team, key: Known, keys: Keyring | None, new: Collection[str]) -> frozenset[str]:
        """Grants that end; a leaver's not while they alone hold what came before, or nobody could ever be let in."""
        held = self._held.get(key.id, frozenset())
        leavers = self._leavers(team, key)
        ends = leavers if {*held, *new} - leavers else frozenset()
        if self.trustees is not None and key_id(self.trustees) in {*held, *new}:
            ends |= held - self.circle.staff - {key_id(self.trustees)}  # trustees of before
        instance = key_id(self.office.instance)
        theirs = {known.id for known in self._members(team)} & {*held, *new}
        if instance in held and keys is not None and keys.key in theirs:
            ends |= {instance}
        return ends
