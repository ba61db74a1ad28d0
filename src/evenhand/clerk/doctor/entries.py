"""Entries and records against each other, the head, the signed tree and the guard."""

import json
from collections.abc import Iterator
from pathlib import Path

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.log_files import LogFiles
from evenhand.process.facts import Recorded
from evenhand.records.models import Entry, Head, Record
from evenhand.records.queries.register import root_at
from evenhand_register import entry as entry_text
from evenhand_register import record as commitment
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.errors import RegisterError
from evenhand_register.note import parse
from evenhand_register.tiles import CHECKPOINT

_CHUNK = 2000


def check_entries(claims: Claims) -> Iterator[Trouble]:
    """Every entry whose bytes, columns or record do not belong together; fills `claims` on the way."""
    rows = Record.objects.select_related("entry").order_by("entry_id")
    places: dict[str, int] = {}
    expected = 0
    for row in rows.iterator(_CHUNK):
        if row.entry_id != expected:
            yield Trouble("entry", str(expected), "", "An entry or its record is missing: numbers have no gap.")
        expected = row.entry_id + 1
        yield from _check_one(row, places)
        claims.hear(Recorded(row.entry_id, json.loads(bytes(row.facts))["data"], bytes(row.entry.record)))
    size = Head.objects.values_list("size", flat=True).get(id=1)
    if size != expected:
        yield Trouble("head", "1", "size", f"The head counts {size} entries and there are {expected}.")


def _check_one(row: Record, places: dict[str, int]) -> Iterator[Trouble]:
    index, body = row.entry_id, bytes(row.entry.body)
    facts = json.loads(bytes(row.facts))
    data = facts["data"]
    try:
        text = entry_text.parse(body)
    except RegisterError as error:
        yield Trouble("entry", str(index), "body", error.sentence)
        return
    if (text.kind, text.day, text.record) != (row.entry.kind, row.entry.day, bytes(row.entry.record)):
        yield Trouble("entry", str(index), "", "Its columns do not say what its public bytes say.")
    if commitment.commit(facts, bytes(row.facts_salt), bytes(row.content_hash)) != text.record:
        yield Trouble(
            "record", str(index), "facts", "Facts, salt or content hash were changed: they no longer give the entry."
        )
    if row.act != data.get("act", facts["kind"]):
        yield Trouble("record", str(index), "act", f"It says {row.act}, and its facts say {data.get('act')}.")
    ref = data.get("complaint")
    begun = places.setdefault(ref, index) if ref is not None else None
    if row.complaint != begun:
        yield Trouble("record", str(index), "complaint", f"It says {row.complaint}, and its facts belong to {begun}.")


def check_log(log: LogFiles, guard: Path) -> Iterator[Trouble]:
    """The signed heads against the entries in the database: rewritten, cut off or set back."""
    published, guarded = _head(log.read(CHECKPOINT)), _head(guard.read_bytes() if guard.exists() else None)
    if guarded is None:
        yield Trouble(
            "guard", "", "", "The guard file is missing or damaged: nothing is signed until it is put back."
        )
    if published is None:
        yield Trouble("log", CHECKPOINT, "", "There is no published checkpoint, or it is damaged.")
    if guarded and published and guarded.size < published.size:
        yield Trouble("guard", "", "", "The guard file is older than the published checkpoint: it was set back.")
    for name, head in (("guard", guarded), ("log", published)):
        if head is not None:
            yield from _check_head(name, head)


def _check_head(name: str, head: Checkpoint) -> Iterator[Trouble]:
    size = Entry.objects.count()
    if head.size > size:
        yield Trouble(
            name,
            "",
            "",
            f"{head.size} entries were signed and the database holds {size}: it was set back or cut off.",
        )
    elif root_at(head.size) != b64encode(head.root):
        yield Trouble(
            name, "", "", f"The first {head.size} entries are not those that were signed: they were rewritten."
        )


def _head(raw: bytes | None) -> Checkpoint | None:
    try:
        return Checkpoint.parse(parse(raw).text) if raw is not None else None
    except RegisterError:
        return None
