"""Sealing: facts in, entries ready to append out (DESIGN 5.6). Needs public keys only, so no verb depends on the key agent.

Every record's content and every file has its own random key, wrapped to one compartment. The facts list the SHA-256 of each
ciphertext and of each wrap. The content of a record is the canonical JSON of a small object, so its hash can be opened to
a party word for word.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from evenhand.office.context import Office
from evenhand.office.counting import Counting
from evenhand.office.purposes import grant_purpose, record_purpose
from evenhand.process.acts import ACTS
from evenhand.process.clear import require_clear
from evenhand.process.counted import template_of
from evenhand.process.facts import Fact, FileRef, Into
from evenhand.records.append import EndedGrant, Moved, NewCompartment, NewGrant, NewSealed, Prepared
from evenhand.vault.keys import ContentKey, KeyPair, PublicKey, key_id, new_key_pair
from evenhand.vault.seal import seal
from evenhand.vault.wrap import Wrapper
from evenhand_register import canonical
from evenhand_register.record import NO_CONTENT, commit_spelt, content_hash


@dataclass(frozen=True, slots=True)
class Made:
    """A new compartment with its grants, and the public half to seal to."""

    compartment: NewCompartment
    grants: tuple[NewGrant, ...]

    def facts(self) -> dict[str, Any]:
        """What an act says of it: enough for `doctor` to find a wrap that was added, changed or removed."""
        return {
            "for": self.compartment.purpose,
            "grants": [{"to": grant.to, "wrap": hashlib.sha256(grant.wrap).hexdigest()} for grant in self.grants],
            "key": self.compartment.id,
            "public": base64.b64encode(self.compartment.public).decode(),
            **({"vouched": hashlib.sha256(self.compartment.vouched).hexdigest()} if self.compartment.vouched else {}),
        }


def make_compartment(office: Office, purpose: str, grantees: Sequence[PublicKey], case: int | None = None) -> Made:
    """A fresh key pair whose private half is wrapped to each grantee and kept nowhere else."""
    return make_compartments(office, {purpose: grantees}, case)[0]


def make_compartments(
    office: Office, wanted: Mapping[str, Sequence[PublicKey]], case: int | None = None
) -> list[Made]:
    """One compartment for each purpose, with its grantees: cheaper together than one by one."""
    wrappers = {to: Wrapper(to, office.entropy) for to in dict.fromkeys(chain.from_iterable(wanted.values()))}
    return [
        compartment_of(new_key_pair(office.entropy), purpose, {to: wrappers[to] for to in grantees}, case)
        for purpose, grantees in wanted.items()
    ]


def compartment_of(pair: KeyPair, purpose: str, to: Mapping[PublicKey, Wrapper], case: int | None = None) -> Made:
    """A key pair as a compartment, its private half wrapped to each of these."""
    name = key_id(pair.public)
    grants = tuple(
        NewGrant(name, key_id(public), wrapper.wrap(pair.private, grant_purpose(name)))
        for public, wrapper in to.items()
    )
    return Made(NewCompartment(name, purpose, case, bytes(pair.public)), grants)


def vouched_as(made: Made, proof: bytes) -> Made:
    """A team's key with this installation's proof that it drew it."""
    return replace(made, compartment=replace(made.compartment, vouched=proof))


@dataclass(frozen=True, slots=True)
class Access:
    """What changes, with an act, in who holds keys that are there already. `waits`: somebody who may read has no key yet."""

    granted: tuple[NewGrant, ...] = ()
    ended: tuple[EndedGrant, ...] = ()
    waits: bool = False

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.granted or self.ended)

    def facts(self) -> dict[str, Any]:
        """What an act says of it."""
        granted = [
            {"compartment": one.compartment, "to": one.to, "wrap": hashlib.sha256(one.wrap).hexdigest()}
            for one in self.granted
        ]
        revoked = [{"compartment": one.compartment, "to": one.to} for one in self.ended]
        return {**({"granted": granted} if granted else {}), **({"revoked": revoked} if revoked else {})}


NO_CHANGE = Access()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an act happens: the complaint's reference and index (or place in this act), and the day."""

    ref: str | None
    complaint: int | None
    begins: int | None
    today: date
    late_after_days: int


