"""Who is granted the keys of a complaint, and from whom they are taken, so that those can open it who may read it (ADR 0022).

It follows from the state after each act (`process.teams`) and goes with that act. Granting takes a keyring that opens what is
granted; where whoever acts has none, it waits for somebody who comes by (`office.settle`). Taking back takes no key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.office.chains import chains_to
from evenhand.office.circle import Circle, Known, read_circle, vouched_for
from evenhand.office.context import Office
from evenhand.office.envelope import Access, Made, make_compartment
from evenhand.office.keyring import Keyring
from evenhand.office.purposes import grant_purpose
from evenhand.process.facts import Into
from evenhand.process.state import ComplaintState, Person
from evenhand.process.teams import Holders, holders_of_identity, holders_of_words
from evenhand.records.append import EndedGrant, NewGrant
from evenhand.records.models import Compartment, Grant
from evenhand.vault.agent.chains import Target
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.errors import AgentBusy, AgentUnavailable


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case's compartment. `waits`: somebody who may read it has no key yet."""

    made: Made
    waits: bool


class Keeper:
    """Works out grants on one complaint as it stands after an act. `people` is everyone on the staff."""

    def __init__(self, office: Office, after: ComplaintState, people: Mapping[str, Person], today: date) -> None:
        self._office, self._after = office, after
        self._circle: Circle = read_circle(office)
        self._words = holders_of_words(after, people, today)
        self._identity = holders_of_identity(after, people, today)

    def new_case(self, case: int) -> NewCase:
        """The compartment of a case that is opened, granted to all who may read it."""
        wanted = list(self._circle.holds(self._words, frozenset()))
        sure = [known for known in wanted if vouched_for(self._office, known)]
        grantees = [known.public for known in sure] or [self._office.instance]
        return NewCase(make_compartment(self._office, Into.CASE.value, grantees, case), sure != wanted or not sure)

    def access(self, keys: Keyring | None) -> Access:
        """What changes for the compartments that are there, as far as the keyring can grant."""
        purposes = self._compartments()
        there = self._granted(purposes)
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
        excess = ours - self._circle.ids(self._holders(purpose))
        if lacking:
            excess &= frozenset(known.id for known in self._circle.people.values())
        return excess if excess < ours else frozenset()

    def _compartments(self) -> dict[str, str]:
        """The complaint's compartments, each with what it is for."""
        own = Compartment.objects.filter(complaint=self._after.index, purpose__in=[into.value for into in Into])
        return dict(own.values_list("id", "purpose"))

    def _granted(self, compartments: Iterable[str]) -> dict[str, frozenset[str]]:
        """The ids of the keys that hold each of them."""
        found: dict[str, frozenset[str]] = dict.fromkeys(compartments, frozenset())
        rows = Grant.objects.filter(compartment__in=found, ended_entry=None).values_list("compartment_id", "to")
        for compartment, to in rows:
            found[compartment] |= {to}
        return found

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
