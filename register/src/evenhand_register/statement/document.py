"""What a statement says.

    claim = {"entries": {kind: count}, "from": head, "hidden": {label: {"below": m, "point": hash}}, "origin": origin,
             "period": ref, "previous": hash | null, "scheme": hash, "sequence": number, "to": head,
             "totals": {label: number}, "v": "evenhand.claim/v1"}
    head  = {"checkpoint": signed note | null, "root": hash, "size": number}
    ctx   = H("evenhand.claim/v1" 0x00 || JCS(claim))

The proofs are bound to `ctx`, and so to every word of the claim.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evenhand_register import canonical
from evenhand_register._form import HASH_SIZE, Form
from evenhand_register.encoding import b64encode

__all__ = ["Claim", "Head", "Hidden", "Statement", "parse"]

_STATEMENT = "evenhand.statement/v1"
_CLAIM = "evenhand.claim/v1"
_TOTAL_PROOF = 64
_MAX_NUMBER = 2**53 - 1
_FORM = Form("E_CLAIM_FORMAT", "statement of totals")


@dataclass(frozen=True)
class Head:
    """One end of a period: so many entries, their root, and the signed head that shows it (None before the first)."""

    size: int
    root: bytes
    checkpoint: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the JSON value."""
        return {"checkpoint": self.checkpoint, "root": b64encode(self.root), "size": self.size}


@dataclass(frozen=True)
class Hidden:
    """A number that is not shown: it is below `below`, and `point`, not looked at yet, commits to it."""

    below: int
    point: bytes


@dataclass(frozen=True)
class Claim:
    """What is said of the entries with the indexes from `start.size` to before `end.size`."""

    origin: str
    period: str
    sequence: int
    previous: bytes | None
    scheme: bytes
    start: Head
    end: Head
    entries: Mapping[str, int]
    totals: Mapping[str, int]
    hidden: Mapping[str, Hidden]

    def as_json(self) -> dict[str, Any]:
        """Return the JSON value."""
        return {
            "entries": dict(self.entries),
            "from": self.start.as_json(),
            "hidden": {
                label: {"below": cell.below, "point": b64encode(cell.point)} for label, cell in self.hidden.items()
            },
            "origin": self.origin,
            "period": self.period,
            "previous": None if self.previous is None else b64encode(self.previous),
            "scheme": b64encode(self.scheme),
            "sequence": self.sequence,
            "to": self.end.as_json(),
            "totals": dict(self.totals),
            "v": _CLAIM,
        }

    @cached_property
    def context(self) -> bytes:
        """ctx: 32 bytes that fix the whole claim."""
        return hashlib.sha256(b"evenhand.claim/v1\x00" + canonical.dumps(self.as_json())).digest()

    def covers(self, index: int) -> bool:
        """Tell whether the entry with this index belongs to the period."""
        return self.start.size <= index < self.end.size


@dataclass(frozen=True)
class Statement:
    """A claim and its proofs: one for each hidden cell, by label, and one for all totals together."""

    claim: Claim
    cells: Mapping[str, bytes]
    total: bytes

    def as_json(self) -> dict[str, Any]:
        """Return the JSON value that `parse` reads: the `data` of a statement entry's facts."""
        cells = {label: b64encode(proof) for label, proof in self.cells.items()}
        return {
            "claim": self.claim.as_json(),
            "proofs": {"cells": cells, "total": b64encode(self.total)},
            "v": _STATEMENT,
        }


def parse(document: Any) -> Statement:
    """Return the statement that the document of a statement entry holds. Raises E_CLAIM_FORMAT."""
    parts = _FORM.members(document, "claim", "proofs", "v")
    _FORM.constant(parts["v"], _STATEMENT)
    proofs = _FORM.members(parts["proofs"], "cells", "total")
    claim = _claim(parts["claim"])
    cells = {_FORM.label(label): _FORM.data(proof, None, "proof") for label, proof in _object(proofs["cells"])}
    return Statement(claim, cells, _FORM.data(proofs["total"], _TOTAL_PROOF, "proof"))


def _claim(value: Any) -> Claim:
    parts = _FORM.members(
        value,
        *("entries", "from", "hidden", "origin", "period", "previous", "scheme", "sequence", "to", "totals", "v"),
    )
    _FORM.constant(parts["v"], _CLAIM)
    claim = Claim(
        origin=_FORM.text(parts["origin"], "origin"),
        period=_FORM.ref(parts["period"]),
        sequence=_number(parts["sequence"], "sequence"),
        previous=_FORM.data_or_null(parts["previous"], HASH_SIZE, "previous statement"),
        scheme=_FORM.data(parts["scheme"], HASH_SIZE, "scheme"),
        start=_head(parts["from"]),
        end=_head(parts["to"]),
        entries={_FORM.kind(kind): _number(count, "count", 1) for kind, count in _object(parts["entries"])},
        totals={_FORM.label(label): _number(total, "total") for label, total in _object(parts["totals"])},
        hidden={_FORM.label(label): _hidden(cell) for label, cell in _object(parts["hidden"])},
    )
    if claim.end.size <= claim.start.size:
        raise _FORM.fail("is about no entry: its period ends where it begins or before")
    return claim


def _head(value: Any) -> Head:
    parts = _FORM.members(value, "checkpoint", "root", "size")
    checkpoint = None if parts["checkpoint"] is None else _FORM.text(parts["checkpoint"], "signed head")
    return Head(_number(parts["size"], "size"), _FORM.data(parts["root"], HASH_SIZE, "root"), checkpoint)


def _hidden(value: Any) -> Hidden:
    parts = _FORM.members(value, "below", "point")
    return Hidden(_number(parts["below"], "bound"), _FORM.data(parts["point"], HASH_SIZE, "hidden cell"))


def _number(value: Any, what: str, low: int = 0) -> int:
    return _FORM.number(value, low, _MAX_NUMBER, what)


def _object(value: Any) -> list[tuple[str, Any]]:
    if type(value) is not dict:
        raise _FORM.fail("has a part that is no object")
    return list(value.items())
