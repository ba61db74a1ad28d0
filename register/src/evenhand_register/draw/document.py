"""The draw, logged when the randomness is known, and where its seed comes from (register.md section 7).

    {"beacon": {"value"} | null, "origin", "pool": hash, "proof": text,
     "result": [{"alternates": [ref], "panel": [ref], "stratum": ref}, ...], "seed": hash, "v": "evenhand.draw/v1", "words"}

`proof` is the pool's .tlog-proof under the head of size exactly index + 1, which every witness named in the pool has
cosigned. With a beacon all of them did so before its value could be known; then the result was fixed by nobody.

Raises E_DRAW_FORMAT, E_ORIGIN, those of the proof, E_QUORUM, E_DRAW_LATE, E_DRAW_SEED, E_DRAW_RESULT.
"""

import re
from dataclasses import dataclass
from typing import Any

from evenhand_register import entry as entries
from evenhand_register import note, record, tlog_proof
from evenhand_register._form import HASH_SIZE, Form
from evenhand_register.encoding import b64encode
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy, VerifiedCheckpoint
from evenhand_register.record import Opening

from .lot import Drawn, beacon_seed, cosignature_seed, derive
from .pool import Pool, parse_pool

__all__ = ["LoggedPool", "Outcome", "conduct", "open_pool", "verify_document"]

_VERSION = "evenhand.draw/v1"
_MAX_LISTED = 4096
_VALUE = re.compile(r"[!-~]([ -~]{0,1022}[!-~])?", re.ASCII)
_FORM = Form("E_DRAW_FORMAT", "draw")


@dataclass(frozen=True)
class LoggedPool:
    """A pool's entry, the record that it commits to, and the document that opens it."""

    entry: bytes
    record: bytes
    pool: Pool


@dataclass(frozen=True)
class Outcome:
    """A draw that was found to be in order.

    `index` is the pool's, `head` the one that ends with it; `value` is the beacon's, None without one.
    """

    logged: LoggedPool
    index: int
    head: VerifiedCheckpoint
    value: str | None
    seed: bytes
    result: tuple[Drawn, ...]
    words: str


@dataclass(frozen=True)
class _Document:
    origin: str
    pool: bytes
    proof: bytes
    value: str | None
    seed: bytes
    result: tuple[Drawn, ...]
    words: str


def open_pool(entry: bytes, opening: Opening, policy: Policy) -> LoggedPool:
    """Return the pool of an entry, which the opening must open. Whether it is in the log is seen from the draw.

    Raises E_ENTRY_FORMAT, E_DRAW_FORMAT for another kind, E_OPENING, E_POOL_FORMAT, E_ORIGIN, E_DRAW_SHORT.
    """
    line = entries.parse(entry)
    if line.kind != "pool":
        raise _FORM.fail(f"rests on an entry of the kind {line.kind}, which is no pool")
    record.verify_opening(opening, line)
    return LoggedPool(entry, line.record, parse_pool(opening.facts["data"], {key.name for key in policy.logs}))


def conduct(logged: LoggedPool, proof: bytes, policy: Policy, value: str | None, words: str) -> dict[str, Any]:
    """Return the document of the draw from a pool, to be logged. Nobody chooses anything in it.

    `proof` is the pool's .tlog-proof under the head that ends with it, cosigned by the witnesses that it names; `value`
    the beacon's, None where the pool names none. Raises as `verify_document`.
    """
    _check_value(value, logged.pool)
    _, _, seed = _find_seed(logged, proof, policy, value)
    document = {
        "beacon": None if value is None else {"value": value},
        "origin": logged.pool.origin,
        "pool": b64encode(logged.record),
        "proof": proof.decode(),
        "result": [drawn.as_json() for drawn in derive(logged.pool, seed)],
        "seed": b64encode(seed),
        "v": _VERSION,
        "words": words,
    }
    verify_document(document, logged, policy)
    return document


def verify_document(document: Any, logged: LoggedPool, policy: Policy) -> Outcome:
    """Return what a draw's document is found to show, drawing again. The whole is a transcript: see `verify`."""
    draw = _parse(document)
    if draw.pool != logged.record:
        raise _FORM.fail("was made from another pool")
    _check_value(draw.value, logged.pool)
    if draw.origin != logged.pool.origin:
        raise RegisterError("E_ORIGIN", f"The draw was made for another register, {draw.origin}.")
    index, head, seed = _find_seed(logged, draw.proof, policy, draw.value)
    if draw.seed != seed:
        raise RegisterError("E_DRAW_SEED", "The seed of the draw does not follow from the pool and the randomness.")
    if draw.result != derive(logged.pool, seed):
        raise RegisterError("E_DRAW_RESULT", "These are not the people whom the randomness picks from the pool.")
    return Outcome(logged, index, head, draw.value, seed, draw.result, draw.words)


