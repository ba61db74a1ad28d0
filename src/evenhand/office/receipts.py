"""Receipts: made from the log's files as they are published, and checked before they are handed out (REGISTER.md section 6).

A receipt exists as soon as a published checkpoint covers the entry, never before: nothing is promised that is not yet signed.
"""

from dataclasses import dataclass
from pathlib import Path

from evenhand.office.counting import blinding
from evenhand.office.keyring import Keyring
from evenhand.office.reading import content_keys
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.receipts import index_of_record
from evenhand.records.queries.register import OpenedEntry, opened_entry
from evenhand_register import entry, note, receipt
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.policy import Policy
from evenhand_register.receipt import Count, Logged, ReceiptReport
from evenhand_register.record import Opening
from evenhand_register.tiles import CHECKPOINT, StoredHashes
from evenhand_register.tlog_proof import TlogProof
from evenhand_register.tree import prove_inclusion

WORDS = (
    "This is a receipt. It proves that the entry in it stands in the register, at that place, under the head that was "
    "signed. Check it with evenhand-verify, on any computer and without asking anybody. These words prove nothing."
)


class ReceiptFault(Exception):
    """The log's files and the database do not agree on an entry. No receipt is given; somebody has to look."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The file that a person keeps, and what it was found to prove."""

    raw: bytes
    report: ReceiptReport


def make_receipt(log_folder: Path, policy: Policy, index: int, keys: Keyring) -> Receipt | None:
    """The receipt of the entry at that index, or None while no published checkpoint covers it.

    It has the signatures that stand under the newest head now: fetched again later, those that came since. `policy` asks for no
    quorum: a witness that is away withholds nothing from whoever complains. What the entry counts as is opened with the key of its
    content, for which `keys` are asked.

    Raises ReceiptFault if the entry's record is not there or does not open, RegisterError if what was made does not verify.
    """
    log = LogFolder(log_folder)
    shown = log.read(CHECKPOINT)
    size = Checkpoint.parse(note.parse(shown).text).size if shown else 0
    if shown is None or index >= size:
        return None
    checkpoint = note.once(shown, first=True)  # of each witness the earliest time that it vouches for
    hashes = StoredHashes(log, size)
    step = _entry(index)
    scheme = _scheme_of(step)
    count = _count(step, keys)
    raw = receipt.build(
        logged_under(step, hashes, checkpoint), logged_under(scheme, hashes, checkpoint), WORDS, count
    )
    return Receipt(raw, receipt.verify(raw, policy))


def logged_under(opened: OpenedEntry, hashes: StoredHashes, checkpoint: bytes) -> Logged:
    """An entry with its opening and its proof under a head, whose hashes these are."""
    path = prove_inclusion(hashes, opened.index, hashes.size)
    proof = TlogProof(opened.index, tuple(path), checkpoint)
    return Logged(opened.body, Opening.parse(opened.opening), proof.render())


def _count(step: OpenedEntry, keys: Keyring) -> Count | None:
    label = step.opening["facts"]["template"]
    if label is None:
        return None
    (key,) = content_keys([step.index], keys)
    if key is None:
        raise ReceiptFault(f"What entry {step.index} counts as cannot be opened with this key.")
    return Count(blinding(key), label)


def _scheme_of(step: OpenedEntry) -> OpenedEntry:
    cited = entry.parse(step.body).scheme
    index = index_of_record(cited) if cited else None
    if index is None:
        raise ReceiptFault(f"Entry {step.index} cites a scheme that is not in the register.")
    return _entry(index)


def _entry(index: int) -> OpenedEntry:
    opened = opened_entry(index)
    if opened is None:
        raise ReceiptFault(f"The log has an entry {index}, and the database has not: it was removed.")
    return opened
