"""The key that overseers open two together: drawn anew whenever who they are changes (DESIGN 5.14, ADR 0027).

Its private half is kept by nobody. Each overseer is granted a piece of it, which is a compartment of its own, made by the same act;
any two pieces give the key (`vault.joint`). It is wrapped to itself besides, so that those who open it can pass it on to the next
one as they pass on anything else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.office.access import granted_with
from evenhand.office.circle import Circle, Known, newest_joint, piece_holders, vouched_for
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Access, Made, compartment_of, vouched_as
from evenhand.office.keyring import Keyring
from evenhand.office.office_act import newest, record
from evenhand.office.public_entry import nothing_to_project
from evenhand.process.facts import Fact, Refusal
from evenhand.process.predicates import oversees_only
from evenhand.process.state import CLERK, Person
from evenhand.process.teams import JOINT, PIECE
from evenhand.records.append import EndedGrant
from evenhand.records.models import Grant
from evenhand.vault.joint import THRESHOLD, new_joint_key
from evenhand.vault.wrap import Wrapper


@decided_again
def pass_on(office: Office, keys: Sequence[Keyring]) -> Refusal | None:
    """Let the newest joint key open the earlier ones that these keyrings are of, so that who oversees now reads what came before.

    Raises AgentError.
    """
    seen, heir = newest(), newest_joint(office)
    if heir is None:
        return None
    there = set(Grant.objects.filter(to=heir.id, ended_entry=None).values_list("compartment", flat=True))
    earlier = [keyring for keyring in keys if keyring.key not in there]
    granted = [one for keyring in earlier for one in granted_with(keyring, [(keyring.key, heir)])]
    if granted:
        fact = Fact("team-keys-changed", {"by": CLERK})
        record(office, [fact], nothing_to_project, seen, access=Access(tuple(granted)))
    return None


@dataclass(slots=True)
class Watch:
    """Who oversees on a day, and what follows for their key."""

    office: Office
    circle: Circle
    people: Mapping[str, Person]
    today: date

    def new_key(self) -> list[Made]:
        """The key and its pieces, if those who oversee now are not those who hold the newest one, and are two or more."""
        present = [known for known in self._overseers() if vouched_for(self.office, known)]
        if len(present) < THRESHOLD or self._newest_holders() == {known.id for known in present}:
            return []
        joint = new_joint_key([known.public for known in present], self.office.entropy)
        itself = {joint.pair.public: Wrapper(joint.pair.public, self.office.entropy)}
        proof = self.office.vouch([(JOINT, joint.pair.public)])[0]
        pieces = [
            compartment_of(piece, PIECE, {known.public: Wrapper(known.public, self.office.entropy)})
            for known, piece in zip(present, joint.pieces, strict=True)
        ]
        return [vouched_as(compartment_of(joint.pair, JOINT, itself), proof), *pieces]

    def ends(self) -> Iterator[EndedGrant]:
        """Pieces of those who oversee no longer, unless what was sealed to that key could not be opened without them."""
        present = {known.id for known in self._overseers()}
        for held in piece_holders().values():
            if len(present & held.keys()) >= THRESHOLD:
                yield from (EndedGrant(piece, to) for to, piece in sorted(held.items()) if to not in present)

    def _overseers(self) -> list[Known]:
        refs = (ref for ref, person in sorted(self.people.items()) if oversees_only(person, self.today))
        return [self.circle.people[ref] for ref in refs if ref in self.circle.people]

    def _newest_holders(self) -> set[str]:
        """Of the newest there is, openable or not: what comes is sealed to that one."""
        newest_one = newest_joint(self.office)
        return set(piece_holders()[newest_one.id]) if newest_one else set()
