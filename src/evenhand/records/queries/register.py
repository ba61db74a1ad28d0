"""The register as rows: entry bytes for the tree, openings that must be published, one entry with its opening."""

import base64
import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from evenhand.records.models import Entry, Head, Record
from evenhand_register import canonical
from evenhand_register.tiles import record_path
from evenhand_register.tree import EMPTY_ROOT, leaf_hash, node_hash

PUBLISHED_KINDS = ("scheme", "statement", "pool", "draw", "key", "notice")
"""Reserved kinds whose openings are public (REGISTER.md 2.4)."""
PUBLISHED_ACTS = ("period-closed",)
"""Acts of the office whose openings are public too: the edges of periods are there for everyone to see (DESIGN 5.2)."""

_TALLIES = 5000


class RowsDamaged(Exception):
    """The register's rows are not what the product writes; the message says which. Nothing is signed until a person has looked."""


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry's public bytes and the opening of its facts, without content."""

    index: int
    body: bytes
    record: bytes
    opening: dict[str, Any]


def size() -> int:
    """How many entries the register has, integrated or not."""
    return int(Head.objects.values_list("size", flat=True).get(id=1))


def entry_bodies(first: int, most: int) -> list[bytes]:
    """The bytes of the entries from `first` up to the head, at most `most`, in order.

    Raises RowsDamaged if one is missing, or if there are more than the head has given out.
    """
    newest = Entry.objects.aggregate(newest=Max("index"))["newest"]
    end = size()  # read after it: an act that comes between raises the head and not what we compare it with
    if newest is not None and newest >= end:
        raise RowsDamaged(
            f"The database holds entry {newest}, and the register has given out {end} numbers: a row was added behind the "
            "program's back. Compare the database with a backup, find out who wrote it, and take it out."
        )
    upto = min(end, first + most)
    rows = list(Entry.objects.filter(index__gte=first, index__lt=upto).order_by("index").values_list("index", "body"))
    if [index for index, _ in rows] != list(range(first, upto)):
        raise RowsDamaged(
            f"Entries between {first} and {upto - 1} are missing: they were removed from the database. Restore the latest backup."
        )
    return [bytes(body) for _, body in rows]


def edge_after(day: str) -> int:
    """The first index whose entry carries a later UTC day than this one; the size if there is none.

    Days of entries never run backwards, so a few rows are looked at, however long the register is.
    """
    days = Entry.objects.values_list("day", flat=True)
    return bisect_right(range(size()), day, key=lambda index: days.get(index=index))


def root_at(edge: int, stem: Sequence[tuple[int, bytes]] = ()) -> str:
    """The root of the first `edge` entries (base64), hashed from the rows themselves and not read from the tiles.

    `stem` may give what is known of the first entries: roots of complete subtrees with their heights, highest first.
    """
    hashes = list(stem)  # each higher than the next
    first = sum(1 << height for height, _ in hashes)
    rows = Entry.objects.filter(index__gte=first, index__lt=edge).order_by("index")
    for body in rows.values_list("body", flat=True).iterator(5000):
        height, node = 0, leaf_hash(bytes(body))
        while hashes and hashes[-1][0] == height:
            node = node_hash(hashes.pop()[1], node)
            height += 1
        hashes.append((height, node))
    root = hashes.pop()[1] if hashes else EMPTY_ROOT
    while hashes:
        root = node_hash(hashes.pop()[1], root)
    return _b64(root)


def openings_to_publish(first: int, end: int) -> dict[str, bytes]:
    """Path and canonical JSON of each opening in [first, end) that must be public. Raises RowsDamaged if one is unreadable."""
    public = Q(kind__in=PUBLISHED_KINDS) | Q(opening__act__in=PUBLISHED_ACTS)
    rows = Entry.objects.filter(public, index__gte=first, index__lt=end).order_by("index")
    found = {}
    for row in rows:
        try:
            opened = opened_entry(row.index)
        except ValueError:
            raise RowsDamaged(
                f"The record of entry {row.index} cannot be read: it was changed in the database."
            ) from None
        if opened is not None:
            found[record_path(opened.record)] = canonical.dumps(opened.opening)
    return found


def opened_entry(index: int) -> OpenedEntry | None:
    """One entry with the opening of its facts (REGISTER.md 2.3), or None if it does not exist or its record is lost."""
    row = Record.objects.select_related("entry").filter(entry_id=index).first()
    if row is None:
        return None
    opening = {
        "content": None,
        "content_hash": _b64(row.content_hash),
        "content_salt": None,
        "facts": json.loads(bytes(row.facts)),
        "facts_salt": _b64(row.facts_salt),
        "v": "evenhand.opening/v1",
    }
    return OpenedEntry(index, bytes(row.entry.body), bytes(row.entry.record), opening)


def _b64(value: bytes | memoryview) -> str:
    return base64.b64encode(bytes(value)).decode()


def tallies(start: int, end: int) -> Iterator[bytes]:
    """What the entries [start, end) count as, in order, as commitments; those that count nothing are left out.

    Read piece by piece and not by a cursor, which whoever stops half-way would leave open.
    """
    for first in range(start, end, _TALLIES):
        rows = Entry.objects.filter(index__gte=first, index__lt=min(first + _TALLIES, end)).exclude(tally=None)
        yield from [bytes(tally or b"") for tally in rows.order_by("index").values_list("tally", flat=True)]
