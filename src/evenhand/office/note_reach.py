"""Who could still open the notes that no two overseers have opened: each is sealed to the key of those who oversaw then.

Two pieces of one generation of that key open it, or two of a later generation to which the earlier was passed on. Whoever joins
gets no piece of what came before: only two of those who have one pass it on, with whatever they open together (ADR 0027).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from evenhand.office.circle import passed_on, piece_holders
from evenhand.process.facts import Into
from evenhand.process.predicates import oversees_only
from evenhand.records.load import as_recorded, people
from evenhand.records.models import Compartment, Grant, Record
from evenhand.records.queries.reach import living
from evenhand.vault.joint import THRESHOLD

OPENED = "note-opened"


@dataclass(frozen=True, slots=True)
class NoteReach:
    """A note that no two overseers have opened, by its entry; for each generation of the key that leads to it, whose accounts
    in use hold a piece (staff references).
    """

    entry: int
    holders: tuple[frozenset[str], ...]

    def openable(self, among: Collection[str]) -> bool:
        """Whether two of these people could open it together."""
        return any(len(held.intersection(among)) >= THRESHOLD for held in self.holders)

    def pairs(self) -> list[frozenset[str]]:
        """Of whom any two could, for each generation that two people with an account hold."""
        return [held for held in self.holders if len(held) >= THRESHOLD]


@dataclass(frozen=True, slots=True)
class Stakes:
    """How many unread notes fewer than two could open without somebody: of those who oversee today, and of all with an account."""

    today: int = 0
    ever: int = 0


def opened_notes() -> frozenset[int]:
    """The entries of all notes that two overseers ever opened."""
    rows = Record.objects.filter(act=OPENED).values_list("entry_id", "facts", "entry__record")
    return frozenset(recorded.data["note"] for recorded in as_recorded(rows))


def note_reach() -> list[NoteReach]:
    """Every unread note, oldest first."""
    read = opened_notes()
    rows = Compartment.objects.filter(complaint=None, purpose=Into.NOTE).order_by("entry").values_list("id", "entry")
    unread = {id_: entry for id_, entry in rows if entry not in read}
    if not unread:
        return []
    pieces, own, later = piece_holders(), living(), passed_on()
    sealed: dict[str, set[str]] = {}
    for note, to in Grant.objects.filter(compartment__in=unread, ended_entry=None).values_list("compartment", "to"):
        sealed.setdefault(note, set()).add(to)
    return [
        NoteReach(
            entry,
            tuple(
                frozenset(own[key] for key in pieces[joint] if key in own)
                for joint in sorted(_generations(sealed.get(note, ()), later) & pieces.keys())
            ),
        )
        for note, entry in unread.items()
    ]


def overseers_of(today: date) -> frozenset[str]:
    """Who oversees that day and is nothing else."""
    return frozenset(ref for ref, person in people().items() if oversees_only(person, today))


def stakes_of(ref: str, today: date) -> Stakes:
    """What would stay closed without that person, and does not with them."""
    reach = note_reach()
    return Stakes(_lost(reach, overseers_of(today), ref), _lost(reach, people().keys(), ref))


def _lost(reach: Collection[NoteReach], among: Collection[str], ref: str) -> int:
    others = frozenset(among) - {ref}
    return sum(note.openable(among) and not note.openable(others) for note in reach)


def _generations(keys: Collection[str], later: Mapping[str, Collection[str]]) -> frozenset[str]:
    """These keys with all to which they were passed on, and on from there."""
    found, waiting = set(keys), list(keys)
    while waiting:
        more = set(later.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return frozenset(found)
