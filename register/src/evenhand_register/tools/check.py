"""Making the check: which key counts, which earlier heads must agree, what was found, what to remember."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand_register import draw, heads, nonce, note, receipt
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.heads import HeadsError
from evenhand_register.policy import VerifiedCheckpoint, verify_checkpoint

from . import draws, trust, words
from .answers import Answer, Verdict
from .extent import Depth
from .memory import Memory
from .sources import Kind, Subject, UsageError, open_subject, read_file
from .trust import KeySource, Trust
from .whole import ALL, Means, Plan, check_register

__all__ = ["Request", "answer"]


@dataclass(frozen=True)
class Request:
    """What was asked on the command line."""

    path: str
    policy: str | None = None
    vkey: str | None = None
    nonce: str | None = None
    head: str | None = None
    plan: Plan = ALL


@dataclass(frozen=True)
class _Earlier:
    """A head seen before, verified with the same keys, and the file that it is kept in."""

    checkpoint: Checkpoint
    path: Path


def answer(request: Request, memory: Memory, means: Means) -> tuple[Answer, Trust | None]:
    """Return the answer, and the trust that it rests on (None where nothing got that far). Raises UsageError."""
    chosen = trust.given(request.policy, request.vkey)
    try:
        subject = open_subject(request.path)
        if request.nonce is not None and subject.kind is not Kind.RECEIPT:
            raise UsageError("A value given with --nonce belongs to a receipt, and this is none: leave it out.")
        if request.plan != ALL and subject.kind is not Kind.REGISTER:
            raise UsageError(
                "How much to check can be said of a published register only, and this is none: leave it out."
            )
        if request.plan.depth is Depth.TREE and subject.record is not None:
            raise UsageError("A statement of totals cannot be checked with --tree: leave it out, or give the folder.")
        chosen = chosen or _find_trust(subject, memory)
        return _check(request, memory, means, subject, chosen), chosen
    except RegisterError as error:
        return Answer(Verdict.NOT_VERIFIED, error.sentence, error.code, meaning=words.of_refusal(error.code)), chosen


def _find_trust(subject: Subject, memory: Memory) -> Trust:
    if subject.kind is Kind.RECEIPT:
        origin = receipt.claimed_origin(subject.raw)
    elif subject.kind is Kind.TRANSCRIPT:
        origin = draw.claimed_origin(subject.raw)
    else:
        origin = Checkpoint.parse(note.parse(subject.raw).text).origin
    found = trust.remembered(memory, origin) or trust.beside(subject.folder)
    if found is None:
        raise UsageError(
            f"No key is known for the register {origin}: give one with --vkey or --policy, "
            "taken from somewhere else than what you check."
        )
    return found


def _check(request: Request, memory: Memory, means: Means, subject: Subject, chosen: Trust) -> Answer:
    also: list[VerifiedCheckpoint] = []
    if subject.kind is Kind.RECEIPT:
        own = None if request.nonce is None else nonce.read(request.nonce)
        report = receipt.verify(subject.raw, chosen.policy, own)
        head, found = report.head, words.of_receipt(report)
    elif subject.kind is Kind.TRANSCRIPT:
        drawn = draw.verify(subject.raw, chosen.policy)
        head, found = drawn.head, draws.of_draw(drawn)
        also.append(drawn.outcome.head)
    else:
        head = verify_checkpoint(subject.raw, chosen.policy)
        found = words.of_head(head)
    earlier = [*_given_head(request, chosen), *_remembered_heads(memory, head, chosen)]
    try:
        if subject.kind is Kind.REGISTER:
            keep = None if chosen.source is KeySource.BESIDE else memory
            found = check_register(subject, head, [old.checkpoint for old in earlier], request.plan, means, keep)
        else:
            _compare_alone(head, earlier, request, found)
            for old in earlier:
                for other in also:
                    heads.check_same(old.checkpoint, other.checkpoint)
    except HeadsError as error:
        return _refuse(error, head, earlier, memory)
    found.checked += words.of_key(chosen.source)
    if chosen.source is not KeySource.BESIDE:
        for shown in (head, *also):
            _remember(memory, chosen, shown, found)
    return found


def _given_head(request: Request, chosen: Trust) -> list[_Earlier]:
    if request.head is None:
        return []
    path = Path(request.head)
    raw = read_file(path)
    try:
        Checkpoint.parse(note.parse(raw).text)
    except RegisterError as error:
        raise UsageError(f"{path} is no signed head, which --head needs: {error.diagnostics()}") from None
    return [_Earlier(verify_checkpoint(raw, chosen.policy.without_quorum()).checkpoint, path)]


def _remembered_heads(memory: Memory, head: VerifiedCheckpoint, chosen: Trust) -> list[_Earlier]:
    """Return the heads that this register has shown before, signed with the keys that count now."""
    found: list[_Earlier] = []
    for path, raw in memory.heads(head.checkpoint.origin):
        try:
            found.append(_Earlier(verify_checkpoint(raw, chosen.policy.without_quorum()).checkpoint, path))
        except RegisterError as error:
            if error.code != "E_NOTE_UNSIGNED":
                raise UsageError(
                    f"The remembered head {path} is damaged: delete the file. {error.diagnostics()}"
                ) from None
    return found


def _compare_alone(head: VerifiedCheckpoint, earlier: Sequence[_Earlier], request: Request, found: Answer) -> None:
    """Compare a head that comes without tiles: only heads of the same size can be."""
    for old in earlier:
        heads.check_same(old.checkpoint, head.checkpoint)
        if old.checkpoint.size == head.checkpoint.size:
            found.checked.append(f"It is the same head as the one in {old.path}.")
        elif request.head is not None and old.path == Path(request.head):
            raise UsageError(
                f"Whether one of the heads with {old.checkpoint.size} and {head.checkpoint.size} entries contains "
                "the other can be seen from the tile files only: give the published folder or its address instead."
            )


def _refuse(error: HeadsError, head: VerifiedCheckpoint, earlier: Sequence[_Earlier], memory: Memory) -> Answer:
    paths = [old.path for old in earlier if old.checkpoint == error.old] or [memory.proofs(error.old.origin)[0]]
    files = " and ".join(map(str, paths))
    meaning = words.of_setback(files) if error.old.size > head.checkpoint.size else words.of_fork(files)
    return Answer(Verdict.NOT_VERIFIED, error.sentence, error.code, meaning=[meaning])


def _remember(memory: Memory, chosen: Trust, head: VerifiedCheckpoint, found: Answer) -> None:
    """Keep the key that the person chose, and a head."""
    origin = head.checkpoint.origin
    try:
        if memory.policy(origin) not in (None, chosen.text):
            found.warnings.append("Another key or policy was remembered for this register: this one takes its place.")
        memory.keep(origin, chosen.text, head.checkpoint.size, head.note)
    except OSError as error:
        found.warnings.append(f"The key and this head could not be remembered for next time: {error}.")
