"""Where periods end: the signed head of exactly so many entries is kept, for the statement of the period (REGISTER.md 5 and 9.6).

A period ends where the month of the entries changes, or where an act closed it at the head. So no head is signed across such
a place, and before the register grows past it the head of it is put aside, with the cosignatures that it has by then.
"""

from collections.abc import Sequence

from evenhand.clerk.log_files import LogFiles
from evenhand.records.append import MONTH
from evenhand.records.models import Entry, Period
from evenhand_register import entry, note
from evenhand_register.tiles import CHECKPOINT

EDGE = "edge"
"""The folder of these heads, in the log's."""


def edge_path(size: int) -> str:
    """Where the head of so many entries lies, in the log's folder."""
    return f"{EDGE}/{size}"


def up_to_the_next_edge(first: int, bodies: Sequence[bytes]) -> Sequence[bytes]:
    """As many of these entries, which begin at `first`, as may stand under the next head."""
    ends = (
        Period.objects.filter(end__gt=first, end__lt=first + len(bodies))
        .order_by("end")
        .values_list("end", flat=True)
    )
    nearest = ends.first() or first + len(bodies)
    months = [entry.parse(body).day[:MONTH] for body in bodies[: nearest - first]]
    changes = (place for place in range(1, len(months)) if months[place] != months[place - 1])
    return bodies[: next(changes, nearest - first)]


def keep_edge(files: LogFiles, size: int) -> None:
    """Put aside the head of `size` entries, beyond which there are more by now, if a period ends there."""
    if size and is_edge(size):
        shown = files.read(CHECKPOINT)
        head = None if shown is None else note.once(shown, first=True)  # since when it was there, not until when
        if head is not None and files.read(edge_path(size)) != head:
            files.replace(edge_path(size), head)


def is_edge(size: int) -> bool:
    """Whether a period ends after so many entries, given that there is one more."""
    if Period.objects.filter(end=size).exists():
        return True
    days = Entry.objects.filter(index__in=(size - 1, size)).order_by("index").values_list("day", flat=True)
    return len({day[:MONTH] for day in days}) > 1
