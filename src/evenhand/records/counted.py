"""What an entry counts as, for whoever writes it. Without a database, because other processes make it for imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counted:
    """What an entry counts as: its tally and the proof, for the entry; what it adds and what blinds it, for the period's sums."""

    tally: bytes
    proof: bytes = field(repr=False)
    blinding: bytes = field(repr=False)
    weights: Mapping[str, int] = field(repr=False)
