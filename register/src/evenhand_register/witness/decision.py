"""What a witness answers to a submission (register.md section 1.8), in the order of its checks.

    malformed                                                   400
    origin of no trusted log                                    404
    signature of a trusted key of that log missing or wrong     403
    old > size                                                  400
    old is not the recorded size                                409, the recorded size as its body
    size 0 with a root that is not the empty tree's             422
    old 0 with a proof                                          422
    old = size: a proof, or another root than the recorded      422
    the proof does not lead from the recorded root              422
    else                                                        200, the cosignature lines as its body

`examine` makes the checks that need no memory, `decide` the rest. Whoever runs a witness reads the record, calls
`decide` and makes the new record durable in one atomic step for each origin, and answers only then: otherwise two
requests at one moment could roll the record back, or have two histories signed.

A clock that shows less than the last cosignature of the same log is answered with 503, which the section leaves open:
a witness that signed would contradict what it said before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from evenhand_register import note, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.cosignature import Cosigner
from evenhand_register.encoding import MAX_DECIMAL
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.note import Note, Signature

from . import request
from .request import AddCheckpoint

__all__ = [
    "CHECKPOINT_TYPE",
    "NOTHING",
    "SIZE_TYPE",
    "Answer",
    "Decision",
    "Evidence",
    "Recorded",
    "Submission",
    "decide",
    "examine",
]

CHECKPOINT_TYPE = "text/plain; charset=utf-8"
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True)
class Answer:
    """The status and body to answer with."""

    status: int
    body: bytes
    content_type: str = CHECKPOINT_TYPE


@dataclass(frozen=True)
class Recorded:
    """What a witness holds of one log: the last size and root that it cosigned, when (Unix time), and the note."""

    size: int
    root: bytes
    time: int
    note: bytes


NOTHING = Recorded(0, tree.EMPTY_ROOT, 0, b"")
"""What a witness holds of a log before the first cosignature."""


class Evidence(Enum):
    """What a refused submission that the log did sign shows about the log."""

    CONTRADICTION = "contradiction"
    """The head itself contradicts the recorded one. Nobody but the log could have made it."""
    UNPROVED = "unproved"
    """The head came without a good proof. The proof is not signed, so anybody may have spoilt it on the way."""


@dataclass(frozen=True)
class Submission:
    """A well-formed request with a head that a trusted key of its log has signed. `lines` are those signatures."""

    request: AddCheckpoint
    head: Checkpoint
    text: str
    lines: tuple[Signature, ...]


@dataclass(frozen=True)
class Decision:
    """What to answer, after `record` (None: it stays as it is) and `evidence` (None: there is none) are stored."""

    answer: Answer
    record: Recorded | None = None
    evidence: Evidence | None = None


def examine(body: bytes, logs: Collection[VerifierKey]) -> Submission | Answer:
    """Return the submission in a request's body, or the answer that refuses it whatever the witness has recorded.

    `logs` are the keys of the logs that this witness serves; a log's keys bear its origin as their name.
    """
    try:
        found = request.parse(body)
        signed = note.parse(found.checkpoint)
        head = Checkpoint.parse(signed.text)
    except RegisterError as error:
        return _refuse(400, error.sentence)
    keys = [key for key in logs if key.name == head.origin]
    if not keys:
        return _refuse(404, "This witness does not serve the log of that origin.")
    try:
        verified = note.verify(signed, keys)
    except RegisterError as error:
        return _refuse(403, error.sentence)
    if found.old > head.size:
        return _refuse(400, "The old size is larger than the size of the checkpoint.")
    own = {(line.name, line.key_id): line for line in reversed(signed.signatures)}  # a key counts once
    return Submission(found, head, signed.text, tuple(own[key.name, key.key_id] for key in verified))


def decide(submission: Submission, recorded: Recorded, cosigners: Sequence[Cosigner], now: int) -> Decision:
    """Return what a witness that has `recorded` of this log answers at a Unix time, signing with each of its keys."""
    head, old, proof = submission.head, submission.request.old, submission.request.proof
    if old != recorded.size:
        return Decision(Answer(409, f"{recorded.size}\n".encode(), SIZE_TYPE))
    if head.size == 0 and head.root != tree.EMPTY_ROOT:
        return _contradicts("The head says that there are no entries but gives a root for some.")
    if old == 0 and proof:
        return _unproved("There is nothing to prove from a size of 0, and yet a proof is given.")
    if old == head.size and head.root != recorded.root:
        return _contradicts("The head has another root than the one that was cosigned for the same size.")
    try:
        tree.verify_consistency(old, head.size, proof, recorded.root, head.root)
    except RegisterError as error:
        return _unproved(error.sentence)
    if not max(1, recorded.time) <= now <= MAX_DECIMAL:
        return Decision(_refuse(503, "The clock of this witness shows less than when it last cosigned this log."))
    lines = tuple(Signature(key.name, key.verifier.key_id, key.cosign(submission.text, now)) for key in cosigners)
    cosigned = Note(submission.text, (*submission.lines, *lines)).render()
    return Decision(
        Answer(200, "".join(line.render() for line in lines).encode()),
        Recorded(head.size, head.root, now, cosigned),
    )


def _contradicts(sentence: str) -> Decision:
    return Decision(_refuse(422, sentence), evidence=Evidence.CONTRADICTION)


def _unproved(sentence: str) -> Decision:
    return Decision(_refuse(422, sentence), evidence=Evidence.UNPROVED)


def _refuse(status: int, sentence: str) -> Answer:
    return Answer(status, f"{sentence}\n".encode())
