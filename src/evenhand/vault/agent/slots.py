"""Slots: where a signed-in person's key waits for their next request.

A slot holds the private half as a box under derive(cookie half || agent half, "evenhand.slot/v1", slot id). The
cookie half is in the person's cookie and nowhere else, the agent half here and nowhere else, so neither a cookie nor
a dump of this table opens anything alone. Slots live in memory only: a restart means signing in again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.wire import CookieHalf
from evenhand.vault.box import box, unbox
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import Entropy, PrivateKey, Secret, derive

MOST_SLOTS = 10_000
_PURPOSE = b"slot"


class AgentHalf(Secret):
    """The half of a slot's key that the agent keeps, 32 bytes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a slot opens: whose it is, and their private half."""

    person_ref: str
    private: PrivateKey


@dataclass(slots=True)
class _Slot:
    person_ref: str
    agent_half: AgentHalf
    boxed_private: bytes = field(repr=False)
    opened_at: float
    used_at: float


class Slots:
    """The table of slots. Safe for threads. `clock` gives seconds that only ever grow."""

    def __init__(
        self, idle_seconds: float, absolute_seconds: float, clock: Callable[[], float], entropy: Entropy
    ) -> None:
        self._idle, self._absolute = idle_seconds, absolute_seconds
        self._clock, self._entropy = clock, entropy
        self._slots: dict[str, _Slot] = {}
        self._lock = Lock()

    def put(self, unlocked: Unlocked) -> tuple[str, CookieHalf]:
        """A new slot's id and cookie half. Raises Refusal(BUSY) when there are MOST_SLOTS."""
        slot_id = self._entropy(16).hex()
        cookie_half, agent_half = CookieHalf(self._entropy(32)), AgentHalf(self._entropy(32))
        boxed = box(unlocked.private, _slot_key(cookie_half, agent_half, slot_id), _PURPOSE, self._entropy)
        now = self._clock()
        with self._lock:
            self._sweep(now)
            if len(self._slots) >= MOST_SLOTS:
                raise Refusal(Code.BUSY)
            self._slots[slot_id] = _Slot(unlocked.person_ref, agent_half, boxed, now, now)
        return slot_id, cookie_half

    def get(self, slot_id: str, cookie_half: CookieHalf) -> Unlocked:
        """What the slot opens; counts as use. Raises Refusal(SLOT_GONE): unknown, expired or the wrong half alike."""
        with self._lock:
            self._sweep(self._clock())
            slot = self._slots.get(slot_id)
        if slot is None:
            raise Refusal(Code.SLOT_GONE)
        try:
            private = PrivateKey(
                unbox(slot.boxed_private, _slot_key(cookie_half, slot.agent_half, slot_id), _PURPOSE)
            )
        except CannotOpen:
            raise Refusal(Code.SLOT_GONE) from None
        slot.used_at = self._clock()
        return Unlocked(slot.person_ref, private)

    def drop(self, slot_id: str) -> None:
        """Forgets a slot, if there is one."""
        with self._lock:
            self._slots.pop(slot_id, None)

    def drop_person(self, person_ref: str, but: str | None = None) -> int:
        """Forgets every slot of a person, but for this one, and says how many these were."""
        with self._lock:
            slots = self._slots.items()
            theirs = [slot_id for slot_id, slot in slots if slot.person_ref == person_ref and slot_id != but]
            for slot_id in theirs:
                del self._slots[slot_id]
        return len(theirs)

    def count(self) -> int:
        """How many slots are open."""
        with self._lock:
            self._sweep(self._clock())
            return len(self._slots)

    def _sweep(self, now: float) -> None:
        gone = [
            slot_id
            for slot_id, slot in self._slots.items()
            if now - slot.used_at >= self._idle or now - slot.opened_at >= self._absolute
        ]
        for slot_id in gone:
            del self._slots[slot_id]


def _slot_key(cookie_half: CookieHalf, agent_half: AgentHalf, slot_id: str) -> Secret:
    return Secret(derive(cookie_half + agent_half, b"evenhand.slot/v1", slot_id.encode("ascii")))
