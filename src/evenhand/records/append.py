"""Append to the register: the one place that writes an entry (DESIGN section 4, REGISTER.md 9.1).

Everything slow (deciding, sealing, hashing) is done before. Then one short transaction takes the lock of the head row, checks
that the state is still the one that was decided on, gives out indexes by counting, writes the entries with their records and
ciphertexts, and updates the projections: so state and register can't disagree, and a crash leaves all of an act or none. It may
be shared with other acts that wait (see `together`).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from evenhand.process.facts import Recorded
from evenhand.records.counted import Counted
from evenhand.records.links import linked_with
from evenhand.records.models import Compartment, Complaint, Entry, Grant, Head, Record, Sealed, Sum
from evenhand.records.sql import find, insert, newest, update
from evenhand.records.together import write_in_turn
from evenhand_register import canonical
from evenhand_register.entry import RESERVED_KINDS
from evenhand_register.entry import Entry as EntryText
from evenhand_register.group import ZERO, Scalar, plus

CLOSES, SCHEME = "period-closed", "scheme"
MONTH = 7
"""The length of a month such as 2026-03, at the head of a day."""
STRETCH = 4096
"""After so many entries another stretch begins, so that in a rush there is still a place at which the sums are known."""


class Moved(Exception):
    """The state is no longer the one that was decided on. Nothing was written."""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A compartment's private half, wrapped to the key `to`."""

    compartment: str
    to: str
    wrap: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndedGrant:
    """A grant of a compartment to the key `to` that is taken back. Its wrap is destroyed."""

    compartment: str
    to: str


@dataclass(frozen=True, slots=True)
class NewCompartment:
    """A compartment that comes into being with an entry. `vouched` is the installation's proof for a team's key."""

    id: str
    purpose: str
    case: int | None
    public: bytes
    vouched: bytes | None = None


@dataclass(frozen=True, slots=True)
class NewSealed:
    """A ciphertext that comes into being with an entry. `ciphertext` is None for a file in the blob store."""

    address: str
    what: str
    compartment: str
    wrap: bytes = field(repr=False)
    ciphertext: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One entry, ready but for its index and day. `facts` is the canonical JSON of the whole facts object (REGISTER.md 2.2).

    `complaint` is the index of the complaint's first entry, or None. Where that entry is appended in the same go, its index is
    not known yet: `begins` is then its place among the entries given.
    """

    kind: str
    act: str
    complaint: int | None
    begins: int | None
    data: Mapping[str, object]
    facts: bytes
    facts_salt: bytes
    content_hash: bytes
    record: bytes
    scheme: bytes | None
    counted: Counted | None = None
    nonce: bytes | None = None
    compartments: tuple[NewCompartment, ...] = ()
    grants: tuple[NewGrant, ...] = ()
    ended: tuple[EndedGrant, ...] = ()
    sealed: tuple[NewSealed, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What the decision was made on: the newest entry of each complaint it looked at, and of the office itself.

    `links` gives the complaints that links led to from each it looked at (see `linked_with`): a link may be made from the other
    side, and then raises no entry of this one. `size` is the register's own, for what no act at all may come between.
    """

    complaints: Mapping[int, int] = field(default_factory=dict)
    links: Mapping[int, Sequence[int]] = field(default_factory=dict)
    office: int | None = None
    size: int | None = None


type Project = Callable[[Sequence[Recorded]], None]
"""Updates projections and committed rows from the entries just written, inside the same transaction. Run twice it says the same."""


def append(entries: Sequence[Prepared], *, day: str, expected: Expected, project: Project) -> list[Recorded]:
    """Write the entries in order, or nothing.

    `day` is today's UTC date; the day written never runs backwards. Raises Moved if `expected` no longer holds.
    """
    return write_in_turn(partial(_append, entries, day, expected, project))


def _append(entries: Sequence[Prepared], day: str, expected: Expected, project: Project) -> list[Recorded]:
    columns = ("size", "day", "office_index", "scheme")
    first, last_day, office_index, scheme = find(Head, columns, "id", 1, lock=True) or _no_head()
    _check(first, office_index, expected)
    scheme = _check_scheme(bytes(scheme), entries)
    day = max(last_day, day)
    recorded = [Recorded(first + place, entry.data, entry.record, entry.nonce) for place, entry in enumerate(entries)]
    _write(entries, first, day)
    add_to_sums(first, day, entries)
    size = first + len(entries)
    if any(entry.complaint is None and entry.begins is None for entry in entries):
        office_index = size - 1
    update(Head, (*columns, "id"), [(size, day, office_index, scheme, 1)])
    project(recorded)
    return recorded


