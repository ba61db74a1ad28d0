"""Entries and records against each other and against the head; what the acts say is heard on the way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import FAULTS, read
from evenhand.clerk.doctor.roots import Roots
from evenhand.clerk.doctor.rows import Row, compare
from evenhand.process.facts import Recorded
from evenhand.records.append import SCHEME
from evenhand.records.models import Entry, Head, Record
from evenhand.records.queries.register import PUBLISHED_ACTS, PUBLISHED_KINDS
from evenhand_register import canonical
from evenhand_register import entry as entry_text
from evenhand_register.record import Opening, commit_spelt
from evenhand_register.tiles import record_path

NOT_THE_FACTS = (
    "The facts, their salt or the hash of the sealed part were changed: together they no longer give the fingerprint "
    "that stands in the register. What rests on this entry cannot be compared."
)
MISSING = "What rests on what is missing cannot be compared."
_MOST_MISSING = 100_000
_COLUMNS = ("index", "kind", "day", "record", "tally", "body")
_OPENING = ("act", "complaint", "facts", "facts_salt", "content_hash")


@dataclass(slots=True)
class Register:
    """What the pass over all entries finds out, for the parts that come after it."""

    claims: Claims
    roots: Roots
    size: int = 0
    """One more than the newest index."""
    day: str = "1970-01-01"
    office_index: int = -1
    scheme: bytes = b""
    """Record of the newest scheme."""
    whole: bool = True
    """No number is missing, so that the roots are those of what is there."""
    tainted: dict[int, int] = field(default_factory=dict)
    """Complaints with an entry whose facts cannot be believed, and the first such entry."""
    unopened: list[int] = field(default_factory=list)
    """Entries without a record: gone, or restored without it. What says so comes later in the register."""
    notices: set[int] = field(default_factory=set)
    finished: bool = False
    published: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    """The openings that must be public: path and content, by the index of the entry."""
    places: dict[str, int] = field(default_factory=dict)
    """The index of the first entry of each complaint, by the complaint's reference."""


def check_entries(register: Register) -> Iterator[Trouble]:
    """Every entry whose bytes, columns, facts or place are not what they were; fills `register`."""
    heads = list(read(Head.objects.all()))
    counted = heads[0]["size"] if heads and isinstance(heads[0]["size"], int) else 0
    for row in read(Entry.objects.order_by("index"), *_COLUMNS, *(f"opening__{name}" for name in _OPENING)):
        yield from _check_place(register, row["index"], counted)
        if isinstance(row["body"], bytes):
            register.roots.take(row["body"])
        yield from _check_one(register, row)
        register.size = row["index"] + 1
    yield from register.claims.rest()
    yield from _without_record(register)
    yield from _without_entry()
    yield from _check_head(register, heads)
    register.finished = True


def _check_place(register: Register, index: int, counted: int) -> Iterator[Trouble]:
    if index != register.size:
        register.whole = False
        first, last = register.size, index - 1
        which = f"Entry {first} is" if first == last else f"The entries {first} to {last} are"
        yield Trouble("entry", str(first), "", f"{which} missing: numbers of the register have no gap. {MISSING}")
        register.claims.damaged.update(range(first, min(index, first + _MOST_MISSING)))
    if index >= counted:
        sentence = f"The head counts {counted} entries, and this one lies beyond them: it was put in without an act."
        yield Trouble("entry", str(index), "", sentence)


def _check_one(register: Register, row: Row) -> Iterator[Trouble]:
    """One entry with its record. What it says is heard unless it cannot be believed."""
    index = row["index"]
    register.day = row["day"]
    troubles = list(_bytes(row))
    believed = not any(trouble.table == "record" or trouble.column == "" for trouble in troubles)
    yield from troubles
    if row["opening__facts"] is None:
        register.unopened.append(index)
        register.claims.damaged.add(index)
    elif believed:
        if row["kind"] == "notice":
            register.notices.add(index)
        if row["kind"] == SCHEME:
            register.scheme = row["record"]
        yield from _hear(register, row)
    else:
        register.claims.damaged.add(index)
        if isinstance(row["opening__complaint"], int):
            register.tainted.setdefault(row["opening__complaint"], index)
    yield from register.claims.up_to(index)


