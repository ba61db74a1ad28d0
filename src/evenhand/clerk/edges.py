"""Where periods and pools end: the signed head of exactly so many entries is kept for the statement or the draw (REGISTER.md 9.6).

A period ends where the month of the entries changes, or where an act closed it at the head. So no head is signed across such
a place, nor across the end of a pool, and before the register grows past it the head of it is put aside, with the cosignatures that
it has by then.
"""

from collections.abc import Sequence
from itertools import pairwise

from evenhand.clerk.log_files import LogFiles
from evenhand.records.append import MONTH
from evenhand.records.log_folder import edge_path
from evenhand.records.models import Entry, Period
from evenhand.records.queries.draws import POOL
from evenhand_register import entry, note
from evenhand_register.tiles import CHECKPOINT


def up_to_the_next_edge(first: int, bodies: Sequence[bytes]) -> Sequence[bytes]:
    """As many of these entries, which begin at `first`, as may stand under the next head."""
    ends = (
        Period.objects.filter(end__gt=first, end__lt=first + len(bodies))
        .order_by("end")
        .values_list("end", flat=True)
    )
    nearest = ends.first() or first + len(bodies)
    parsed = [entry.parse(body) for body in bodies[: nearest - first]]
    ends_here = (place for place, pair in enumerate(pairwise(parsed), 1) if _parts(*pair))
    return bodies[: next(ends_here, nearest - first)]


def _parts(one: entry.Entry, following: entry.Entry) -> bool:
    """Whether no head may cover both: another month begins between them, or the first is a pool."""
    return one.kind == POOL or one.day[:MONTH] != following.day[:MONTH]


def keep_edge(files: LogFiles, size: int) -> None:
    """Put aside the head of `size` entries, beyond which there are more by now, if a period or a pool ends there."""
    if size and is_edge(size):
        shown = files.read(CHECKPOINT)
        head = None if shown is None else note.once(shown, first=True)  # since when it was there, not until when
        if head is not None and files.read(edge_path(size)) != head:
            files.replace(edge_path(size), head)


def ends_with_pool(size: int) -> bool:
    """Whether the last of so many entries is a pool."""
    return Entry.objects.filter(index=size - 1, kind=POOL).exists()


def is_edge(size: int) -> bool:
    """Whether a period or a pool ends after so many entries, given that there is one more."""
    if Period.objects.filter(end=size).exists():
        return True
    rows = Entry.objects.filter(index__in=(size - 1, size)).order_by("index").values_list("day", "kind")
    return rows[0][1] == POOL or len({day[:MONTH] for day, _ in rows}) > 1
