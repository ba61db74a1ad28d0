"""Who is granted the keys of a complaint, and from whom they are taken, so that those can open it who may read it (ADR 0022).

It follows from the state after each act (`process.teams`) and goes with that act. Granting takes a keyring that opens what is
granted; where whoever acts has none, it waits for somebody who comes by (`office.settle`). Taking back takes no key, nor does
another generation of a key, which is granted as it is made (ADR 0032).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from evenhand.office.chains import chains_to
from evenhand.office.circle import Circle, Known, read_circle, vouched_for
from evenhand.office.context import Office
from evenhand.office.envelope import Access, Made, make_compartment
from evenhand.office.generations import (
    BY_PHRASE,
    Own,
    is_stale,
    only_made_by_acts,
    only_sure,
    own_compartments,
    phrase_key,
    with_changes,
)
from evenhand.office.keyring import Keyring
from evenhand.office.purposes import grant_purpose
from evenhand.process.facts import Into
from evenhand.process.state import ComplaintState, Person
from evenhand.process.teams import Holders, holders_of_identity, holders_of_words, readers
from evenhand.records.append import EndedGrant, NewGrant
from evenhand.vault.agent.chains import Target
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.errors import AgentBusy, AgentUnavailable
from evenhand.vault.keys import PublicKey


@dataclass(frozen=True, slots=True)
class NewKey:
    """A compartment of a complaint that comes into being with an act. `waits`: somebody who may read it has no key yet."""

    made: Made
    waits: bool


class Keeper:
    """Works out grants on one complaint as it stands after an act. `people` is everyone on the staff."""

    def __init__(self, office: Office, after: ComplaintState, people: Mapping[str, Person], today: date) -> None:
        self._office, self._people, self._today = office, people, today
        self._circle: Circle = read_circle(office)
        self._index, self._own = after.index, own_compartments(after.index)
        self._words = holders_of_words(after, people, today)
        self._identity = holders_of_identity(after, people, today)

    @cached_property
    def _believed(self) -> Sequence[Own]:
        """What may be sealed to. Granted and read is by whatever is there: that is checked where it is opened."""
        return only_made_by_acts(self._own)

    def publics(self, case: int | None) -> dict[Into, PublicKey]:
        """The public halves to seal to, of the complaint and of one of its cases: those of the newest generations."""
        return {own.purpose: own.public for own in self._believed if own.purpose != Into.CASE or own.case == case}

    def new_case(self, case: int) -> NewKey:
        """The compartment of a case that is opened, granted to all who may read it."""
        wanted = list(self._circle.holds(self._words, frozenset()))
        sure = [known for known in wanted if vouched_for(self._office, known)]
        grantees = [known.public for known in sure] or [self._office.instance]
        return NewKey(make_compartment(self._office, Into.CASE.value, grantees, case), sure != wanted or not sure)

    def new_generation(self, into: Into, case: int | None, access: Access) -> NewKey | None:
        """Another generation of a compartment, if the newest could be opened by somebody who may not read it after an act.

        `access` is what that act changes. None also where too few of the staff could be granted it, or the complainant could not.
        """
        own = next((one for one in reversed(self._believed) if (one.purpose, one.case) == (into, case)), None)
        if own is None:
            return None
        holders = self._holders(into)
        may = self._circle.ids(self._each(holders))
        if not is_stale(self._office, with_changes(own, access), self._sure, holders, may):
            return None
        one_by_one = self._one_by_one(holders)
        sure = list(self._sure.holds(one_by_one, frozenset()))
        phrase = phrase_key(self._index) if into in BY_PHRASE else None
        if not self._enough(one_by_one, sure) or (phrase is None and into in BY_PHRASE):
            return None
        grantees = [*(known.public for known in sure), *([phrase] if phrase else [])]
        waits = sure != list(self._circle.holds(holders, frozenset()))
        return NewKey(make_compartment(self._office, into.value, grantees, case), waits)

    def _enough(self, holders: Holders, sure: Sequence[Known]) -> bool:
        """Whether words that are sealed to nobody but these are not lost with one of them, unless nobody else should have them."""
        ours = {known.id for known in sure} - self._circle.overseers
        everybody = self._sure.people.keys() >= holders.people
        return bool(ours) and (len(ours) > 1 or bool(ours & self._sure.team_ids()) or everybody)

    @cached_property
    def _sure(self) -> Circle:
        return only_sure(self._office, self._circle)

    def _each(self, holders: Holders) -> Holders:
        """Everybody who reads by these, as people."""
        return replace(holders, teams=frozenset(), people=readers(holders, self._people, self._today))

    def _one_by_one(self, holders: Holders) -> Holders:
        """The same, with the members of a team in its place where its newest key is not vouched for."""
        unsure = holders.teams - self._sure.teams.keys()
        beside = self._each(replace(holders, teams=unsure))
        return replace(holders, teams=holders.teams - unsure, people=beside.people)

    def access(self, keys: Keyring | None) -> Access:
        """What changes for the compartments that are there, as far as the keyring can grant."""
        purposes = {own.id: own.purpose for own in self._own}
        there = {own.id: own.held for own in self._own}
        wanted = [
            (compartment, known)
            for compartment, purpose in sorted(purposes.items())
            for known in self._circle.holds(self._holders(purpose), there[compartment])
        ]
        granted = granted_with(keys, wanted)
        made = {(one.compartment, one.to) for one in granted}
        lacking = {compartment for compartment, known in wanted if (compartment, known.id) not in made}
        held = {
            name: before | {to for compartment, to in made if compartment == name} for name, before in there.items()
        }
        ended = [
            EndedGrant(compartment, to)
            for compartment, purpose in sorted(purposes.items())
            for to in sorted(self._ends(purpose, held[compartment], lacking=compartment in lacking))
        ]
        return Access(tuple(granted), tuple(ended), waits=bool(lacking))

    def _ends(self, purpose: str, held: frozenset[str], *, lacking: bool) -> frozenset[str]:
        """Grants that end: while somebody lacks a key only those of people, and never all, or nobody could grant it any more."""
        ours = held & self._circle.staff
        holders = self._holders(purpose)
        excess = ours - self._circle.ids(holders) - self._circle.ids(self._one_by_one(holders))
        if lacking:
            excess &= frozenset(known.id for known in self._circle.people.values())
        return excess if excess < ours else frozenset()

    def _holders(self, purpose: str) -> Holders:
        return self._identity if purpose == Into.IDENTITY else self._words


def granted_with(keys: Keyring | None, wanted: Sequence[tuple[str, Known]]) -> list[NewGrant]:
    """Those of the wanted grants (compartment, to whom) that the keyring can make, and may: to keys that are vouched for.

    Raises SlotGone when the session is over.
    """
    if keys is None or not wanted:
        return []
    chains = chains_to({compartment for compartment, _ in wanted}, keys.key)
    asked = [
        (compartment, known, _rewrap(chains[compartment], known, compartment))
        for compartment, known in wanted
        if compartment in chains
    ]
    try:
        wraps = keys.rewrap([one for _, _, one in asked]) if asked else []
    except (AgentUnavailable, AgentBusy):
        return []  # what is done needs no key, and what is granted with it waits
    return [
        NewGrant(compartment, known.id, wrap)
        for (compartment, known, _), wrap in zip(asked, wraps, strict=True)
        if wrap is not None
    ]


def _rewrap(target: Target, known: Known, compartment: str) -> Rewrap:
    return Rewrap(target, known.subject, known.public, known.proof, grant_purpose(compartment))
