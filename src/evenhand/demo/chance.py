"""Chance that falls out the same each time: SHA-256 over a name and a counter. For the demonstration's events, never for a key."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import accumulate

_SPAN = 1 << 64


class Chance:
    """A generator named by its path: another path falls out otherwise, the same path always alike."""

    def __init__(self, *path: object) -> None:
        self._path = tuple(str(part) for part in path)
        self._count = 0

    def part(self, *name: object) -> "Chance":
        """A generator of its own, which what is asked of this one does not disturb."""
        return Chance(*self._path, *name)

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1, each as likely as the other. Raises ValueError for a limit below 1."""
        if limit < 1:
            raise ValueError("There is nothing to choose from.")
        while True:
            value = self._next()
            if value < _SPAN - _SPAN % limit:
                return value % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both among them."""
        return low + self.below(high - low + 1)

    def fraction(self) -> float:
        """From 0 up to, and without, 1."""
        return self._next() / _SPAN

    def happens(self, percent: int) -> bool:
        """Whether something that happens so often in a hundred happens now."""
        return self.below(100) < percent

    def choice[T](self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def weighted[T](self, weights: Mapping[T, int]) -> T:
        """One of the keys, each as often as its weight says."""
        left = self.below(sum(weights.values()))
        return next(item for item, sofar in zip(weights, accumulate(weights.values()), strict=True) if left < sofar)

    def shuffled[T](self, items: Sequence[T]) -> list[T]:
        """The items in an order of chance."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in items]

    def _next(self) -> int:
        self._count += 1
        named = "\0".join((*self._path, str(self._count)))
        return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8])
