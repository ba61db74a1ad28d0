"""Seal and commit the facts of an import: all content to one compartment, with one key agreement for all of it.

The same bytes as `envelope.prepare` makes, ten times as fast, since a `Wrapper` agrees on a key once (see `vault.wrap`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.office.context import Office
from evenhand.office.envelope import record_purpose
from evenhand.process.acts import ACTS
from evenhand.process.facts import Fact
from evenhand.records.append import NewSealed, Prepared
from evenhand.vault.keys import PublicKey, key_id
from evenhand.vault.seal import seal
from evenhand.vault.wrap import Wrapper
from evenhand_register import canonical
from evenhand_register.record import commit, content_hash


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry goes: its complaint's reference, and its index or (in the same append) its place."""

    ref: str
    complaint: int | None
    begins: int | None


class ImportSealer:
    """Prepares the entries of one import, all sealed to the compartment whose public half is given."""

    def __init__(self, office: Office, public: PublicKey, today: date, late_after_days: int) -> None:
        self._office = office
        self._compartment = key_id(public)
        self._wrapper = Wrapper(public, office.entropy)
        self._today = today
        self._late_after_days = late_after_days
        self._scheme = office.scheme()

    def prepare(self, fact: Fact, place: Place) -> Prepared:
        """One entry, ready to append."""
        salt = self._office.entropy(32)
        content = canonical.dumps({**(fact.content or {}), "files": []})
        sealed = self._seal(salt + content)
        hashed = content_hash(content, salt)
        data = self._data(fact, place, sealed)
        kind = ACTS[fact.act].kind.value
        whole = {"data": data, "kind": kind, "nonce": None, "template": None, "v": "evenhand.facts/v1"}
        facts_salt = self._office.entropy(32)
        return Prepared(
            kind=kind,
            act=fact.act,
            complaint=place.complaint,
            begins=place.begins,
            data=data,
            facts=canonical.dumps(whole),
            facts_salt=facts_salt,
            content_hash=hashed,
            record=commit(whole, facts_salt, hashed),
            scheme=self._scheme,
            sealed=(sealed,),
        )

    def _seal(self, clear: bytes) -> NewSealed:
        box = seal(clear, self._office.entropy)
        wrap = self._wrapper.wrap(box.key, record_purpose(box.address))
        return NewSealed(box.address, "content", self._compartment, wrap, box.ciphertext)

    def _data(self, fact: Fact, place: Place, sealed: NewSealed) -> Mapping[str, Any]:
        on = date.fromisoformat(fact.data["on"])
        return {
            **fact.data,
            "complaint": place.ref,
            "late": (self._today - on).days > self._late_after_days,
            "sealed": [
                {
                    "address": sealed.address,
                    "compartment": sealed.compartment,
                    "what": sealed.what,
                    "wrap": hashlib.sha256(sealed.wrap).hexdigest(),
                }
            ],
        }
