"""The transcript of a draw, for parties and auditors, who draw again (register.md section 7).

    {"draw": {"entry", "opening", "proof"}, "pool": {"entry", "opening"}, "v": "evenhand.transcript/v1"}

Canonical JSON, with one LF at the end tolerated. It says who is in the pool by refs only, and why some are excluded.
"""

from dataclasses import dataclass
from typing import Any

from evenhand_register import canonical, note, record, tlog_proof
from evenhand_register import entry as entries
from evenhand_register._form import Form
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.policy import Policy, VerifiedCheckpoint
from evenhand_register.receipt import Logged
from evenhand_register.record import Opening

from .document import Outcome, check_origin, open_pool, verify_document

__all__ = ["DrawReport", "build", "claimed_origin", "verify"]

_VERSION = "evenhand.transcript/v1"
_FORM = Form("E_DRAW_FORMAT", "transcript")


@dataclass(frozen=True)
class DrawReport:
    """What a transcript was found to prove: the draw, its own index, and the head that it is proved under."""

    outcome: Outcome
    index: int
    head: VerifiedCheckpoint


def build(pool_entry: bytes, pool_opening: Opening, draw: Logged) -> bytes:
    """Return the transcript of a draw that is in the log."""
    return canonical.dumps(
        {
            "draw": {
                "entry": draw.entry.decode(),
                "opening": draw.opening.as_json(),
                "proof": draw.proof.decode(),
            },
            "pool": {"entry": pool_entry.decode(), "opening": pool_opening.as_json()},
            "v": _VERSION,
        }
    )


def claimed_origin(raw: bytes) -> str:
    """Return the register that a transcript says it is from, to choose the key by. Nothing is verified.

    Raises E_JSON, E_DRAW_FORMAT, E_PROOF_FORMAT, E_NOTE_FORMAT or E_CHECKPOINT_FORMAT.
    """
    proof = tlog_proof.parse(_parse(raw).draw_proof)
    return Checkpoint.parse(note.parse(proof.checkpoint).text).origin


def verify(raw: bytes, policy: Policy) -> DrawReport:
    """Return what the transcript proves under a policy that knows the witnesses named in the pool.

    Raises RegisterError with the code of the first check of section 7 that fails.
    """
    parts = _parse(raw)
    pool_line, draw_line = entries.parse(parts.pool_entry), entries.parse(parts.draw_entry)
    if (pool_line.kind, draw_line.kind) != ("pool", "draw"):
        raise _FORM.fail(f"shows entries of the kinds {pool_line.kind} and {draw_line.kind}, not a pool and a draw")
    logged = open_pool(parts.pool_entry, Opening.parse(parts.pool_opening), policy)
    proof = tlog_proof.parse(parts.draw_proof)
    head = tlog_proof.verify(proof, parts.draw_entry, policy)
    check_origin(head, logged.pool)
    opening = Opening.parse(parts.draw_opening)
    record.verify_opening(opening, draw_line)
    outcome = verify_document(opening.facts["data"], logged, policy)
    return DrawReport(outcome, proof.index, head)


@dataclass(frozen=True)
class _Transcript:
    pool_entry: bytes
    pool_opening: Any
    draw_entry: bytes
    draw_opening: Any
    draw_proof: bytes


def _parse(raw: bytes) -> _Transcript:
    parts = _FORM.members(canonical.loads(raw.removesuffix(b"\n")), "draw", "pool", "v")
    _FORM.constant(parts["v"], _VERSION)
    draw = _FORM.members(parts["draw"], "entry", "opening", "proof")
    pool = _FORM.members(parts["pool"], "entry", "opening")
    return _Transcript(
        _FORM.text(pool["entry"], "pool entry").encode(),
        pool["opening"],
        _FORM.text(draw["entry"], "draw entry").encode(),
        draw["opening"],
        _FORM.text(draw["proof"], "proof").encode(),
    )
