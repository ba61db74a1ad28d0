"""Words under a key that somebody kept who had lost access before: another key should have been made, and was not (ADR 0032).

Whoever hides who lost access, or what proves the newest key, for the moment in which somebody acts has the office seal to the key
that was there. Put back, every row is as its act has it. So it is asked again here, by the rows, for what was sealed when.

These are notes and no troubles. Where no key of a colleague is vouched for, the office seals to the key that is there, too.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from evenhand.clerk.doctor.read import read
from evenhand.process.facts import Into
from evenhand.process.teams import TEAM_PURPOSES
from evenhand.records.models import Account, Compartment, Grant, Record, Sealed
from evenhand.records.queries.people import names

STALE = (
    "Words of complaint {complaint}, first those of entry {entry}, were sealed to a key that {who} once opened and could not open "
    "by then. The program makes another key for them, unless no colleague has a key that is vouched for, or who had lost access "
    "was hidden from it when this was done. Whoever kept a copy of that key can read these words."
)
EXCHANGED = "somebody with a password that was forgotten"
_INTO = (Into.COMPLAINT, Into.IDENTITY, Into.CASE)
_EVER = 1 << 62


@dataclass(frozen=True, slots=True)
class _Grant:
    to: str
    since: int
    until: int | None

    def lasts(self, entry: int) -> bool:
        """Whether it was there at that entry or came later: who waited for a key then might read."""
        return self.until is None or self.until >= entry


@dataclass(slots=True)
class _Keys:
    """The teams' keys, and those of people."""

    made: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By its id, which team's a key is, and the entry that made it."""
    grants: Mapping[str, Sequence[_Grant]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """By the id of a key, whose account it belongs to; empty where it was exchanged."""
    exchanged: dict[str, int] = field(default_factory=dict)
    """By the id of a key, the entry by which it was."""

    def older(self, key: str, entry: int, since: int = 0) -> bool:
        """Whether it is a team's, in whose place an act after `since` and before that entry put another."""
        team, made = self.made.get(key, ("", 0))
        return any(its == team and max(made, since) < later < entry for its, later in self.made.values())

    def opened_by(self, grants: Collection[_Grant], entry: int, *, ever: bool) -> frozenset[str]:
        """The keys that open what is granted so, also over teams': all that ever did by that entry, or those that last."""
        found, waiting = set[str](), list(grants)
        while waiting:
            one = waiting.pop()
            if one.to not in found and (one.since <= entry if ever else one.lasts(entry)):
                found.add(one.to)
                waiting += self.grants.get(one.to, ())
        return frozenset(found)


def stale_notes() -> Iterator[str]:
    """One for each complaint of which there is such a ciphertext. Complaints of before generations are passed over."""
    keys = _keys()
    told = set[int]()
    for compartment in read(_suspects(keys), "id", "complaint"):
        complaint = compartment["complaint"]
        if complaint in told or not _has_generations(complaint):
            continue
        grants = _grants(Grant.objects.filter(compartment=compartment["id"])).get(compartment["id"], ())
        sealed = (
            Sealed.objects.filter(compartment=compartment["id"]).order_by("entry").values_list("entry", flat=True)
        )
        for entry in sealed.distinct():
            lost = _lost(keys, grants, complaint, entry)
            if lost:
                told.add(complaint)
                yield STALE.format(complaint=complaint, entry=entry, who=_said(keys, lost))
                break


def _lost(keys: _Keys, grants: Sequence[_Grant], complaint: int, entry: int) -> frozenset[str]:
    """People's keys that once opened what is granted so, and neither did at that entry nor ever after; or that were exchanged."""
    shown = frozenset(one.to for one in grants if keys.exchanged.get(one.to, entry) < one.since <= entry)
    own = [one for one in grants if one.until is not None and one.until < entry and one.to in keys.people]
    # Whoever complains waits for nobody: a team's key that is changed at this moment may be the one it is granted to.
    older = [
        one
        for one in grants
        if one.since <= entry
        and one.lasts(entry)
        and keys.older(one.to, entry, complaint if one.since == complaint else 0)
    ]
    if not own and not older:
        return shown
    might = keys.opened_by(own + older, entry, ever=True) & keys.people.keys()
    return shown | might - keys.opened_by(grants, entry, ever=False)


def _keys() -> _Keys:
    teams = Compartment.objects.filter(complaint=None, purpose__in=TEAM_PURPOSES)
    made = {row["id"]: (row["purpose"], row["entry"]) for row in read(teams, "id", "purpose", "entry")}
    exchanges = Record.objects.filter(act="keys-exchanged").values("entry")
    ended = Grant.objects.filter(ended_entry__in=exchanges).values_list("to", "ended_entry")
    exchanged = {to: entry for to, entry in ended if entry is not None}
    people = dict.fromkeys(exchanged, "")
    people |= dict(Account.objects.values_list("key", "ref"))
    return _Keys(made, _grants(Grant.objects.filter(compartment__in=made)), people, exchanged)


def _grants(rows: "QuerySet[Grant]") -> dict[str, list[_Grant]]:
    found: dict[str, list[_Grant]] = {}
    for row in read(rows, "compartment_id", "to", "entry", "ended_entry"):
        one = _Grant(row["to"], row["entry"], row["ended_entry"])
        found.setdefault(row["compartment_id"], []).append(one)
    return found


def _suspects(keys: _Keys) -> QuerySet[Compartment]:
    """Keys of complaints to which something was sealed after a grant of them had ended, or another came in a team's key's place."""
    later = Sealed.objects.filter(compartment=OuterRef("id")).order_by("-entry").values("entry")[:1]
    own = Grant.objects.filter(compartment=OuterRef("id"))
    older = [key for key in keys.made if keys.older(key, _EVER)]
    return (
        Compartment.objects.exclude(complaint=None)
        .filter(purpose__in=[into.value for into in _INTO])
        .annotate(last=Subquery(later))
        .filter(
            Exists(own.filter(ended_entry__lt=OuterRef("last")))
            | Exists(own.filter(to__in=[*older, *keys.exchanged]))
        )
    )


def _has_generations(complaint: int) -> bool:
    """Whether the act of receiving says the public half of the phrase's key: all that the complaint holds is of after them."""
    facts = Record.objects.filter(entry=complaint, act="received").values_list("facts", flat=True).first()
    return facts is not None and "public" in json.loads(bytes(facts))["data"]["holder"]


def _said(keys: _Keys, lost: Collection[str]) -> str:
    known = names()
    return ", ".join(sorted({known.get(keys.people.get(key, ""), EXCHANGED) for key in lost}))
