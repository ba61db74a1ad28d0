"""Seal and commit the facts of an import: the same bytes as `envelope.prepare` makes, but for many at once.

All content goes to one compartment, so one key agreement serves for all of it (see `vault.wrap.Wrapper`). A large import
is sealed by other processes while this one writes; so nothing here needs a database.
"""

import hashlib
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any

from evenhand.office.counting import Counting
from evenhand.office.purposes import record_purpose
from evenhand.process.acts import ACTS
from evenhand.process.clear import require_clear
from evenhand.process.counted import template_of
from evenhand.records.counted import Counted
from evenhand.vault.keys import Entropy, PublicKey, key_id
from evenhand.vault.seal import seal
from evenhand.vault.wrap import Wrapper
from evenhand_register import canonical
from evenhand_register.record import commit_spelt, content_hash

_AHEAD = 4
"""Batches that are sealed and not yet asked for, for each worker: enough to keep it busy, few enough to hold in memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """One fact to seal: all of its data but what sealing adds, and its content."""

    act: str
    data: Mapping[str, Any]
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedJob:
    """What comes of a job: the whole facts as canonical JSON, and its one ciphertext with its wrap."""

    facts: bytes
    facts_salt: bytes
    content_hash: bytes
    record: bytes
    counted: Counted | None
    address: str
    wrap: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)


def whole_data(data: Mapping[str, Any], address: str, compartment: str, wrap: bytes) -> dict[str, Any]:
    """A fact's data with what it says of its ciphertext."""
    hashed = hashlib.sha256(wrap).hexdigest()
    return {**data, "sealed": [{"address": address, "compartment": compartment, "what": "content", "wrap": hashed}]}


class Sealer:
    """Seals to one compartment, whose public half is given, and counts under one scheme."""

    def __init__(self, public: PublicKey, counting: Counting, entropy: Entropy) -> None:
        self._counting = counting
        self._compartment = key_id(public)
        self._wrapper = Wrapper(public, entropy)
        self._entropy = entropy

    def seal(self, jobs: Sequence[Job]) -> list[SealedJob]:
        """Each job, sealed under a key of its own. Raises ValueError as `envelope.prepare` does."""
        return [self._seal(job) for job in jobs]

    def _seal(self, job: Job) -> SealedJob:
        content, salt = canonical.dumps({**job.content, "files": []}), self._entropy(32)
        box = seal(salt + content, self._entropy)
        wrap = self._wrapper.wrap(box.key, record_purpose(box.address))
        data = whole_data(job.data, box.address, self._compartment, wrap)
        require_clear(job.act, data)
        kind = ACTS[job.act].kind.value
        label = self._counting.template(kind, template_of(job.act, job.data))
        facts = {"data": data, "kind": kind, "nonce": None, "template": label, "v": "evenhand.facts/v1"}
        facts_salt, hashed = self._entropy(32), content_hash(content, salt)
        spelt = canonical.dumps(facts)
        record = commit_spelt(spelt, facts_salt, hashed)
        counted = self._counting.count(kind, label, record, self._entropy, facts_salt, box.key) if label else None
        return SealedJob(spelt, facts_salt, hashed, record, counted, box.address, wrap, box.ciphertext)


type Batch = tuple[Sequence[Job], list[SealedJob]]
"""Jobs with what came of them."""


def seal_batches(
    batches: Iterable[Sequence[Job]], public: PublicKey, counting: Counting, entropy: Entropy, workers: int
) -> Iterator[Batch]:
    """Every batch in order, sealed by so many other processes, or by this one if `workers` is 0."""
    if workers == 0:
        sealer = Sealer(public, counting, entropy)
        yield from ((batch, sealer.seal(batch)) for batch in batches)
        return
    started = get_context("spawn")
    with ProcessPoolExecutor(workers, started, initializer=_begin, initargs=(public, counting, entropy)) as pool:
        coming = ((batch, pool.submit(_seal_there, batch)) for batch in batches)
        ahead: deque[tuple[Sequence[Job], Future[list[SealedJob]]]] = deque(islice(coming, workers * _AHEAD))
        while ahead:
            batch, sealed = ahead.popleft()
            yield batch, sealed.result()
            ahead.extend(islice(coming, 1))


_sealer: Sealer


def _begin(public: PublicKey, counting: Counting, entropy: Entropy) -> None:
    """In each process of the pool. An interruption is for the process that writes, which then ends these."""
    global _sealer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _sealer = Sealer(public, counting, entropy)


def _end_with_the_parent() -> None:
    """A process that was killed cannot end these, and they would wait for work for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _seal_there(jobs: Sequence[Job]) -> list[SealedJob]:
    return _sealer.seal(jobs)