def prepare(
    office: Office,
    setting: Setting,
    facts: Sequence[Fact],
    compartments: Mapping[Into, PublicKey],
    made: Mapping[int, Sequence[Made]],
    access: Access = NO_CHANGE,
) -> list[Prepared]:
    """Seal and commit each fact. `made` gives the compartments that come into being with the fact at that place.

    `access` goes with the last fact.

    Raises KeyError if a fact has content for a compartment that does not exist, and ValueError if it would write in clear what may
    not be (`process.clear`): either would be a mistake of ours.
    """
    prepared: list[Prepared] = []
    counting = office.scheme()
    for place, fact in enumerate(facts):
        new = New(tuple(made.get(place, ())), access if place == len(facts) - 1 else NO_CHANGE)
        cited = next((entry.record for entry in prepared if entry.act == fact.cites), None) if fact.cites else None
        prepared.append(_prepare_one(office, counting, setting, fact, compartments, new, cited))
    return prepared


@dataclass(frozen=True, slots=True)
class New:
    """What comes with one fact beside its content: compartments, and who holds which key from then on."""

    made: tuple[Made, ...]
    access: Access


def data_of(setting: Setting, fact: Fact) -> dict[str, Any]:
    """A fact's data with what every act says: which it is, when it happened, whether it is recorded late, of which complaint."""
    on = date.fromisoformat(fact.data["on"]) if "on" in fact.data else setting.today
    late = (setting.today - on).days > setting.late_after_days
    data = {**fact.data, "act": fact.act, "late": late, "on": on.isoformat()}
    return data if setting.ref is None else {**data, "complaint": setting.ref}


def _prepare_one(
    office: Office,
    counting: Counting,
    setting: Setting,
    fact: Fact,
    compartments: Mapping[Into, PublicKey],
    new: New,
    cited: bytes | None,
) -> Prepared:
    sealed, salted_hash, key = _seal(office, fact, compartments)
    data = {**data_of(setting, fact), **new.access.facts()}
    if sealed:
        data["sealed"] = [_sealed_fact(item) for item in sealed]
    if new.made:
        data["compartments"] = [made.facts() for made in new.made]
    if cited is not None:
        data["counted"] = base64.b64encode(cited).decode()
    require_clear(fact.act, data)
    kind = str(ACTS[fact.act].kind)
    try:
        template = counting.template(kind, template_of(fact.act, data))
    except KeyError:  # another rulebook came between what was decided and this, and with it another scheme
        raise Moved from None
    whole = {
        "data": data,
        "kind": kind,
        "nonce": base64.b64encode(fact.nonce).decode() if fact.nonce is not None else None,
        "template": template,
        "v": "evenhand.facts/v1",
    }
    facts, facts_salt = canonical.dumps(whole), office.entropy(32)
    record = commit_spelt(facts, facts_salt, salted_hash)
    return Prepared(
        kind=kind,
        act=fact.act,
        complaint=setting.complaint,
        begins=setting.begins,
        data=data,
        facts=facts,
        facts_salt=facts_salt,
        content_hash=salted_hash,
        record=record,
        scheme=counting.scheme,
        counted=counting.count(kind, template, record, office.entropy, facts_salt, key) if template else None,
        nonce=fact.nonce,
        compartments=tuple(made.compartment for made in new.made),
        grants=(*(grant for made in new.made for grant in made.grants), *new.access.granted),
        ended=new.access.ended,
        sealed=sealed,
    )


def _seal(
    office: Office, fact: Fact, compartments: Mapping[Into, PublicKey]
) -> tuple[tuple[NewSealed, ...], bytes, ContentKey | None]:
    """The fact's ciphertexts, the salted hash of its content (32 zero bytes without content), and the content's key."""
    if fact.content is None and not fact.files:
        return (), NO_CONTENT, None
    public = compartments[fact.into]
    content = canonical.dumps({**(fact.content or {}), "files": [_file_words(file) for file in fact.files]})
    salt = office.entropy(32)
    box = seal(salt + content, office.entropy)
    wrapper, to = Wrapper(public, office.entropy), key_id(public)

    def sealed(address: str, what: str, key: ContentKey, ciphertext: bytes | None) -> NewSealed:
        return NewSealed(address, what, to, wrapper.wrap(key, record_purpose(address)), ciphertext)

    items = [sealed(box.address, "content", box.key, box.ciphertext)]
    items += [sealed(file.address, "file", ContentKey(file.key), None) for file in fact.files]
    return tuple(items), content_hash(content, salt), box.key


def _sealed_fact(item: NewSealed) -> dict[str, str]:
    return {
        "address": item.address,
        "compartment": item.compartment,
        "what": item.what,
        "wrap": hashlib.sha256(item.wrap).hexdigest(),
    }


def _file_words(file: FileRef) -> dict[str, Any]:
    return {"address": file.address, "media_type": file.media_type, "name": file.name, "size": file.size}
