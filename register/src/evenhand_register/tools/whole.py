"""Checking a whole published register: how far down, with how many processes, from where on, and what is said of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

from evenhand_register.arithmetic import Arithmetic, Beyond, Sampled, Unproved
from evenhand_register.audit import AuditReport, audit, read_tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.policy import VerifiedCheckpoint
from evenhand_register.tiles import VerifiedHashes

from . import words
from .answers import Answer
from .extent import Depth, Extent
from .helpers import Helpers
from .memory import Memory
from .progress import Progress
from .proving import SharedProving
from .reading import SharedReading
from .sources import Subject, UsageError
from .standing import Keeper, Recalled, recall

__all__ = ["ALL", "Means", "Plan", "check_register"]


@dataclass(frozen=True)
class Plan:
    """What was asked: how far down to check, how large a sample, and whether to check again what was checked before."""

    depth: Depth = Depth.ALL
    sample: int = 0
    again: bool = False


ALL = Plan()


@dataclass(frozen=True)
class Means:
    """What a check uses of its surroundings: processors, chance, a clock that counts seconds, a terminal if there is one."""

    processes: int
    below: Callable[[int], int]
    clock: Callable[[], float]
    terminal: TextIO | None


def check_register(
    subject: Subject,
    head: VerifiedCheckpoint,
    earlier: Sequence[Checkpoint],
    plan: Plan,
    means: Means,
    memory: Memory | None,
) -> Answer:
    """Return the answer for a register, or for one statement in it. `memory` is None where nothing may be kept.

    Raises RegisterError for what fails, UsageError where there is no answer.
    """
    progress = Progress(means.terminal, head.checkpoint.size, means.clock)
    try:
        with Helpers(means.processes) as helpers:
            check = _Check(subject, head, earlier, means, helpers, progress)
            match plan.depth:
                case Depth.ALL:
                    return check.all(memory, again=plan.again)
                case Depth.SAMPLE:
                    return check.sample(plan.sample)
                case Depth.NONE:
                    return check.sums()
                case Depth.TREE:
                    return check.tree()
    finally:
        progress.clear()


@dataclass(frozen=True)
class _Check:
    """One check of a register, by one of its methods."""

    subject: Subject
    head: VerifiedCheckpoint
    earlier: Sequence[Checkpoint]
    means: Means
    helpers: Helpers
    progress: Progress

    def tree(self) -> Answer:
        """Compare the files with the head."""
        reading = SharedReading(self.helpers, keep=False)
        report = read_tree(self.subject.folder, self.head, self.earlier, reading, self.progress.show)
        return words.of_register(report, Extent(Depth.TREE))

    def sums(self) -> Answer:
        """Check everything but proofs."""
        report = self._audit(Unproved(SharedProving(self.helpers)), self.earlier, self.progress.show)
        return self._answer(report, Extent(Depth.NONE, report.findings.counted))

    def sample(self, size: int) -> Answer:
        """Check everything, and so many proofs."""
        sampled = Sampled(SharedProving(self.helpers), size, self.means.below)
        report = self._audit(sampled, self.earlier, self.progress.show)
        return self._answer(report, Extent(Depth.SAMPLE, sampled.counted, sampled.drawn))

    def all(self, memory: Memory | None, *, again: bool) -> Answer:
        """Check everything, and write down from time to time how far the proofs have come."""
        hashes = VerifiedHashes(self.subject.folder, self.head.checkpoint.size, self.head.checkpoint.root)
        if memory is None:
            return self._prove(Recalled(), None, 0)
        recalled = recall(memory, self.head.checkpoint.origin, self.head.policy, hashes)
        start = 0 if again else recalled.size
        keeper = Keeper(memory, self.head.checkpoint.origin, self.head.note, hashes, self.means.clock, start)
        try:
            answer = self._prove(recalled, keeper, start)
        except (KeyboardInterrupt, UsageError):
            keeper.keep()
            raise
        if answer.details["counted"] or recalled.warning:
            keeper.close()
        answer.warnings += [recalled.warning] if recalled.warning else []
        if keeper.trouble is not None:
            answer.warnings.append(f"How far the proofs were checked could not be remembered: {keeper.trouble}.")
        return answer

    def _prove(self, recalled: Recalled, keeper: Keeper | None, start: int) -> Answer:
        def moved(size: int) -> None:
            if keeper is not None:
                keeper.moved(size)
            self.progress.show(size)

        self.progress.skip(start)
        proving = SharedProving(self.helpers, moved)
        beyond = Beyond(proving, start)
        seen = [*self.earlier, *([recalled.head] if recalled.head and recalled.head not in self.earlier else [])]
        report = self._audit(beyond, seen, lambda read: self.progress.show(proving.waiting(read)))
        counted = report.findings.counted
        return self._answer(report, Extent(Depth.ALL, counted, counted - beyond.left_out, beyond.left_out))

    def _audit(self, arithmetic: Arithmetic, seen: Sequence[Checkpoint], watch: Callable[[int], None]) -> AuditReport:
        return audit(self.subject.folder, self.head, seen, arithmetic, SharedReading(self.helpers), watch)

    def _answer(self, report: AuditReport, looked: Extent) -> Answer:
        """Return the answer for the register, or for the one statement that was asked about."""
        if self.subject.record is None:
            return words.of_register(report, looked)
        for stated in report.findings.statements:
            if stated.record == self.subject.record:
                return words.of_statement(report, looked, stated)
        raise UsageError("This record is no statement of totals in that register: give the published folder instead.")
