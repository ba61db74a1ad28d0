"""Checking the proofs and sums of an audit with helpers, a few hundred milliseconds of work at a time.

However many help, the answer is that of one process: what fails first in the order of the entries is the result.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from evenhand_register import group, tally
from evenhand_register.errors import RegisterError
from evenhand_register.group import Point
from evenhand_register.statement import Totals
from evenhand_register.tally import Proved

from .helpers import Helpers

__all__ = ["SharedProving"]

# Work is reckoned in branches of proofs: one takes about 0.1 ms, and the addition of a tally a tenth of that or less.
_WORTH = 4000  # not started for less, which takes as long as starting helpers
_TASK = 400
_TALLIES = 32_768  # added at a time: less, and helpers wait while this process, which reads, finds the time to give them the next
_TALLIES_A_BRANCH = 10
_AHEAD = 3  # tasks for each helper, so that none waits

type _Failure = tuple[int, str, str]
"""An entry, and the code and sentence of what is wrong with it."""
type _Sum = tuple[Point | None, str, str]


@dataclass
class _Job:
    """The proofs of some entries, or the sum that a statement is about, of which this process or helpers take parts."""

    first: int
    after: int
    task: Callable[[Any], Any]
    parts: list[Any]
    totals: Totals | None = None
    futures: list[Future[Any]] = field(default_factory=list)

    def outcome(self, helpers: Helpers) -> _Failure | None:
        """Return what fails, when the parts are done; those that no helper has are done here."""
        here = (self.task(part) for part in self.parts)
        results = [helpers.result(future) for future in self.futures] if self.futures else list(here)
        if self.totals is None:
            return next((found for found in results if found is not None), None)
        return _compare(self.first, results, self.totals)


class SharedProving:
    """Checks proofs and sums (an `arithmetic.Arithmetic`). `moved` is told before which index all is checked."""

    def __init__(
        self, helpers: Helpers, moved: Callable[[int], None] = lambda _: None, *, worth: int = _WORTH
    ) -> None:
        self._helpers = helpers
        self._moved = moved
        self._worth = worth
        self._cost = 0
        self._gathered: list[Proved] = []
        self._gathered_cost = 0
        self._jobs: deque[_Job] = deque()
        self._sent = 0
        self._failure: _Failure | None = None

    def wants(self, index: int) -> bool:
        """Every proof is checked, until one is found to fail."""
        return self._failure is None or index < self._failure[0]

    def check(self, proved: Proved) -> None:
        """Take the proof of an entry. Raises UsageError where a helper was ended from outside."""
        if not self.wants(proved.index):
            return
        self._gathered.append(proved)
        self._gathered_cost += len(proved.templates.points)
        if self._gathered_cost >= _TASK:
            self._gather()

    def check_sum(self, index: int, tallies: Sequence[bytes], totals: Totals) -> None:
        """Take the totals of a statement. Raises UsageError where a helper was ended from outside."""
        if self.wants(index):
            self._gather()
            parts = [tallies[at : at + _TALLIES] for at in range(0, len(tallies), _TALLIES)]
            self._add(_Job(index, index + 1, _sum, parts, totals), len(tallies) // _TALLIES_A_BRANCH)

    def finish(self) -> None:
        """Return when everything has been checked. Raises what fails first, naming its entry."""
        self._gather()
        while self._jobs:
            self._settle()
        if self._failure is not None:
            index, code, sentence = self._failure
            raise tally.refusal(index, RegisterError(code, sentence))

    def waiting(self, otherwise: int) -> int:
        """Return the first entry that is not checked yet, of those taken."""
        if self._jobs:
            return self._jobs[0].first
        return self._gathered[0].index if self._gathered else otherwise

    def _gather(self) -> None:
        if self._gathered:
            first, last = self._gathered[0].index, self._gathered[-1].index
            job = _Job(first, last + 1, _prove, [self._gathered])
            cost, self._gathered, self._gathered_cost = self._gathered_cost, [], 0
            self._add(job, cost)

    def _add(self, job: _Job, cost: int) -> None:
        self._jobs.append(job)
        self._cost += cost
        if not self._helpers.count:
            self._settle()
        elif self._cost >= self._worth:
            while self._sent < len(self._jobs):
                waiting = self._jobs[self._sent]
                waiting.futures = [self._helpers.submit(waiting.task, part) for part in waiting.parts]
                self._sent += 1
            while len(self._jobs) > _AHEAD * self._helpers.count:
                self._settle()

    def _settle(self) -> None:
        """Wait for the oldest job, and drop all later ones where it fails."""
        job = self._jobs[0]
        failure = job.outcome(
            self._helpers
        )  # the job stays first until it is done: a break in between leaves it undone
        self._jobs.popleft()
        self._sent = max(0, self._sent - 1)
        if failure is not None and (self._failure is None or failure[0] < self._failure[0]):
            self._failure = failure
            self._drop_later(failure[0])
        if self._failure is None:
            self._moved(self.waiting(job.after))

    def _drop_later(self, index: int) -> None:
        for job in [job for job in self._jobs if job.first > index]:
            for future in job.futures:
                future.cancel()
            self._jobs.remove(job)
        self._sent = min(self._sent, len(self._jobs))


def _prove(proved: Sequence[Proved]) -> _Failure | None:
    for one in proved:
        try:
            tally.verify(one.place, one.templates, one.tally, one.proof)
        except RegisterError as error:
            return one.index, error.code, error.sentence
    return None


def _sum(tallies: Sequence[bytes]) -> _Sum:
    try:
        return group.total(tallies), "", ""
    except RegisterError as error:
        return None, error.code, error.sentence


def _compare(index: int, sums: Sequence[_Sum], totals: Totals) -> _Failure | None:
    points: list[bytes] = []
    for point, code, sentence in sums:
        if point is None:
            return index, code, sentence
        points.append(point)
    try:
        totals.verify(group.total(points))
    except RegisterError as error:
        return index, error.code, error.sentence
    return None
