"""What an outsider waits for who checks a large register: the tree alone, the sums too, every proof, and all of it a second time.

The register is made up, under a key of its own: every entry is counted, with a choice of four templates, and one statement
of totals is about all of them. Proofs beyond the first hundred thousand are stand-ins, and then no line for proofs is measured.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from evenhand.cli.bench.timing import spread
from evenhand.cli.open_home import Opened
from evenhand_register import canonical, generators, group, note, record, scheme, statement, tally, tiles, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import Entry
from evenhand_register.keys import Signer
from evenhand_register.statement import Draft, Head
from evenhand_register.tools.check import Request, answer
from evenhand_register.tools.extent import Depth
from evenhand_register.tools.helpers import Helpers, cores
from evenhand_register.tools.memory import Memory
from evenhand_register.tools.whole import Means, Plan

_ORIGIN = "demo.invalid/bench-of-the-audit"
_KIND = "intake"
_DAY = "2999-12-31"
_TEMPLATES = 4
_PROVED = 100_000
_TOGETHER = 1024
"""Entries sealed in one task."""
_STEP = 65_536
"""Entries written at a time."""

type _Made = tuple[bytes, group.Scalar]
"""An entry, and what blinds its tally."""


def audit(opened: Opened, times: int, size: int) -> dict[str, Any]:
    """The check of a register of `size` entries as `evenhand-verify` makes it, with all processors."""
    folder = opened.home.root / f"counted-log-of-{size}"
    signer = Signer(_ORIGIN, os.urandom(32))
    _make(folder, signer, size)
    repeat = max(1, times // 100)
    memory = Memory(opened.home.root / "memory-of-the-auditor")
    means = Means(cores(), lambda below: below - 1, time.monotonic, None)

    def check(plan: Plan) -> None:
        found = answer(Request(str(folder), vkey=signer.vkey, plan=plan), memory, means)[0]
        if found.code is not None:
            raise AssertionError(found.title)

    lines = {"tree": _timed(check, Plan(Depth.TREE), repeat), "sums": _timed(check, Plan(Depth.NONE), repeat)}
    if size <= _PROVED:
        lines["proofs"] = _timed(check, Plan(again=True), 1)
        lines["again"] = _timed(check, Plan(), repeat)
    return {"size": size, "processors": cores(), "templates": _TEMPLATES, **lines}


def _timed(check: Callable[[Plan], None], plan: Plan, repeat: int) -> dict[str, Any]:
    """How long one check takes, and how much of all processors' time it takes up."""
    taken, before = [], os.times()
    for _ in range(repeat):
        began = time.perf_counter()
        check(plan)
        taken.append((time.perf_counter() - began) * 1000)
    spent = sum(os.times()[:4]) - sum(before[:4])
    return {**spread(taken, sum(taken) / 1000), "cpu_s_each": round(spent / repeat, 2), "unit": "audits"}


def _make(folder: Path, signer: Signer, size: int) -> None:
    """Write the register: a scheme, counted entries, and the statement of their totals."""
    opening = record.opening(record.facts("scheme", _scheme()), os.urandom(32))
    at = _write(folder, 0, [Entry("scheme", _DAY, opening.record).render()])
    _publish(folder, opening)
    blinding, made = group.ZERO, []
    for raw, blind in _counted(opening.record, max(0, size - 2)):
        made.append(raw)
        blinding = group.plus(blinding, blind)
        if len(made) == _STEP:
            at, made = _write(folder, at, made), []
    at = _write(folder, at, made)
    counted, root = at - 1, tree.root(tiles.StoredHashes(_store(folder), at), at)
    head = note.sign(Checkpoint(_ORIGIN, at, root).render(), [signer])
    values = {
        "received": counted,
        **{f"received/{place}": counted if place == 0 else 0 for place in range(_TEMPLATES)},
    }
    draft = Draft(
        origin=_ORIGIN,
        period="bench",
        sequence=0,
        previous=None,
        scheme_id=opening.record,
        scheme=scheme.parse(_scheme(), _ORIGIN),
        start=Head(0, tree.EMPTY_ROOT),
        end=Head(at, root, head.decode()),
        entries={"scheme": 1, **({_KIND: counted} if counted else {})},
        values=values,
        hide={},
    )
    stated = record.opening(
        record.facts("statement", statement.make(draft, blinding, os.urandom).as_json()), os.urandom(32)
    )
    at = _write(folder, at, [Entry("statement", _DAY, stated.record, opening.record).render()])
    _publish(folder, stated)
    root = tree.root(tiles.StoredHashes(_store(folder), at), at)
    (folder / tiles.CHECKPOINT).write_bytes(note.sign(Checkpoint(_ORIGIN, at, root).render(), [signer]))


def _counted(scheme_id: bytes, count: int) -> Iterator[_Made]:
    """So many entries, sealed by all processors as far as their proofs are true."""
    proved = min(count, _PROVED)
    with Helpers(cores()) as helpers:
        tasks = [
            helpers.submit(_seal, scheme_id, min(_TOGETHER, proved - at)) if helpers.count else None
            for at in range(0, proved, _TOGETHER)
        ]
        for place, task in enumerate(tasks):
            here = min(_TOGETHER, proved - place * _TOGETHER)
            yield from _seal(scheme_id, here) if task is None else helpers.result(task)
    if count <= proved:
        return
    r = group.number(int.from_bytes(os.urandom(31), "little"))
    point = tally.commit(_points(), "in/0", r)
    for _ in range(count - proved):
        yield Entry(_KIND, _DAY, os.urandom(32), scheme_id, point, os.urandom(64 * _TEMPLATES)).render(), r
        r, point = group.plus(r, group.number(1)), group.add(point, group.BASE)


def _seal(scheme_id: bytes, count: int) -> list[_Made]:
    points, made = _points(), []
    for _ in range(count):
        place = tally.Place(_ORIGIN, scheme_id, os.urandom(32), _KIND)
        sealed = tally.seal(place, points, "in/0", os.urandom)
        made.append((Entry(_KIND, _DAY, place.record, scheme_id, sealed.tally, sealed.proof).render(), sealed.r))
    return made


def _points() -> generators.TemplatePoints:
    return generators.template_points(scheme.parse(_scheme(), _ORIGIN))[_KIND]


def _scheme() -> dict[str, Any]:
    places = [f"{place}" for place in range(_TEMPLATES)]
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
        "origin": _ORIGIN,
        "previous": None,
        "threshold": 0,
        "v": "evenhand.scheme/v1",
        "verifier": 1,
    }


def _store(folder: Path) -> tiles.TileStore:
    from evenhand.records.log_folder import LogFolder

    return LogFolder(folder)


def _write(folder: Path, at: int, entries: list[bytes]) -> int:
    """Append entries, not durably: this is thrown away. Returns the new size."""
    growth = tiles.grow(_store(folder), at, entries)
    for path, content in growth.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return growth.size


def _publish(folder: Path, opening: record.Opening) -> None:
    path = folder / tiles.record_path(opening.record)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(canonical.dumps(opening.as_json()))
