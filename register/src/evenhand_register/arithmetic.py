"""The two parts of an audit that cost time, apart, so that they can be done elsewhere: proofs and sums.

Whoever audits a log hands in an `Arithmetic`. `Inline` does everything at once, in this process. Another may gather
what it is given and check it in several processes (`tally.verify_all` takes a list of `Proved`, and `Totals` can be
sent to any), and say at `finish` what failed first. `Beyond`, `Sampled` and `Unproved` stand before another and leave
proofs out; whoever uses one of them must not say that every proof was checked.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from . import group, tally
from .errors import RegisterError
from .statement import Totals
from .tally import Proved

__all__ = ["Arithmetic", "Beyond", "Inline", "Sampled", "Unproved"]


class Arithmetic(Protocol):
    """Checks proofs and adds tallies. Entries come in their order."""

    def wants(self, index: int) -> bool:
        """Tell whether the proof of the entry `index`, the next that is counted, is to be given to `check`."""

    def check(self, proved: Proved) -> None:
        """Check the proof of an entry, now or before `finish` returns. Raises E_POINT, E_SCALAR, E_ENTRY_PROOF."""

    def check_sum(self, index: int, tallies: Sequence[bytes], totals: Totals) -> None:
        """Check the totals that the statement at `index` gives of tallies, which may not have been checked.

        Now or before `finish` returns. Raises E_POINT, E_SCALAR, E_TOTAL.
        """

    def finish(self) -> None:
        """Return when everything has been checked. Raises the code of the first entry that fails, naming it."""


class Inline:
    """Checks each proof and sum as it comes."""

    def wants(self, _index: int) -> bool:
        """Every proof is checked."""
        return True

    def check(self, proved: Proved) -> None:
        """Check the proof of an entry."""
        tally.verify(proved.place, proved.templates, proved.tally, proved.proof)

    def check_sum(self, _index: int, tallies: Sequence[bytes], totals: Totals) -> None:
        """Check the totals of a statement."""
        totals.verify(group.total(tallies))

    def finish(self) -> None:
        """Nothing is left to do."""


class _Before:
    """Stands before another arithmetic and hands everything on."""

    def __init__(self, inner: Arithmetic) -> None:
        self._inner = inner

    def wants(self, index: int) -> bool:
        """Ask the other."""
        return self._inner.wants(index)

    def check(self, proved: Proved) -> None:
        """Hand on the proof of an entry."""
        self._inner.check(proved)

    def check_sum(self, index: int, tallies: Sequence[bytes], totals: Totals) -> None:
        """Hand on the totals of a statement."""
        self._inner.check_sum(index, tallies, totals)

    def finish(self) -> None:
        """Let the other finish."""
        self._inner.finish()


class Beyond(_Before):
    """Leaves out the proofs and sums of the first `size` entries, which were checked at an earlier time.

    That is sound only if these entries are the same as then, which their root shows: the caller compares it.
    """

    def __init__(self, inner: Arithmetic, size: int) -> None:
        super().__init__(inner)
        self._size = size
        self.left_out = 0

    def wants(self, index: int) -> bool:
        """Leave out what was checked."""
        if index < self._size:
            self.left_out += 1
            return False
        return super().wants(index)

    def check_sum(self, index: int, tallies: Sequence[bytes], totals: Totals) -> None:
        """Leave out what was checked; a later statement may be about earlier entries, which were read again."""
        if index >= self._size:
            super().check_sum(index, tallies, totals)


class Unproved(_Before):
    """Leaves out every proof: only the sums are checked."""

    def wants(self, _index: int) -> bool:
        """No proof is checked."""
        return False


class Sampled(_Before):
    """Checks the proofs of some entries only: of all that are counted, each is as likely as any other to be among them.

    `below(n)` is the reader's own chance, a number from 0 to before n. The register must not know it beforehand, or
    it could lie elsewhere. How many entries are counted need not be known (Vitter's algorithm R): the place of one
    in the sample is taken by a later one, so the proofs are checked when the log has been read.
    """

    def __init__(self, inner: Arithmetic, size: int, below: Callable[[int], int]) -> None:
        super().__init__(inner)
        self._size = size
        self._below = below
        self._place = 0
        self._sample: list[Proved] = []
        self.counted = 0

    @property
    def drawn(self) -> int:
        """How many entries are in the sample."""
        return len(self._sample)

    def wants(self, index: int) -> bool:
        """Draw lots for the place of the next entry."""
        self.counted += 1
        self._place = self.counted - 1 if self.counted <= self._size else self._below(self.counted)
        return self._place < self._size and super().wants(index)

    def check(self, proved: Proved) -> None:
        """Take an entry into the sample, in the place drawn for it."""
        self._sample[self._place : self._place + 1] = [proved]

    def finish(self) -> None:
        """Check the sample, in the order of its entries."""
        for proved in sorted(self._sample, key=lambda proved: proved.index):
            try:
                super().check(proved)
            except RegisterError as error:
                raise tally.refusal(proved.index, error) from None
        super().finish()
