"""The file that a person keeps: it proves, without a network, that their step was registered and as what (section 6).

    {"entry": text, "nonce": b64 of 16 bytes | null, "opening": opening, "proof": text of the .tlog-proof,
     "scheme": {"entry": text, "opening": opening, "proof": text}, "tally": {"r": b64, "template": label} | null,
     "v": "evenhand.receipt/v1", "words": words}

Canonical JSON, with one LF at the end tolerated. `words` is for the reader and proves nothing: a verifier says its
own, taken from the scheme. The value in `nonce` was chosen by the one person whom the entry belongs to, before they
submitted; it is what stops a register from handing one receipt to two people. `tally` opens what a counted entry
counts as.
"""

from dataclasses import dataclass
from typing import Any

from . import canonical, entry, generators, note, record, scheme, tally, tlog_proof
from ._form import HASH_SIZE, Form
from .checkpoint import Checkpoint
from .encoding import b64encode
from .entry import Entry
from .errors import RegisterError
from .policy import Policy, VerifiedCheckpoint
from .record import NONCE_SIZE, Opening
from .scheme import Group, Scheme, Template

__all__ = ["Count", "Logged", "ReceiptReport", "build", "claimed_origin", "verify"]

_VERSION = "evenhand.receipt/v1"
_FORM = Form("E_RECEIPT_FORMAT", "receipt")


@dataclass(frozen=True)
class Logged:
    """An entry's bytes, its opening, and the bytes of the .tlog-proof that it is in the log."""

    entry: bytes
    opening: Opening
    proof: bytes


@dataclass(frozen=True)
class Count:
    """What opens the tally of a counted entry: the 32 bytes r that blind it, and the label of its template."""

    r: bytes
    template: str


@dataclass(frozen=True)
class ReceiptReport:
    """What a receipt was found to prove."""

    entry: Entry
    index: int
    head: VerifiedCheckpoint
    scheme: Scheme
    group: Group
    opening: Opening
    template: Template | None
    """What the entry is proved to count as; None where its group is not counted."""
    mine_alone: bool
    """The nonce given is the one in the record, and its owner drew it, so this receipt is nobody else's."""

    @property
    def drawn_by_register(self) -> bool:
        """Whether the record says that the register drew the nonce: it could then have given it to two people."""
        return _drawn_by_register(self.opening)


def build(step: Logged, scheme: Logged, words: str, count: Count | None = None) -> bytes:
    """Return the receipt of an entry, with `count` where it is counted. Both proofs end in the same checkpoint."""
    return canonical.dumps(
        {
            **_part_as_json(step),
            "nonce": step.opening.facts["nonce"],
            "scheme": _part_as_json(scheme),
            "tally": None if count is None else {"r": b64encode(count.r), "template": count.template},
            "v": _VERSION,
            "words": words,
        }
    )


def claimed_origin(raw: bytes) -> str:
    """Return the register that a receipt says it is from, to choose the key by. Nothing is verified.

    Raises E_JSON, E_RECEIPT_FORMAT, E_PROOF_FORMAT, E_NOTE_FORMAT or E_CHECKPOINT_FORMAT.
    """
    proof = tlog_proof.parse(_parse(raw).step.proof)
    return Checkpoint.parse(note.parse(proof.checkpoint).text).origin