def _bytes(row: Row) -> Iterator[Trouble]:
    """The public bytes, the columns that repeat them, and the facts behind the fingerprint."""
    index = row["index"]
    try:
        text = entry_text.parse(row["body"])
    except FAULTS:
        yield Trouble("entry", str(index), "body", "These public bytes were overwritten: they are no entry any more.")
        text = None
    given = _fingerprint(row)
    if row["opening__facts"] is not None and given not in (row["record"], text.record if text else None):
        yield Trouble("record", str(index), "facts", NOT_THE_FACTS, index)
    if text is None:
        return
    if given is not None and text.record != row["record"] == given:
        sentence = "These public bytes were changed: they do not carry the fingerprint of the entry's record."
        yield Trouble("entry", str(index), "body", sentence)
        return
    for column, said in (("kind", text.kind), ("day", text.day), ("record", text.record), ("tally", text.tally)):
        if row[column] != said:
            sentence = "This does not say what the entry's public bytes say: one of them was changed."
            yield Trouble("entry", str(index), column, sentence)


def _fingerprint(row: Row) -> bytes | None:
    """What facts, salt and content hash give, or None if they are no such thing."""
    parts = tuple(row[f"opening__{name}"] for name in ("facts", "facts_salt", "content_hash"))
    return commit_spelt(*parts) if all(isinstance(part, bytes) for part in parts) else None


def _hear(register: Register, row: Row) -> Iterator[Trouble]:
    """The act's own columns, and what it says of other tables."""
    index = row["index"]
    try:
        facts = json.loads(row["opening__facts"])
        data = facts["data"]
        yield from _check_columns(register, row, data.get("act", facts["kind"]), data.get("complaint"))
        begun = register.places.get(data.get("complaint", ""))
        yield from register.claims.hear(Recorded(index, data, row["record"]), begun)
        if row["kind"] in PUBLISHED_KINDS or data.get("act") in PUBLISHED_ACTS:
            opening = Opening(facts, row["opening__facts_salt"], row["opening__content_hash"], None, None)
            register.published[index] = record_path(row["record"]), canonical.dumps(opening.as_json())
    except FAULTS:
        sentence = "These facts are not those of any act that this program writes: somebody else wrote them."
        yield Trouble("record", str(index), "facts", sentence, index)


def _check_columns(register: Register, row: Row, act: str, ref: str | None) -> Iterator[Trouble]:
    index, complaint = row["index"], row["opening__complaint"]
    if row["opening__act"] != act:
        sentence = f"This was changed: it is {row['opening__act']}, and the facts beside it say {act}."
        yield Trouble("record", str(index), "act", sentence, index)
    if ref is None:
        register.office_index = index
    elif ref not in register.places:
        first = complaint if complaint in register.tainted else index
        register.places[ref] = first
    begun = None if ref is None else register.places[ref]
    if complaint != begun:
        sentence = f"This was changed: it is {complaint}, and the facts beside it belong to {begun}."
        register.tainted |= {each: index for each in (complaint, begun) if isinstance(each, int)}
        yield Trouble("record", str(index), "complaint", sentence, index)


def restored_lines(register: Register) -> Iterator[str]:
    """What came back after a loss without its record, and the acts that say so."""
    for act, lost in _restored(register):
        count = sum(index in lost for index in register.unopened)
        if count:
            which = f"entry {lost.start}" if len(lost) == 1 else f"the entries {lost.start} to {lost.stop - 1}"
            yield (
                f"Restored from the tiles without its record: {count} of {which}, as entry {act} says. Nobody can open what stood "
                "behind it any more."
            )


def _without_record(register: Register) -> Iterator[Trouble]:
    """Entries whose record is gone although nothing was restored."""
    restored = _restored(register)
    for index in register.unopened:
        if not any(index in lost for _, lost in restored):
            sentence = "Its record is gone: what this line of the register stands for can no longer be shown."
            yield Trouble("record", str(index), "", sentence, index)


def _restored(register: Register) -> list[tuple[int, range]]:
    """Losses that count: of entries before the act, and said to everyone by the public notice just before it."""
    claimed = register.claims.restored
    return [(act, lost) for act, lost in claimed if lost.stop <= act and act - 1 in register.notices]


def _without_entry() -> Iterator[Trouble]:
    """Records that belong to no entry."""
    entries = Entry.objects.values("index")
    for row in read(Record.objects.exclude(pk__in=entries), "entry"):
        yield Trouble(
            "record", str(row["entry"]), "", "There is no entry for this record: one of them was tampered with."
        )


def _check_head(register: Register, heads: list[Row]) -> Iterator[Trouble]:
    expected = {
        "id": 1,
        "day": register.day,
        "office_index": register.office_index,
        "scheme": register.scheme,
    }
    yield from compare("head", ("id",), [expected], heads)
    for row in heads:
        if row["id"] == 1 and row["size"] != register.size:
            which = f"The head counts {row['size']} entries, and there are {register.size}"
            yield Trouble(
                "head", "1", "size", f"{which}: entries were taken away or put in, or the head was changed."
            )
