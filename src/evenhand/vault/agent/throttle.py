"""Growing pauses after wrong tries, so that nothing is guessed by trying, and nobody is kept out by the tries of others.

Each try is counted under one or more keys *before* it is made, so that a hundred at one moment do not all find the counter at
nought; a try that turns out right is taken back. Under one key so many wrong ones are `free`; then the next waits, and each
further wrong one makes the one after it wait twice as long, up to `longest`. After an hour without a wrong try all of it is
forgotten.

What is counted is chosen so that a stranger cannot make somebody else wait for ever: see the kinds in `Kind`. The keys stand in
memory alone, as digests under a key of this process: neither a name nor a network address nor a word of a phrase is kept.
"""

import hashlib
import hmac
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from threading import Lock

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.keys import Entropy

MOST_COUNTED = 100_000
"""Keys that are kept at once; beyond that those go whose last wrong try is longest ago. Each takes about 200 bytes."""
FREE_TRIES = 10
FREE_TRIES_OF_A_NETWORK = 20
"""More: a whole office may be one network."""
FIRST_PAUSE = 15
LONGEST_PAUSE = 15 * 60
LONGEST_PAUSE_OF_A_NAME = 60
"""Seconds. The pause of a name is short: it is the one that strangers can make its owner feel, on a new device."""
FORGOTTEN_AFTER = 60 * 60
"""Seconds after the last wrong try."""


class Kind(Enum):
    """What wrong tries are counted under: the name in the key, how many are free, and the longest pause in seconds.

    A sign-in from a device that its owner has used before counts under `DEVICE` alone, so that nobody else can slow it. All
    others count under the name that was typed, whether there is such an account or not, and under the network that they come
    from. `COMMAND` is a name whose password is typed at the command line: counted apart, so that no stranger at the door slows
    whoever sits at the machine, nor the other way round. `PHRASE` is a part of a phrase that was typed: only who knows these words
    can use its tries up.
    """

    DEVICE = ("device", FREE_TRIES, LONGEST_PAUSE)
    NAME = ("name", FREE_TRIES, LONGEST_PAUSE_OF_A_NAME)
    NETWORK = ("network", FREE_TRIES_OF_A_NETWORK, LONGEST_PAUSE)
    COMMAND = ("command", FREE_TRIES, LONGEST_PAUSE_OF_A_NAME)
    PHRASE = ("phrase", FREE_TRIES, LONGEST_PAUSE)

    @property
    def free(self) -> int:
        """Wrong tries before the first pause."""
        return self.value[1]

    @property
    def longest(self) -> int:
        """Seconds."""
        return self.value[2]


type Key = tuple[Kind, str]


@dataclass(slots=True)
class _Count:
    wrong: int
    last: float


class Throttle:
    """The counts. Safe for threads. `clock` gives seconds that only ever grow."""

    def __init__(self, clock: Callable[[], float], entropy: Entropy) -> None:
        self._clock, self._secret = clock, entropy(32)
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()
        self._lock = Lock()

    def enter(self, keys: Iterable[Key]) -> None:
        """Count one try under each key. Raises Refusal(WAIT), and counts nothing, while a pause under one of them lasts."""
        named = [(kind, self._digest(kind, value)) for kind, value in keys]
        with self._lock:
            now = self._clock()
            self._forget(now)
            left = max((self._left(kind, digest, now) for kind, digest in named), default=0.0)
            if left > 0:
                raise Refusal(Code.WAIT, seconds=math.ceil(left))
            for _, digest in named:
                count = self._counts.setdefault(digest, _Count(0, now))
                count.wrong, count.last = count.wrong + 1, now
                self._counts.move_to_end(digest)

    def take_back(self, keys: Iterable[Key]) -> None:
        """One try under each key was right, or was not made at all."""
        with self._lock:
            for digest in [self._digest(kind, value) for kind, value in keys]:
                count = self._counts.get(digest)
                if count is not None:
                    count.wrong -= 1
                    if count.wrong <= 0:
                        del self._counts[digest]

    def counted(self) -> int:
        """How many keys have wrong tries."""
        with self._lock:
            self._forget(self._clock())
            return len(self._counts)

    def _left(self, kind: Kind, digest: bytes, now: float) -> float:
        """Seconds of the pause that are left."""
        count = self._counts.get(digest)
        if count is None or count.wrong < kind.free:
            return 0.0
        doubled = min(count.wrong - kind.free, 20)  # beyond twenty doublings every pause is the longest
        return count.last + min(FIRST_PAUSE << doubled, kind.longest) - now

    def _forget(self, now: float) -> None:
        """What is first in order was counted longest ago."""
        while self._counts:
            oldest = next(iter(self._counts.values()))
            if len(self._counts) <= MOST_COUNTED and now - oldest.last < FORGOTTEN_AFTER:
                return
            self._counts.popitem(last=False)

    def _digest(self, kind: Kind, value: str) -> bytes:
        return hmac.digest(self._secret, f"{kind.value[0]}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256)
