"""A frozen pool as it stands in the log: its public entry, and the head that ends with it, as its own witnesses signed it in time.

A draw is judged by what the pool says. Our own policy may have changed since; what a reader trusts is the reader's own policy.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evenhand.office.witness_policy import OwnPolicy
from evenhand.office.witnessed import Signed, signed
from evenhand.process.state import Draw
from evenhand.records.log_folder import LogFolder, edge_path
from evenhand.records.queries.draws import POOL, public_half
from evenhand.records.queries.register import OpenedEntry
from evenhand_register import cosignature, draw, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.draw import LoggedPool, Pool
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.note import Note
from evenhand_register.policy import Policy
from evenhand_register.record import Opening
from evenhand_register.tiles import CHECKPOINT


@dataclass(frozen=True, slots=True)
class Lottery:
    """What a draw works with beside the office: our own policy with the outside witnesses, and the published log."""

    own: OwnPolicy
    log: LogFolder


@dataclass(frozen=True, slots=True)
class FrozenPool:
    """The pool of a draw. `policy` knows our keys and the witnesses that the pool names.

    `seen`: these witnesses, with the times before `not_before` at which each signed the head. `head` has no other signatures of
    theirs: one that came later, as each hour brings, must not spoil a pool that was seen in time. None if that head is not there.
    """

    entry: OpenedEntry
    logged: LoggedPool
    policy: Policy
    head: bytes | None
    seen: tuple[Signed, ...]


def read_pool(lottery: Lottery, lot: Draw) -> FrozenPool:
    """Raises RowsDamaged or RegisterError where entry, opening or head are not what they were."""
    entry = public_half(POOL, lot.frozen)
    keys = lottery.own.keys
    logged = draw.open_pool(entry.body, Opening.parse(entry.opening), keys)
    named = logged.pool.witnesses
    policy = replace(keys, witnesses={key.vkey: key for key in named})
    raw = _head_of(lottery.log, entry.index + 1)
    if raw is None:
        return FrozenPool(
            entry, logged, policy, None, tuple(signed(key.name, key, logged.pool.origin, ()) for key in named)
        )
    head = _in_time(note.parse(note.once(raw, first=True)), logged.pool, lot.not_before)
    times = {key: tuple(_times(head, key)) for key in named}
    seen = tuple(signed(key.name, key, logged.pool.origin, times[key]) for key in named)
    return FrozenPool(entry, logged, policy, head.render(), seen)


def announced(lot: Draw) -> draw.Beacon:
    """The random value that a pool announced: whose, which, and how it is written. Raises RowsDamaged, RegisterError."""
    document = public_half(POOL, lot.frozen).opening["facts"]["data"]
    found = draw.parse_pool(document, [document["origin"]]).beacon
    if found is None:
        raise RegisterError(
            "E_POOL_FORMAT", "The pool announces no random value, and none is frozen here without one."
        )
    return found


def newest_size(log: LogFolder) -> int:
    """How many entries the published head has."""
    raw = log.read(CHECKPOINT)
    return Checkpoint.parse(note.parse(raw).text).size if raw is not None else 0


def _head_of(log: LogFolder, size: int) -> bytes | None:
    """The head of so many entries, put aside or still the newest; None if there is none."""
    return log.read(CHECKPOINT) if newest_size(log) == size else log.read(edge_path(size))


def _in_time(head: Note, pool: Pool, not_before: int) -> Note:
    ours = {(key.name, key.key_id): key for key in pool.witnesses}
    kept = tuple(
        line
        for line in head.signatures
        if (line.name, line.key_id) not in ours or int.from_bytes(line.blob[:8], "big") < not_before
    )
    return Note(head.text, kept)


def _times(head: Note, key: VerifierKey) -> Iterator[int]:
    for line in head.signatures:
        if (line.name, line.key_id) == (key.name, key.key_id):
            try:
                yield cosignature.verify(head.text, key, line.blob)
            except RegisterError:
                continue