def add_to_sums(first: int, day: str, entries: Sequence[Prepared]) -> None:
    """Add what the entries count as to the sums of the open stretch, or begin another (see `models.Sum`)."""
    counted = [entry.counted for entry in entries if entry.counted is not None]
    if not counted:
        return
    opened = newest(Sum, ("first", "month", "totals", "blinding"), "first")
    closes = any(entry.act == CLOSES and entry.data["end"] == first for entry in entries)
    if opened is None or opened[1] != day[:MONTH] or closes or first - opened[0] >= STRETCH:
        totals, blinding = added_up({}, ZERO, counted)
        insert(Sum, ("first", "month", "totals", "blinding"), [(first, day[:MONTH], totals, blinding)])
    else:
        totals, blinding = added_up(json.loads(opened[2]), Scalar(bytes(opened[3])), counted)
        update(Sum, ("totals", "blinding", "first"), [(totals, blinding, opened[0])])


def added_up(totals: Mapping[str, int], blinding: Scalar, counted: Sequence[Counted]) -> tuple[str, Scalar]:
    """Totals, as canonical JSON, and blinding with these added."""
    found = Counter(totals)
    for one in counted:
        found.update(one.weights)
        blinding = plus(blinding, Scalar(one.blinding))
    return canonical.dumps(dict(found)).decode(), blinding


def begin() -> None:
    """Make the head row of an empty register."""
    Head.objects.get_or_create(id=1)


def _no_head() -> NoReturn:
    raise Head.DoesNotExist("The register was never begun: run `evenhand init`.")


def _check(size: int, office_index: int, expected: Expected) -> None:
    if expected.office is not None and office_index != expected.office:
        raise Moved
    if expected.size is not None and size != expected.size:
        raise Moved
    if expected.complaints:
        now = dict(Complaint.objects.filter(index__in=expected.complaints).values_list("index", "last_index"))
        if now != dict(expected.complaints):
            raise Moved
    if any(linked_with(complaint) != list(linked) for complaint, linked in expected.links.items()):
        raise Moved


def _check_scheme(scheme: bytes, entries: Sequence[Prepared]) -> bytes:
    """The scheme in force after these entries, each of which was counted under the one in force in its place. Raises Moved."""
    for entry in entries:
        if entry.kind == SCHEME:
            scheme = entry.record
        elif entry.kind not in RESERVED_KINDS and entry.scheme != scheme:
            raise Moved
    return scheme


def _write(entries: Sequence[Prepared], first: int, day: str) -> None:
    rows, records, compartments, grants, sealed = [], [], [], [], []
    for index, entry in enumerate(entries, first):
        tally, proof = (entry.counted.tally, entry.counted.proof) if entry.counted else (None, None)
        body = EntryText(entry.kind, day, entry.record, entry.scheme, tally, proof).render()
        rows.append((index, entry.kind, day, entry.record, tally, body))
        complaint = entry.complaint if entry.begins is None else first + entry.begins
        records.append((index, entry.act, complaint, entry.facts, entry.facts_salt, entry.content_hash))
        compartments += [
            (new.id, new.purpose, complaint, new.case, new.public, new.vouched, index) for new in entry.compartments
        ]
        for ended in entry.ended:
            _end(ended, index)
        grants += [(new.compartment, new.to, new.wrap, index) for new in entry.grants]
        sealed += [(new.address, index, new.what, new.compartment, new.wrap, new.ciphertext) for new in entry.sealed]
    insert(Entry, ("index", "kind", "day", "record", "tally", "body"), rows)
    insert(Record, ("entry", "act", "complaint", "facts", "facts_salt", "content_hash"), records)
    insert(Compartment, ("id", "purpose", "complaint", "case", "public", "vouched", "entry"), compartments)
    insert(Grant, ("compartment", "to", "wrap", "entry"), grants)
    insert(Sealed, ("address", "entry", "what", "compartment", "wrap", "ciphertext"), sealed)


def _end(ended: EndedGrant, index: int) -> None:
    """Destroy the wrap of a grant. Raises Moved if it has ended already."""
    row = Grant.objects.filter(compartment=ended.compartment, to=ended.to, ended_entry=None).first()
    if row is None:
        raise Moved
    row.wrap, row.ended_entry = hashlib.sha256(row.wrap).digest(), index
    row.save()
