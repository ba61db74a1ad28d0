"""Generations of a complaint's own keys: whoever lost access opens nothing that is sealed afterwards (ADR 0032).

Whoever once opened a compartment may have kept copies of the wraps and of their own key. So before something is sealed into it, the
office asks whether everybody who could ever open its newest generation still may. If not, the same act makes another generation.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.office.believed import made_by, said_by
from evenhand.office.circle import Circle, vouched_for
from evenhand.office.context import Office
from evenhand.office.envelope import Access
from evenhand.process.facts import Into
from evenhand.process.teams import TEAM_PURPOSES, Holders, Team
from evenhand.records.models import Compartment, Grant, PhraseHolder
from evenhand.vault.errors import VaultError
from evenhand.vault.keys import PublicKey, key_id

BY_PHRASE = frozenset({Into.COMPLAINT, Into.IDENTITY})
"""Purposes of compartments that the holder of the phrase opens."""


@dataclass(frozen=True, slots=True)
class Own:
    """One generation of a complaint's compartment, with the ids of the keys that hold it, and of those that did once."""

    id: str
    purpose: Into
    case: int | None
    public: PublicKey
    entry: int
    held: frozenset[str]
    ended: frozenset[str]


def own_compartments(complaint: int) -> Sequence[Own]:
    """Every generation of each of them, oldest first."""
    rows = Compartment.objects.filter(complaint=complaint, purpose__in=[into.value for into in Into])
    made = list(rows.order_by("entry").values_list("id", "purpose", "case", "public", "entry"))
    held: dict[str, set[str]] = {id_: set() for id_, *_ in made}
    ended: dict[str, set[str]] = {id_: set() for id_, *_ in made}
    grants = Grant.objects.filter(compartment__in=held).values_list("compartment_id", "to", "ended_entry")
    for id_, to, over in grants:
        (held if over is None else ended)[id_].add(to)
    return [
        Own(id_, Into(purpose), case, PublicKey(bytes(public)), entry, frozenset(held[id_]), frozenset(ended[id_]))
        for id_, purpose, case, public, entry in made
    ]


def only_made_by_acts(owns: Sequence[Own]) -> Sequence[Own]:
    """Those that the act of their entry says it made: to no other is anything sealed, or whoever wrote it in would read it."""
    said = said_by({own.entry for own in owns})
    return [own for own in owns if made_by(said.get(own.entry), own.id, own.purpose, own.case, own.public)]


def with_changes(own: Own, access: Access) -> Own:
    """As it stands after an act that changes this."""
    granted = {one.to for one in access.granted if one.compartment == own.id}
    ended = {one.to for one in access.ended if one.compartment == own.id}
    return replace(own, held=(own.held | granted) - ended, ended=own.ended | ended)


def only_sure(office: Office, circle: Circle) -> Circle:
    """The keys of the staff that are vouched for: a row that somebody wrote in is passed over.

    A team, or the overseers, whose newest key is not vouched for has none: whoever left it holds the one before.
    """
    teams = {team: [key for key in keys if vouched_for(office, key)] for team, keys in circle.teams.items()}
    joint = circle.joint[-1:] and vouched_for(office, circle.joint[-1])
    return replace(
        circle,
        people={ref: known for ref, known in circle.people.items() if vouched_for(office, known)},
        teams={team: keys for team, keys in teams.items() if keys and keys[-1] == circle.teams[team][-1]},
        joint=[key for key in circle.joint if vouched_for(office, key)] if joint else [],
    )


def is_stale(office: Office, own: Own, circle: Circle, holders: Holders, readers: frozenset[str]) -> bool:
    """Whether somebody could open what is sealed to it, with copies and keys of before, who may not read it any more.

    `own` is taken as it stands after the act, and so are `holders`, to whom the key goes; `readers` are the ids of the keys of
    everybody who reads by that. A team's key, or the overseers', that is not the newest is one that somebody kept who left. Where
    no two overseers can open theirs, those who can have left.
    """
    newest: dict[Team, str] = {team: keys[-1].id for team, keys in circle.teams.items()}
    older = {known.id for team in holders.teams for known in circle.teams.get(team, ())} - set(newest.values())
    older |= circle.overseers - {known.id for known in circle.joint[-1:]}
    if own.held & older:
        return True
    gone = (own.held & circle.staff | own.ended) - readers - circle.overseers
    if gone - circle.team_ids():
        return True
    gone -= {newest[team] for team in holders.teams if team in newest}
    return bool(gone) and not _ever_opened(office, gone, circle) <= readers


def _ever_opened(office: Office, keys: Collection[str], circle: Circle) -> frozenset[str]:
    """The keys of people that ever opened these keys of teams, also over another team's; also keys that were exchanged since.

    Those of the instance and of trustees are left out: they hold a team's key so that it is not lost, and not to read with.
    """
    try:
        trustees = office.trustees()
    except VaultError:  # its file is damaged, as the doctor says: then their key counts as one that was lost
        trustees = None
    ever: dict[str, set[str]] = {}
    rows = Grant.objects.filter(compartment__complaint=None, compartment__purpose__in=TEAM_PURPOSES)
    for compartment, to in rows.values_list("compartment_id", "to"):
        ever.setdefault(compartment, set()).add(to)
    found, waiting = set[str](), set(keys)
    while waiting:
        found |= waiting
        waiting = set().union(*(ever.get(key, ()) for key in waiting)) - found
    beside = {circle.instance, *([key_id(trustees)] if trustees else [])}
    return frozenset(found) - circle.team_ids() - beside


def phrase_key(complaint: int) -> PublicKey | None:
    """The public half of whoever holds the complaint's phrase, or None where it is not known, or not what the register says.

    The act by which the complaint was received says which key it is, and is believed only if its entry is of it: nothing is granted
    to a key that somebody wrote into the database. The row is read only where that act, of before, says no more than the id.
    """
    holder = holder_said(complaint)
    half: object = (
        base64.b64decode(holder["public"]) if "public" in holder else _half_in_row(complaint, holder.get("key"))
    )
    if not isinstance(half, bytes | memoryview) or len(half) != 32:
        return None
    public = PublicKey(bytes(half))
    return public if key_id(public) == holder.get("key") else None


def holder_said(complaint: int) -> Mapping[str, str]:
    """What the act of receiving says of whoever holds the phrase; empty where its record is not that of its entry."""
    said = said_by([complaint]).get(complaint, {})
    holder: Mapping[str, str] = said["holder"] if said.get("act") == "received" else {}
    return holder


def _half_in_row(complaint: int, key: str | None) -> object:
    """Whatever stands there: SQLite keeps a value of any type."""
    return PhraseHolder.objects.filter(complaint=complaint, key=key).values_list("public", flat=True).first()