def verify(raw: bytes, policy: Policy, nonce: bytes | None = None) -> ReceiptReport:
    """Return what the receipt proves under a policy, `nonce` being the person's own 16 bytes if they have them.

    Raises RegisterError with the code of the first check of section 6 that fails.
    """
    receipt = _parse(raw)
    step, cited = entry.parse(receipt.step.entry), entry.parse(receipt.scheme.entry)
    index, head = _verify_proof(receipt.step, policy)
    cited_index, cited_head = _verify_proof(receipt.scheme, policy)
    if _triple(head) != _triple(cited_head):
        raise RegisterError("E_RECEIPT_HEADS", "The entry and its scheme are proved under two different heads.")
    if cited.kind != "scheme" or cited.record != step.scheme or cited_index >= index:
        raise RegisterError(
            "E_SCHEME_UNKNOWN", "The receipt does not carry the scheme that was logged for this entry."
        )
    scheme_opening = Opening.parse(receipt.scheme.opening)
    record.verify_opening(scheme_opening, cited)
    used = scheme.parse(scheme_opening.facts["data"], head.checkpoint.origin)
    opening = Opening.parse(receipt.step.opening)
    record.verify_opening(opening, step)
    if receipt.nonce != opening.nonce or nonce not in (None, opening.nonce):
        raise RegisterError("E_NONCE", "This receipt belongs to another complaint than yours: the values differ.")
    group = scheme.group_of(used, step)
    template = _verify_tally(receipt.count, step, opening, head.checkpoint.origin, used)
    mine_alone = nonce is not None and not _drawn_by_register(opening)
    return ReceiptReport(step, index, head, used, group, opening, template, mine_alone)


@dataclass(frozen=True)
class _Part:
    entry: bytes
    opening: Any
    proof: bytes


@dataclass(frozen=True)
class _Receipt:
    step: _Part
    scheme: _Part
    nonce: bytes | None
    count: Count | None


def _parse(raw: bytes) -> _Receipt:
    parts = canonical.loads(raw.removesuffix(b"\n"))
    _FORM.members(parts, "entry", "nonce", "opening", "proof", "scheme", "tally", "v", "words")
    _FORM.constant(parts["v"], _VERSION)
    _FORM.words(parts["words"])
    _FORM.members(parts["scheme"], "entry", "opening", "proof")
    count = None
    if parts["tally"] is not None:
        opened = _FORM.members(parts["tally"], "r", "template")
        count = Count(_FORM.data(opened["r"], HASH_SIZE, "tally"), _FORM.label(opened["template"]))
    nonce = _FORM.data_or_null(parts["nonce"], NONCE_SIZE, "nonce")
    return _Receipt(_part(parts), _part(parts["scheme"]), nonce, count)


def _part(parts: dict[str, Any]) -> _Part:
    text, proof = _FORM.text(parts["entry"], "entry"), _FORM.text(parts["proof"], "proof")
    return _Part(text.encode(), parts["opening"], proof.encode())


def _part_as_json(part: Logged) -> dict[str, Any]:
    return {"entry": part.entry.decode(), "opening": part.opening.as_json(), "proof": part.proof.decode()}


def _verify_proof(part: _Part, policy: Policy) -> tuple[int, VerifiedCheckpoint]:
    proof = tlog_proof.parse(part.proof)
    return proof.index, tlog_proof.verify(proof, part.entry, policy)


def _drawn_by_register(opening: Opening) -> bool:
    return bool(opening.facts["data"].get("nonce_by") == "server")


def _triple(head: VerifiedCheckpoint) -> tuple[str, int, bytes]:
    return head.checkpoint.origin, head.checkpoint.size, head.checkpoint.root


def _verify_tally(count: Count | None, step: Entry, opening: Opening, origin: str, used: Scheme) -> Template | None:
    """Return the template that the entry is proved to count as, or None where it is not counted (step 7)."""
    if step.scheme is None or step.tally is None or step.proof is None:
        if count is not None:
            raise RegisterError("E_TALLY_OPENING", "The receipt opens a count for an entry that is not counted.")
        return None
    group = used.groups[step.kind]
    template = None if count is None else group.template(count.template)
    if count is None or template is None or template.label != opening.facts["template"]:
        raise RegisterError("E_TALLY_OPENING", "The receipt does not show what the entry was counted as.")
    templates = generators.points_of(group)
    tally.verify_opening(templates, template.label, count.r, step.tally)
    tally.verify(tally.Place(origin, step.scheme, step.record, step.kind), templates, step.tally, step.proof)
    return template
