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
            match plan.depth:
                case Depth.ALL:
                    return _check_all(subject, head, earlier, plan, means, memory, helpers, progress)
                case Depth.TREE:
                    reading = SharedReading(helpers, keep=False)
                    report = read_tree(subject.folder, head, earlier, reading, progress.show)
                    return words.of_register(report, Extent(Depth.TREE))
                case Depth.SAMPLE:
                    sampled = Sampled(SharedProving(helpers), plan.sample, means.below)
                    report = _audit(subject, head, earlier, sampled, helpers, progress.show)
                    return _answer(report, Extent(Depth.SAMPLE, sampled.counted, sampled.drawn), subject)
                case Depth.NONE:
                    unproved = Unproved(SharedProving(helpers))
                    report = _audit(subject, head, earlier, unproved, helpers, progress.show)
                    return _answer(report, Extent(Depth.NONE, report.findings.counted), subject)
    finally:
        progress.clear()


def _check_all(
    subject: Subject,
    head: VerifiedCheckpoint,
    earlier: Sequence[Checkpoint],
    plan: Plan,
    means: Means,
    memory: Memory | None,
    helpers: Helpers,
    progress: Progress,
) -> Answer:
    """Check every proof that was not checked before, and write down from time to time how far it has come."""
    origin = head.checkpoint.origin
    hashes = VerifiedHashes(subject.folder, head.checkpoint.size, head.checkpoint.root)
    recalled = Recalled() if memory is None else recall(memory, origin, head.policy, hashes)
    start = 0 if plan.again else recalled.size
    keeper = None if memory is None else Keeper(memory, origin, head.note, hashes, means.clock)
    if keeper is not None:
        keeper.begin(start)
    progress.skip(start)

    def moved(size: int) -> None:
        if keeper is not None:
            keeper.moved(size)
        progress.show(size)

    proving = SharedProving(helpers, moved)
    beyond = Beyond(proving, start)
    seen = [*earlier, *([recalled.head] if recalled.head and recalled.head not in earlier else [])]
    try:
        report = _audit(subject, head, seen, beyond, helpers, lambda read: progress.show(proving.waiting(read)))
    except (KeyboardInterrupt, UsageError):
        if keeper is not None:
            keeper.keep()
        raise
    if keeper is not None and (report.findings.counted or recalled.warning):
        keeper.close()
    counted = report.findings.counted
    answer = _answer(report, Extent(Depth.ALL, counted, counted - beyond.left_out, beyond.left_out), subject)
    if recalled.warning is not None:
        answer.warnings.append(recalled.warning)
    if keeper is not None and keeper.trouble is not None:
        answer.warnings.append(f"How far the proofs were checked could not be remembered: {keeper.trouble}.")
    return answer


def _audit(
    subject: Subject,
    head: VerifiedCheckpoint,
    seen: Sequence[Checkpoint],
    arithmetic: Arithmetic,
    helpers: Helpers,
    watch: Callable[[int], None],
) -> AuditReport:
    return audit(subject.folder, head, seen, arithmetic, SharedReading(helpers), watch)


def _answer(report: AuditReport, looked: Extent, subject: Subject) -> Answer:
    """Return the answer for the register, or for the one statement that was asked about."""
    if subject.record is None:
        return words.of_register(report, looked)
    for stated in report.findings.statements:
        if stated.record == subject.record:
            return words.of_statement(report, looked, stated)
    raise UsageError("This record is no statement of totals in that register: give the published folder instead.")
