"""The register by itself, as it grows: append, proof, receipt, audit, sum; and, where it is installed, pymerkle in the same run.

Ours is the published folder: everything is read from its files each time, as a stranger does. Theirs is a tree in a SQLite file and
one in memory, filled with the same entries; that all three have the same root is checked before anything is timed. What only one
of them does has no counterpart and no ratio. One process does everything, so that its time can be compared.
"""

import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from evenhand.cli.bench.pymerkle_tree import LEFT_OUT, PymerkleTree, find_pymerkle
from evenhand.cli.bench.timing import measure_with_cpu
from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure
from evenhand_register import receipt, tiles, tlog_proof, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tools.check import Request, answer
from evenhand_register.tools.extent import Depth
from evenhand_register.tools.memory import Memory
from evenhand_register.tools.whole import Means, Plan

if TYPE_CHECKING:
    from evenhand.cli.bench.counted_log import CountedLog

_ORIGIN = "demo.invalid/bench-of-the-register"
_FIRST = 10_000
_OPENED = 32
"""Entries whose receipts are made, spread over the register."""
_ACT = 16
"""Entries appended at a time."""
_STEP = 65_536


def register(opened: Opened, times: int, size: int) -> dict[str, Any]:
    """Each line at ten thousand entries and at each power of ten up to `size`, or at `size` where that is less."""
    library = find_pymerkle()
    said = {"left_out": LEFT_OUT} if library is None else {"compared_with": f"pymerkle {library.__version__}"}
    sizes = [at for at in (_FIRST * 10**power for power in range(10)) if at <= size] or [size]
    return {**said, "at_entries": {str(at): _at(opened.home.root / str(at), library, times, at) for at in sizes}}


def _at(folder: Path, library: ModuleType | None, times: int, size: int) -> dict[str, Any]:
    from evenhand.cli.bench.counted_log import make

    log = make(folder / "log", _ORIGIN, size, 0, _OPENED)
    head = verify_checkpoint(log.head, Policy.of_key(log.signer.vkey)).checkpoint
    found: dict[str, Any] = {}
    if library is not None:
        for name, file in (("in_a_file", folder / "pymerkle.db"), ("in_memory", None)):
            found[f"pymerkle_{name}"] = _theirs(library, file, log, head, times)
    ours = _Ours(log, head, folder).measured(times)
    ratios = {f"ratio_to_{name}": _ratios(ours, theirs) for name, theirs in found.items()}
    return {**ours, **found, **ratios}