def _parse(document: Any) -> _Document:
    parts = _FORM.members(document, "beacon", "origin", "pool", "proof", "result", "seed", "v", "words")
    _FORM.constant(parts["v"], _VERSION)
    value = None
    if parts["beacon"] is not None:
        value = _FORM.text(_FORM.members(parts["beacon"], "value")["value"], "random value")
    return _Document(
        origin=_FORM.text(parts["origin"], "origin"),
        pool=_FORM.data(parts["pool"], HASH_SIZE, "pool"),
        proof=_FORM.text(parts["proof"], "proof").encode(),
        value=value,
        seed=_FORM.data(parts["seed"], HASH_SIZE, "seed"),
        result=tuple(map(_drawn, _FORM.items(parts["result"], 0, _MAX_LISTED, "strata"))),
        words=_FORM.words(parts["words"]),
    )


def _drawn(value: Any) -> Drawn:
    parts = _FORM.members(value, "alternates", "panel", "stratum")
    panel, alternates = (
        tuple(map(_FORM.ref, _FORM.items(parts[name], 0, _MAX_LISTED, name))) for name in ("panel", "alternates")
    )
    return Drawn(_FORM.ref(parts["stratum"]), panel, alternates)


def _check_value(value: str | None, pool: Pool) -> None:
    if (value is None) != (pool.beacon is None):
        raise _FORM.fail("gives a random value where the pool names none, or leaves it out")
    if value is not None and not _VALUE.fullmatch(value):
        raise _FORM.fail("has a random value that is not 1 to 1024 plain characters without a space at either end")


def _find_seed(
    logged: LoggedPool, raw: bytes, policy: Policy, value: str | None
) -> tuple[int, VerifiedCheckpoint, bytes]:
    """Return the pool's index, the head that ends with it, and the seed that they give."""
    pool = logged.pool
    proof = tlog_proof.parse(raw)
    head = tlog_proof.verify(proof, logged.entry, policy)
    check_origin(head, pool)
    names = _witnesses(pool, head, policy)
    if head.checkpoint.size != proof.index + 1:
        raise _FORM.fail(
            "uses another head than the one that ends with the pool: whoever chose it could choose the panel"
        )
    signed = note.parse(head.note)
    if pool.beacon is None or value is None:
        lines = [(key, _only_cosignature(signed, key)) for key in pool.witnesses]
        return proof.index, head, cosignature_seed(logged.record, signed.text, lines)
    if any(time >= pool.beacon.not_before for name in names for time in head.seen[name]):
        raise RegisterError(
            "E_DRAW_LATE", "A witness saw the pool only when the random value could be known already."
        )
    return proof.index, head, beacon_seed(logged.record, signed.text, pool.beacon, value)


def check_origin(head: VerifiedCheckpoint, pool: Pool) -> None:
    """Check that a head is of the register that the pool was made for: a policy may know several. Raises E_ORIGIN."""
    if head.checkpoint.origin != pool.origin:
        raise RegisterError("E_ORIGIN", f"The pool was made for {pool.origin} and is proved in another register.")


def _witnesses(pool: Pool, head: VerifiedCheckpoint, policy: Policy) -> list[str]:
    """Return the names under which the policy knows the witnesses of the pool, all of whom have seen it."""
    known = {key: name for name, key in policy.witnesses.items()}
    for key in pool.witnesses:
        if key not in known:
            raise RegisterError(
                "E_QUORUM",
                f"The pool relies on the witness {key.name}, which your policy does not know as independent: "
                "whoever ran the draw could have made that witness up.",
            )
        if known[key] not in head.seen:
            raise RegisterError("E_QUORUM", f"The witness {known[key]}, which the pool names, has not seen the pool.")
    names = [known[key] for key in pool.witnesses]
    if not policy.is_satisfied_by(names):
        raise RegisterError("E_QUORUM", "The pool names fewer outside witnesses than your policy asks for.")
    return names


def _only_cosignature(signed: note.Note, key: VerifierKey) -> bytes:
    blobs = [line.blob for line in signed.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if len(blobs) != 1:
        raise _FORM.fail(f"has {len(blobs)} cosignatures of {key.name} to choose among, and exactly one is allowed")
    return blobs[0]
