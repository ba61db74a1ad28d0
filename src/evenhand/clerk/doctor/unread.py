"""Notes to the overseers that nobody has opened and that two who oversee today could not: said before they are lost, and after."""

from collections.abc import Iterator
from datetime import date

from evenhand.office.note_reach import note_reach, overseers_of
from evenhand.records.load import people
from evenhand.records.queries.people import names

CLOSED = (
    "{notes} to the overseers that nobody has opened cannot be opened by those who oversee today, the first of entry {first}: it "
    "takes two of {who}, who oversaw then. Appoint again as many of them as are missing to two, and have two open what waits. The "
    "accounts of the last two do not end before."
)
LOST = (
    "{notes} to the overseers that nobody has opened can be opened by nobody any more, the first of entry {first}: of those who "
    "oversaw then fewer than two have an account and the keys of then. What is written there stays closed, unless a backup from "
    "before and the passwords of two of them come together."
)


def unread_notes(today: date) -> Iterator[str]:
    """A note of the doctor's for those that wait for overseers of before, by who these are, and one for those that are lost."""
    present, everybody, known = overseers_of(today), people(), names()
    closed: dict[frozenset[str], list[int]] = {}
    lost: list[int] = []
    for note in note_reach():
        if note.openable(present):
            continue
        if note.openable(everybody):
            closed.setdefault(max(note.pairs(), key=len), []).append(note.entry)
        else:
            lost.append(note.entry)
    for holders, entries in closed.items():
        who = ", ".join(sorted(known.get(ref, ref) for ref in holders))
        yield CLOSED.format(notes=_many(entries), first=entries[0], who=who)
    if lost:
        yield LOST.format(notes=_many(lost), first=lost[0])


def _many(entries: list[int]) -> str:
    return f"{len(entries)} {'note' if len(entries) == 1 else 'notes'}"
