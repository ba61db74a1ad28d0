"""What a witness says of itself: a line for what happened, in words or as JSON.

Nothing in it comes from a stranger: no address, and no byte of a request but what a trusted log has signed. What
anybody can bring about by asking again and again is said once a minute, with how often it happened since.
"""

import json
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

__all__ = ["Journal"]

_EVERY = 60  # seconds


@dataclass
class Journal:
    """Writes lines with `write`. `clock` gives Unix seconds."""

    write: Callable[[str], object]
    clock: Callable[[], int]
    as_json: bool = False
    _unsaid: Counter[Hashable] = field(default_factory=Counter, init=False)
    _said: dict[Hashable, int] = field(default_factory=dict, init=False)
    _sizes: dict[str, int] = field(default_factory=dict, init=False)

    def say(self, event: str, sentence: str, **facts: object) -> None:
        """Write one line."""
        if self.as_json:
            self.write(json.dumps({"time": self.clock(), "event": event, "sentence": sentence, **facts}) + "\n")
        else:
            self.write(f"{sentence}\n")

    def cosigned(self, origin: str, size: int) -> None:
        """A head was cosigned: said for each new size."""
        if self._sizes.get(origin) != size:
            self._sizes[origin] = size
            self.say("cosigned", f"Cosigned {origin} with {size} entries.", origin=origin, size=size)

    def refused(self, status: int, reason: str, origin: str | None = None) -> None:
        """A submission was refused; `origin` is given where its log did sign it."""
        of = "" if origin is None else f" of {origin}"
        self._now_and_then(
            (status, origin),
            "refused",
            f"Refused a submission{of} with {status}: {reason}",
            status=status,
            origin=origin,
        )

    def evidence(self, origin: str, name: str) -> None:
        """A submission was kept as evidence against its log."""
        self.say("evidence", f"Kept evidence against {origin}: evidence/{name}", origin=origin, file=name)

    def trouble(self, what: str) -> None:
        """Something of this witness's own is out of order."""
        self._now_and_then(what, "trouble", f"Out of order: {what}")

    def _now_and_then(self, key: Hashable, event: str, sentence: str, **facts: object) -> None:
        now = self.clock()
        self._unsaid[key] += 1
        if not 0 <= now - self._said.get(key, -_EVERY) < _EVERY:
            times = self._unsaid.pop(key)
            self._said[key] = now
            often = f" ({times} times since this was last said)" if times > 1 else ""
            self.say(event, sentence + often, times=times, **facts)