def _ratios(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    """How many times as much processor time ours takes: waiting for a disk says more of the machine. Less than one is faster."""
    cost = "cpu_ms_each"
    return {name: round(ours[name][cost] / max(line[cost], 0.001), 2) for name, line in theirs.items()}


@dataclass
class _Ours:
    """The published folder, under the head that was signed."""

    log: "CountedLog"
    head: Checkpoint
    folder: Path

    def measured(self, times: int) -> dict[str, Any]:
        """Every line. Appending comes last: the head does not cover what it adds."""
        places = _places(self.head.size)
        paths = {index: self._path(index) for index in itertools.islice(places, min(times, 100))}
        leaves = {index: tree.leaf_hash(_entry(self.log, index)) for index in paths}
        receipts = [self._receipt(index) for index in self.log.opened]
        asked = list(paths)
        few = max(1, times // 100)
        return {
            "proof": measure_with_cpu(lambda _: self._path(next(places)), times),
            "proof_checked": measure_with_cpu(lambda at: self._check(asked[at % len(asked)], paths, leaves), times),
            "growth": measure_with_cpu(lambda _: self._growth(next(places) + 1), times),
            "receipt": measure_with_cpu(lambda at: self._receipt(list(self.log.opened)[at % len(receipts)]), times),
            "receipt_checked": measure_with_cpu(lambda at: self._check_receipt(receipts[at % len(receipts)]), times),
            "audit": measure_with_cpu(lambda _: self._audit(Plan(Depth.TREE)), few),
            "sum": measure_with_cpu(lambda _: self._audit(Plan(Depth.NONE)), few),
            "append": measure_with_cpu(lambda _: self._append(), max(1, times // _ACT)),
        }

    def _path(self, index: int) -> list[bytes]:
        return tree.prove_inclusion(tiles.StoredHashes(self.log.files, self.head.size), index, self.head.size)

    def _check(self, index: int, paths: dict[int, list[bytes]], leaves: dict[int, bytes]) -> None:
        tree.verify_inclusion(leaves[index], index, self.head.size, paths[index], self.head.root)

    def _growth(self, old: int) -> list[bytes]:
        return tree.prove_consistency(tiles.StoredHashes(self.log.files, self.head.size), old, self.head.size)

    def _receipt(self, index: int) -> bytes:
        step, count = self.log.opened[index]
        signed = self.log.head
        first, own = (tlog_proof.TlogProof(at, tuple(self._path(at)), signed).render() for at in (0, index))
        return receipt.build(
            replace(step, proof=own), replace(self.log.scheme, proof=first), "Your complaint is registered.", count
        )

    def _check_receipt(self, raw: bytes) -> None:
        receipt.verify(raw, Policy.of_key(self.log.signer.vkey))

    def _audit(self, plan: Plan) -> None:
        """The answer of `evenhand-verify`, by this process alone."""
        request = Request(str(self.log.folder), vkey=self.log.signer.vkey, plan=plan)
        means = Means(1, lambda below: below - 1, time.monotonic, None)
        found = answer(request, Memory(self.folder / "memory"), means)[0]
        if found.code is not None:
            raise AssertionError(found.title)

    def _append(self) -> None:
        """Sixteen entries, durable, and the new root: what is signed is made of it."""
        from evenhand.clerk.log_files import LogFiles

        files = LogFiles(self.log.folder)
        growth = tiles.grow(files, self.log.size, _made_up())
        files.add(growth.files)
        self.log.size = growth.size


def _theirs(
    library: ModuleType, file: Path | None, log: "CountedLog", head: Checkpoint, times: int
) -> dict[str, Any]:
    """The lines that there are for a tree of hashes alone."""
    places, size = _places(head.size), head.size
    with PymerkleTree(library, file) as other:
        root = b""
        for entries in _stretches(log, size):
            root = other.append(entries)
        if root != head.root:
            raise Failure("pymerkle has another root for the same entries, so there is nothing to compare.", 1)
        asked = list(itertools.islice(places, min(times, 100)))
        proofs = {index: (tree.leaf_hash(_entry(log, index)), other.prove(index, size)) for index in asked}

        def check(at: int) -> None:
            leaf, proof = proofs[asked[at % len(asked)]]
            other.check(proof, leaf, root)

        def audit(_: int) -> None:
            """The nearest that it has: the root worked out again from all entries."""
            with PymerkleTree(library, None) as again:
                for entries in _stretches(log, size):
                    again.append(entries)

        return {
            "proof": measure_with_cpu(lambda _: other.prove(next(places), size), times),
            "proof_checked": measure_with_cpu(check, times),
            "growth": measure_with_cpu(lambda _: other.prove_growth(next(places) + 1, size), times),
            "audit": measure_with_cpu(audit, max(1, times // 100)),
            "append": measure_with_cpu(lambda _: other.append(_made_up()), max(1, times // _ACT)),
        }


def _places(size: int) -> Iterator[int]:
    """Indexes all over a register, a different one each time."""
    return (step * 7919 % size for step in itertools.count(1))


def _entry(log: "CountedLog", index: int) -> bytes:
    width = tiles.TILE_WIDTH
    head = verify_checkpoint(log.head, Policy.of_key(log.signer.vkey)).checkpoint
    hashes = tiles.StoredHashes(log.files, head.size)
    return tiles.read_entries(hashes, index // width)[index % width]


def _stretches(log: "CountedLog", size: int) -> Iterator[list[bytes]]:
    """All entries, many at a time, as they stand in the files."""
    hashes = tiles.StoredHashes(log.files, size)
    bundles = -(-size // tiles.TILE_WIDTH)
    for places in itertools.batched(range(bundles), _STEP // tiles.TILE_WIDTH):
        yield [raw for place in places for raw in tiles.read_entries(hashes, place)]


def _made_up() -> list[bytes]:
    return [os.urandom(400) for _ in range(_ACT)]
