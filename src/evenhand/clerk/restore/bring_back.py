"""Entries that the backup lacks, put back from the tiles: their public lines, and whatever of them was public from the first.

A line that comes back alone has no record: what it stands for is lost. The openings of schemes, notices and closed periods
were published, and come back whole.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import batched

from django.db import transaction

from evenhand.clerk.restore.fault import RestoreFault
from evenhand.clerk.restore.tiles import Tiles
from evenhand.records.append import SCHEME
from evenhand.records.models import Entry, Head, Period, Record
from evenhand.records.sql import insert
from evenhand_register import canonical
from evenhand_register import entry as entry_text
from evenhand_register.errors import RegisterError
from evenhand_register.record import Opening, verify_opening

_BATCH = 2000
type Lines = Iterator[tuple[int, bytes, entry_text.Entry]]


def bring_back(tiles: Tiles, lost: range) -> Counter[str]:
    """Write the lost entries without their records, in one transaction; returns how many of each kind. Raises RestoreFault."""
    kinds: Counter[str] = Counter()
    with transaction.atomic():
        head = Head.objects.select_for_update().get(id=1)
        if head.size != lost.start:
            raise RestoreFault("The database changed while it was restored: begin again.")
        for batch in batched(_lines(tiles, lost), _BATCH):
            rows = [(index, text.kind, text.day, text.record, text.tally, body) for index, body, text in batch]
            insert(Entry, ("index", "kind", "day", "record", "tally", "body"), rows)
            _write_openings(tiles, iter(batch), head)
            kinds.update(text.kind for _, _, text in batch)
            head.day = max(head.day, *(text.day for _, _, text in batch))
        head.size = lost.stop
        head.save(update_fields=("size", "day", "office_index", "scheme"))
    return kinds


def _lines(tiles: Tiles, lost: range) -> Lines:
    for index, body in zip(lost, tiles.bodies(lost.start), strict=True):
        try:
            yield index, body, entry_text.parse(body)
        except RegisterError as error:
            raise RestoreFault(f"Entry {index} of the tiles is damaged. {error.sentence}") from None


def _write_openings(tiles: Tiles, lines: Lines, head: Head) -> None:
    """The records of what was public, with the periods that they close."""
    records = []
    for index, _, text in lines:
        opening = _opening(tiles, text)
        if opening is None:
            continue
        data = opening.facts["data"]
        act = data.get("act", text.kind)
        facts = canonical.dumps(opening.facts)
        records.append((index, act, None, facts, opening.facts_salt, opening.content_hash))
        head.office_index = index
        if text.kind == SCHEME:
            head.scheme = text.record
        if act == "period-closed":
            Period.objects.create(label=data["label"], first=data["first"], end=data["end"], entry=index)
    insert(Record, ("entry", "act", "complaint", "facts", "facts_salt", "content_hash"), records)


def _opening(tiles: Tiles, text: entry_text.Entry) -> Opening | None:
    """An opening that belongs to the entry, or None: one that does not is left where it lies, and proves nothing."""
    raw = tiles.opening(text.record)
    if raw is None:
        return None
    try:
        found = Opening.parse(canonical.loads(raw))
        verify_opening(found, text)
    except RegisterError:
        return None
    return found
