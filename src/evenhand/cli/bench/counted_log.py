"""A made-up register to measure on: every entry is counted, with a choice of four templates, and stands under a statement.

It lies under a key of its own. Proofs cost a second for a thousand, so whoever makes one says how many are to be true: the others
are stand-ins, which no check of sums looks at. Some entries are made with what opens them, for their receipts.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any

from evenhand.records.log_folder import LogFolder
from evenhand_register import (
    canonical,
    generators,
    group,
    note,
    receipt,
    record,
    scheme,
    statement,
    tally,
    tiles,
    tree,
)
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import Entry
from evenhand_register.keys import Signer
from evenhand_register.statement import Draft, Head
from evenhand_register.tools.helpers import Helpers, cores

TEMPLATES = 4
_KIND = "intake"
_DAY = "2999-12-31"
_TOGETHER = 1024
"""Entries sealed in one task."""
_STEP = 65_536
"""Entries written at a time, and stated."""

type _Made = tuple[bytes, group.Scalar]
"""An entry, and what blinds its tally."""


@dataclass
class CountedLog:
    """A register as files. `opened` has what a receipt needs of some entries, by index; the scheme's entry is the first."""

    folder: Path
    signer: Signer
    scheme: receipt.Logged
    size: int = 0
    opened: dict[int, tuple[receipt.Logged, receipt.Count]] = field(default_factory=dict)

    @property
    def files(self) -> LogFolder:
        """The files, to be read."""
        return LogFolder(self.folder)

    @property
    def head(self) -> bytes:
        """The signed head."""
        return (self.folder / tiles.CHECKPOINT).read_bytes()

    def write(self, entries: list[bytes]) -> None:
        """Append entries, not durably: this is thrown away. The head stays as it is."""
        growth = tiles.grow(self.files, self.size, entries)
        for path, content in growth.files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)
        self.size = growth.size

    def edge(self) -> Head:
        """The signed head of what there is by now."""
        root = tree.root(tiles.StoredHashes(self.files, self.size), self.size)
        return Head(
            self.size, root, note.sign(Checkpoint(self.signer.name, self.size, root).render(), [self.signer]).decode()
        )

    def publish(self, opening: record.Opening) -> None:
        """Write the opening of a published record."""
        path = self.folder / tiles.record_path(opening.record)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(canonical.dumps(opening.as_json()))


