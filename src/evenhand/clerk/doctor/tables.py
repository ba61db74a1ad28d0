"""Committed rows as the acts speak of them: of what an act holds the hash of, the hash."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Model

from evenhand.clerk.doctor.read import FAULTS, UNREADABLE, columns, read
from evenhand.clerk.doctor.rows import Row
from evenhand.office.create_account import account_digest
from evenhand.office.party_tokens import token_digest
from evenhand.office.work_address import address_digest
from evenhand.process.rulebook import Rulebook, parse
from evenhand.process.systemic import digest
from evenhand.records.models import (
    Account,
    Appointment,
    Compartment,
    Grant,
    OversightAnswer,
    OversightFinding,
    PartyToken,
    Period,
    PhraseHolder,
    RulebookText,
    Sealed,
    SubmissionToken,
    Tie,
    TieToken,
    WorkAddress,
)
from evenhand.records.queries.oversight_findings import answer_of, document_of
from evenhand.vault.keys import PublicKey, key_id


def sealed() -> Iterator[Row]:
    """Ciphertexts, by the entries that list them."""
    for row in read(Sealed.objects.order_by("entry")):
        inside = row["ciphertext"]
        yield {**row, "ciphertext": None if inside is None else sha256(inside), "wrap": sha256(row["wrap"])}


def compartments() -> Iterator[Row]:
    """Compartments, by the entries that made them."""
    for row in read(Compartment.objects.order_by("entry")):
        yield {**row, "vouched": sha256(row["vouched"]) if row["vouched"] is not None else None}


def grants() -> Iterator[Row]:
    """Wraps, by the entries that granted them. Of one that was taken back the hash alone is left."""
    for row in read(Grant.objects.order_by("entry")):
        wrap = row["wrap"]
        left = row["ended_entry"] is not None and isinstance(wrap, bytes)
        yield {**row, "wrap": wrap.hex() if left else sha256(wrap)}


def ended_grants() -> Iterator[Row]:
    """Grants that were taken back, by the entries that did so."""
    yield from read(Grant.objects.exclude(ended_entry=None).order_by("ended_entry"))


def party_tokens() -> Iterator[Row]:
    """Tokens of parties, by the entries that made them, with the digest that each gives."""
    for row in read(PartyToken.objects.order_by("entry")):
        yield {**row, "said": _token_digest(row["case"], row)}


def tie_tokens() -> Iterator[Row]:
    """Tokens of whom ties were declared to, in the same way."""
    for row in read(TieToken.objects.order_by("entry")):
        yield {**row, "said": _token_digest(None, row)}


def ties() -> Iterator[Row]:
    """Ties that were declared."""
    for row in read(Tie.objects.all()):
        yield {**row, "key": row["ref"]}


def holders() -> Iterator[Row]:
    """Who finds which complaint by a phrase, with the id of the key that stands there. Each rests on the complaint's first entry.

    `learnt` is of a complaint of before, where no key needs to stand there.
    """
    for row in read(PhraseHolder.objects.order_by("complaint")):
        said = None if row["public"] is None else _key_id(row["public"])
        yield {**row, "entry": row["complaint"], "learnt": said or row["key"], "public": said}


def tokens() -> Iterator[Row]:
    """What submissions came with. Each rests on the complaint's first entry."""
    for row in read(SubmissionToken.objects.order_by("complaint")):
        yield {**row, "entry": row["complaint"]}


def accounts() -> Iterator[Row]:
    """Accounts with the digest that their acts hold."""
    for row in read(Account.objects.all()):
        acts = {name: row[name] for name in ("changed_entry", "confirmed_entry", "ended_entry", "entry")}
        yield {"digest": _digest(row), "key": row["ref"], **acts}


def addresses() -> Iterator[Row]:
    """Marks of work addresses, with the digest that each gives."""
    for row in read(WorkAddress.objects.all()):
        yield {**row, "key": row["account"], "said": _address_digest(row)}


def appointments() -> Iterator[Row]:
    """Appointments; of a proof for the key agent, its hash."""
    for row in read(Appointment.objects.all()):
        proof = sha256(row["stand_in"]) if row["stand_in"] else None
        days = {name: _day(row[name]) for name in ("cools_off", "since", "until")}
        yield {**row, **days, "key": row["ref"], "stand_in": proof}


def rulebooks() -> Iterator[Row]:
    """Rulebooks by their keys, with the hash that their text gives."""
    for row in read(RulebookText.objects.all()):
        said = as_rulebook(row["text"])
        yield {**row, "key": row["hash"], "text": said.hash if said else "no rulebook"}


def oversight_findings() -> Iterator[Row]:
    """Oversight findings with the digest that each gives."""
    for row in read(OversightFinding.objects.all()):
        yield {**row, "digest": _said(document_of, OversightFinding, row), "key": str(row["number"])}


def oversight_answers() -> Iterator[Row]:
    """Answers to their recommendations, in the same way."""
    for row in read(OversightAnswer.objects.all()):
        yield {**row, "digest": _said(answer_of, OversightAnswer, row), "key": str(row["entry"])}


def periods() -> Iterator[Row]:
    """Closed periods."""
    for row in read(Period.objects.all()):
        yield {**row, "key": row["label"]}


@lru_cache(maxsize=32)
def as_rulebook(text: Any) -> Rulebook | None:
    """The rulebook that a text says, or None if it says none."""
    try:
        return parse(text)
    except FAULTS:
        return None


def sha256(value: Any) -> str:
    """SHA-256 in hex of what should be bytes."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else UNREADABLE


def _digest(row: Row) -> str:
    account = Account(**{f"{name}": row[name] for name in columns(Account)})
    try:
        return account_digest(account)
    except FAULTS:
        return UNREADABLE


def _said[M: Model](document: Callable[[M], dict[str, Any]], model: type[M], row: Row) -> str:
    """The digest of the document that a row holds."""
    try:
        return digest(document(model(**{name: row[name] for name in columns(model)})))
    except FAULTS:
        return UNREADABLE


def _token_digest(case: Any, row: Row) -> str:
    try:
        return token_digest(case, row["kind"], row["token"], row["salt"])
    except FAULTS:
        return UNREADABLE


def _key_id(value: Any) -> str:
    try:
        return key_id(PublicKey(value))
    except FAULTS:
        return UNREADABLE


def _address_digest(row: Row) -> str:
    try:
        return address_digest(WorkAddress(**{name: row[name] for name in columns(WorkAddress)}))
    except FAULTS:
        return UNREADABLE


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
