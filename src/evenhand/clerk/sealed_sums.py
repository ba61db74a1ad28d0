"""The sums of everything that is not stated yet, at exactly one size of the register, sealed to the recovery key (DESIGN 5.13).

They are kept beside each copy of the log, and durable before a head of that size is signed: after a loss of the database they are
all that lets a statement be made of the period that was open. The document is canonical JSON:

    {"origin", "size", "stretches": [{"blinding": base64, "first", "totals": {counter: twelve digits}}], "v"}

Every counter of the scheme is in it and every number has twelve digits, so that its length says nothing of the numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from evenhand.office.schemes import scheme_at, scheme_of
from evenhand.records.queries.sums import Stretch
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import Entropy, KeyPair, PublicKey
from evenhand.vault.recovery import open_with, seal_to
from evenhand_register import canonical
from evenhand_register.encoding import b64decode, b64encode
from evenhand_register.errors import RegisterError

_VERSION = "evenhand.sums/v1"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals sums for whoever signs or backs up. `public` is the public half of the recovery key."""

    origin: str
    public: PublicKey
    entropy: Entropy

    def seal(self, size: int, stretches: Sequence[Stretch]) -> bytes:
        """The sums of a register of so many entries. Raises Record.DoesNotExist if a scheme is lost."""
        return seal_to(
            self.public, document(self.origin, size, [self._whole(each) for each in stretches]), self.entropy
        )

    def _whole(self, stretch: Stretch) -> Stretch:
        """With every counter of its scheme, those too that stand at nought."""
        counters = _counters(self.origin, scheme_at(stretch.first + 1))
        return replace(stretch, totals=dict.fromkeys(counters, 0) | dict(stretch.totals))


@lru_cache(maxsize=16)
def _counters(origin: str, scheme: bytes) -> tuple[str, ...]:
    """What a scheme counts, which never changes."""
    return tuple(scheme_of(origin, scheme).counters)


def document(origin: str, size: int, stretches: Sequence[Stretch]) -> bytes:
    """What is sealed."""
    rows = [
        {
            "blinding": b64encode(stretch.blinding),
            "first": stretch.first,
            "totals": {counter: f"{value:0{_DIGITS}}" for counter, value in stretch.totals.items()},
        }
        for stretch in stretches
    ]
    return canonical.dumps({"origin": origin, "size": size, "stretches": rows, "v": _VERSION})


@dataclass(frozen=True, slots=True)
class OpenedSums:
    """What was sealed: of which register, at which size, and the sums themselves."""

    origin: str
    size: int
    stretches: tuple[Stretch, ...]


def open_sums(raw: bytes, key: KeyPair) -> OpenedSums:
    """Raises CannotOpen, with a sentence, for another key, a changed file, or content that this program does not write."""
    try:
        read: Any = canonical.loads(open_with(key, raw))
        if read["v"] != _VERSION:
            raise CannotOpen("It was sealed by another version of this program: restore with that one.")
        return OpenedSums(str(read["origin"]), int(read["size"]), tuple(_stretch(row) for row in read["stretches"]))
    except (RegisterError, KeyError, TypeError, ValueError, AttributeError):
        raise CannotOpen("It opens, and does not hold sums: somebody else sealed it to the same key.") from None


def _stretch(row: Any) -> Stretch:
    totals = {str(counter): int(digits) for counter, digits in row["totals"].items()}
    blinding = b64decode(row["blinding"], 32)
    if blinding is None:
        raise ValueError("a blinding has 32 bytes in base64")
    shown = {counter: value for counter, value in totals.items() if value}
    return Stretch(int(row["first"]), shown, blinding)