def make(folder: Path, origin: str, size: int, proved: int, opened: int = 0) -> CountedLog:
    """A register of `size` entries, of which `proved` have true proofs and `opened` can have receipts."""
    opening = record.opening(record.facts("scheme", _scheme(origin)), os.urandom(32))
    first = Entry("scheme", _DAY, opening.record).render()
    made = CountedLog(folder, Signer(origin, os.urandom(32)), receipt.Logged(first, opening, b""))
    made.write([first])
    made.publish(opening)
    stating = _Stating(made, origin, opening.record)
    counted = max(0, size - 1 - -(-(size - 1) // (_STEP + 1)))
    every = max(1, counted // opened) if opened else counted + 1
    for some in batched(enumerate(_counted(origin, opening.record, counted, proved)), _STEP):
        first_of_them, waiting, blinding = made.size, list[bytes](), group.ZERO
        for at, (place, entry) in enumerate(some, first_of_them):
            raw, blind = _open(made, at, origin, opening.record) if opened and place % every == 0 else entry
            waiting.append(raw)
            blinding = group.plus(blinding, blind)
        made.write(waiting)
        stating.state(len(waiting), blinding)
    (folder / tiles.CHECKPOINT).write_text(made.edge().checkpoint or "")
    return made


class _Stating:
    """Logs one statement after the other, each of what the entries since the last add up to, with nothing hidden."""

    def __init__(self, made: CountedLog, origin: str, scheme_id: bytes) -> None:
        self._made, self._origin, self._scheme_id = made, origin, scheme_id
        self._start = Head(0, tree.EMPTY_ROOT)
        self._sequence = 0
        self._previous: bytes | None = None
        self._others = {"scheme": 1}

    def state(self, counted: int, blinding: group.Scalar) -> None:
        """Log the statement of the last `counted` entries, whose blinding scalars add up to `blinding`."""
        values = {
            "received": counted,
            **{f"received/{place}": 0 for place in range(TEMPLATES)},
            "received/0": counted,
        }
        draft = Draft(
            origin=self._origin,
            period=f"bench-{self._sequence}",
            sequence=self._sequence,
            previous=self._previous,
            scheme_id=self._scheme_id,
            scheme=scheme.parse(_scheme(self._origin), self._origin),
            start=self._start,
            end=self._made.edge(),
            entries={**self._others, _KIND: counted},
            values=values,
            hide={},
        )
        document = statement.make(draft, blinding, os.urandom).as_json()
        stated = record.opening(record.facts("statement", document), os.urandom(32))
        self._made.write([Entry("statement", _DAY, stated.record, self._scheme_id).render()])
        self._made.publish(stated)
        self._start, self._others = draft.end, {"statement": 1}
        self._sequence, self._previous = self._sequence + 1, stated.record


def _open(made: CountedLog, index: int, origin: str, scheme_id: bytes) -> _Made:
    """An entry with a true proof, of which everything that a receipt shows is kept."""
    nonce = os.urandom(16)
    opening = record.opening(
        record.facts(_KIND, {"act": "received"}, nonce, "in/0"), os.urandom(32), os.urandom(400), os.urandom(32)
    )
    place = tally.Place(origin, scheme_id, opening.record, _KIND)
    sealed = tally.seal(place, _points(origin), "in/0", os.urandom)
    raw = Entry(_KIND, _DAY, opening.record, scheme_id, sealed.tally, sealed.proof).render()
    made.opened[index] = receipt.Logged(raw, opening, b""), receipt.Count(sealed.r, "in/0")
    return raw, sealed.r


def _counted(origin: str, scheme_id: bytes, count: int, proved: int) -> Iterator[_Made]:
    """So many entries, sealed by all processors as far as their proofs are true."""
    proved = min(count, proved)
    with Helpers(cores()) as helpers:
        tasks = [
            helpers.submit(_seal, origin, scheme_id, min(_TOGETHER, proved - at)) if helpers.count else None
            for at in range(0, proved, _TOGETHER)
        ]
        for place, task in enumerate(tasks):
            here = min(_TOGETHER, proved - place * _TOGETHER)
            yield from _seal(origin, scheme_id, here) if task is None else helpers.result(task)
    if count <= proved:
        return
    r = group.number(int.from_bytes(os.urandom(31), "little"))
    point = tally.commit(_points(origin), "in/0", r)
    for _ in range(count - proved):
        yield Entry(_KIND, _DAY, os.urandom(32), scheme_id, point, os.urandom(64 * TEMPLATES)).render(), r
        r, point = group.plus(r, group.number(1)), group.add(point, group.BASE)


def _seal(origin: str, scheme_id: bytes, count: int) -> list[_Made]:
    points, made = _points(origin), []
    for _ in range(count):
        place = tally.Place(origin, scheme_id, os.urandom(32), _KIND)
        sealed = tally.seal(place, points, "in/0", os.urandom)
        made.append((Entry(_KIND, _DAY, place.record, scheme_id, sealed.tally, sealed.proof).render(), sealed.r))
    return made


def _points(origin: str) -> generators.TemplatePoints:
    return generators.template_points(scheme.parse(_scheme(origin), origin))[_KIND]


def _scheme(origin: str) -> dict[str, Any]:
    places = [f"{place}" for place in range(TEMPLATES)]
    templates = [
        {"label": f"in/{place}", "vector": {"received": 1, f"received/{place}": 1}, "words": f"Sort {place}"}
        for place in places
    ]
    return {
        "complement": 0,
        "counters": [
            {"label": label, "words": label} for label in ("received", *(f"received/{at}" for at in places))
        ],
        "figures": [],
        "groups": [{"kind": _KIND, "templates": templates, "words": "Complaints"}],
        "name": "Bench",
        "origin": origin,
        "previous": None,
        "threshold": 0,
        "v": "evenhand.scheme/v1",
        "verifier": 1,
    }
