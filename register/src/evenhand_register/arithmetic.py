"""The two parts of an audit that cost time, apart, so that they can be done elsewhere: proofs and sums.

Whoever audits a log hands in an `Arithmetic`. `Inline` does everything at once, in this process. Another may gather
what it is given, check it in several processes (`tally.verify_all` takes a list of `Proved`, which can be sent to
any), leave out what it has checked before, and say at `finish` what failed first.
"""

from collections.abc import Sequence
from typing import Protocol

from . import group, tally
from .group import Point
from .tally import Proved

__all__ = ["Arithmetic", "Inline"]


class Arithmetic(Protocol):
    """Checks proofs and adds tallies."""

    def check(self, proved: Proved) -> None:
        """Check the proof of the next entry, now or before `finish` returns. Raises E_POINT, E_SCALAR, E_ENTRY_PROOF."""

    def total(self, tallies: Sequence[bytes]) -> Point:
        """Return the sum of tallies, which may not have been checked. Raises E_POINT."""

    def finish(self) -> None:
        """Return when every proof has been checked. Raises the code of the first that fails, naming its entry."""


class Inline:
    """Checks each proof as it comes."""

    def check(self, proved: Proved) -> None:
        """Check the proof of an entry."""
        tally.verify(proved.place, proved.templates, proved.tally, proved.proof)

    def total(self, tallies: Sequence[bytes]) -> Point:
        """Return the sum of tallies."""
        return group.total(tallies)

    def finish(self) -> None:
        """Nothing is left to do."""
