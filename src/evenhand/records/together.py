"""Writing together: one transaction, and one wait for the disk, for all who wait for the same turn (ADR 0018).

A commit waits for the disk, and on SQLite nobody else can write meanwhile. So whoever gets the turn also writes what the other
threads of its process have waiting, and commits once. Each of them goes on when that commit is durable, and not before.

What is wrong with one of them undoes that one: it has a savepoint. What is wrong with the database undoes all, and all are told.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from evenhand.records.turns import takes_turns, turn

MOST = 8
"""How many share a transaction. Each takes some milliseconds, and none may last for more than 100 (DESIGN section 4)."""

_LOST = "the transaction was undone on the way"
type _Came = tuple[Any, Exception | None]
"""What one answers, or what undid it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """Something to write, and what came of it: known when it is durable, or undone."""

    write: Callable[[], Any]
    outcome: Future[Any] = field(default_factory=Future)


class _Queue:
    """Who waits in this process, the first first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[_Waiting] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, one: _Waiting) -> None:
        """Wait."""
        with self._lock:
            self._waiting.append(one)

    def take(self) -> list[_Waiting]:
        """The next, who wait no longer: they are being written."""
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]

    def leave(self, one: _Waiting) -> bool:
        """Wait no longer. False for one that is being written, or has been."""
        with self._lock:
            waits = one in self._waiting
            if waits:
                self._waiting.remove(one)
            return waits


_QUEUE = _Queue()


def write_in_turn[T](write: Callable[[], T]) -> T:
    """What `write` answers, once that is committed. Raises what it raises; OperationalError where no turn comes.

    It runs inside a transaction, at its turn, and where others wait as well perhaps in a thread of theirs. It runs again if what it
    did had to be undone with what another did wrong.
    """
    if connection.in_atomic_block or not takes_turns():
        with turn(), transaction.atomic():
            return write()
    one = _Waiting(write)
    _QUEUE.add(one)
    try:
        with turn(over=one.outcome.done) as mine:
            while mine and not one.outcome.done():
                _write_together(_QUEUE.take())
    except OperationalError:
        if _QUEUE.leave(one):  # otherwise it is written after all, or about to be
            raise
    answer: T = one.outcome.result()
    return answer


def _write_together(those: Sequence[_Waiting]) -> None:
    try:
        came = _commit(those)
    except BaseException as error:  # noqa: BLE001  (whoever waits has to be told, and is)
        if isinstance(error, IntegrityError) and len(those) > 1:
            for one in those:  # a foreign key is looked at by the commit, which does not say whose it is
                _write_together([one])
            return
        for one in those:
            one.outcome.set_exception(error)
        return
    for one, (answer, refused) in zip(those, came, strict=True):
        if refused is None:
            one.outcome.set_result(answer)
        else:
            one.outcome.set_exception(refused)


def _commit(those: Sequence[_Waiting]) -> list[_Came]:
    with transaction.atomic():
        came = [_attempt(one.write, alone=len(those) == 1) for one in those]
        if transaction.get_rollback():  # a savepoint is lost, and Django would now undo everything without a word
            raise OperationalError(_LOST)
    return came


def _attempt(write: Callable[[], Any], *, alone: bool) -> _Came:
    """What one answers, or the error that undid it. Raises DatabaseError where the whole transaction is lost."""
    try:
        with nullcontext() if alone else transaction.atomic():
            return write(), None
    except Exception as error:
        if alone or (isinstance(error, DatabaseError) and not isinstance(error, IntegrityError)):
            raise
        return None, error
