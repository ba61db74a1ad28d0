"""What an entry commits to, and showing it: records and openings (register.md sections 2.2 to 2.4).

    facts_hash   = H("evenhand.facts/v1" 0x00   || facts_salt   || JCS(facts))
    content_hash = H("evenhand.content/v1" 0x00 || content_salt || content)    or 32 zero bytes if there is no content
    record       = H("evenhand.record/v1" 0x00  || facts_hash   || content_hash)

Facts are the small clear part, without names or narrative; content is the sealed part, any bytes. The salts are 32
random bytes each, so nobody can guess a record from its hash. An *opening* shows the facts, with or without the
content; content and its salt are destroyed together when the law demands it, and the facts still open.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from . import canonical
from ._form import HASH_SIZE, Form
from .encoding import b64encode
from .entry import RESERVED_KINDS, Entry
from .errors import RegisterError

__all__ = [
    "NONCE_SIZE",
    "NO_CONTENT",
    "Opening",
    "commit",
    "commit_spelt",
    "content_hash",
    "facts",
    "opening",
    "verify_opening",
]

NONCE_SIZE = 16
NO_CONTENT = bytes(HASH_SIZE)
_FACTS = "evenhand.facts/v1"
_OPENING = "evenhand.opening/v1"
_FORM = Form("E_OPENING_FORMAT", "opening of the record")


@dataclass(frozen=True)
class Opening:
    """A well-formed opening, of which nothing is verified yet.

    `content` is None where it is not shown; `content_hash` is `NO_CONTENT` where there never was any.
    """

    facts: dict[str, Any]
    facts_salt: bytes
    content_hash: bytes
    content: bytes | None
    content_salt: bytes | None

    @classmethod
    def parse(cls, value: Any) -> "Opening":
        """Return the opening that a JSON value holds. Raises E_OPENING_FORMAT."""
        parts = _FORM.members(value, "content", "content_hash", "content_salt", "facts", "facts_salt", "v")
        _FORM.constant(parts["v"], _OPENING)
        found = cls(
            _check_facts(parts["facts"]),
            _FORM.data(parts["facts_salt"], HASH_SIZE, "facts salt"),
            _FORM.data(parts["content_hash"], HASH_SIZE, "content hash"),
            _FORM.data_or_null(parts["content"], None, "content"),
            _FORM.data_or_null(parts["content_salt"], HASH_SIZE, "content salt"),
        )
        if (found.content is None) != (found.content_salt is None):
            raise _FORM.fail("gives a content without its salt or a salt without its content")
        if found.content is not None and found.content_hash == NO_CONTENT:
            raise _FORM.fail("gives a content where its own hash says that there is none")
        return found

    @property
    def nonce(self) -> bytes | None:
        """The value chosen by the one person that the entry belongs to."""
        return _FORM.data_or_null(self.facts["nonce"], NONCE_SIZE, "nonce")

    @property
    def content_shown(self) -> bytes | None:
        """The content hash that the content shown gives, or None where none is shown."""
        if self.content is None or self.content_salt is None:
            return None
        return content_hash(self.content, self.content_salt)

    @property
    def record(self) -> bytes:
        """The commitment that facts and content hash give."""
        return commit(self.facts, self.facts_salt, self.content_hash)

    def without_content(self) -> "Opening":
        """Return the opening that shows the facts only."""
        return Opening(self.facts, self.facts_salt, self.content_hash, None, None)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON value that `parse` reads."""
        return {
            "content": None if self.content is None else b64encode(self.content),
            "content_hash": b64encode(self.content_hash),
            "content_salt": None if self.content_salt is None else b64encode(self.content_salt),
            "facts": self.facts,
            "facts_salt": b64encode(self.facts_salt),
            "v": _OPENING,
        }


def facts(kind: str, data: dict[str, Any], nonce: bytes | None = None, template: str | None = None) -> dict[str, Any]:
    """Return the facts of a record. `nonce` is 16 bytes, or None where the entry belongs to nobody in particular."""
    spelt = None if nonce is None else b64encode(nonce)
    return _check_facts({"data": data, "kind": kind, "nonce": spelt, "template": template, "v": _FACTS})


def content_hash(content: bytes, content_salt: bytes) -> bytes:
    """Return the 32 bytes that stand for a content. `content_salt` is 32 random bytes."""
    return hashlib.sha256(b"evenhand.content/v1\x00" + content_salt + content).digest()


def commit(facts: dict[str, Any], facts_salt: bytes, content_hash: bytes = NO_CONTENT) -> bytes:
    """Return the record: 32 bytes that fix facts and content and show neither. `facts_salt` is 32 random bytes."""
    return commit_spelt(canonical.dumps(facts), facts_salt, content_hash)


def commit_spelt(facts: bytes, facts_salt: bytes, content_hash: bytes = NO_CONTENT) -> bytes:
    """Return the record of facts that are spelt already, in the one canonical way, which is not checked here."""
    facts_hash = hashlib.sha256(b"evenhand.facts/v1\x00" + facts_salt + facts).digest()
    return hashlib.sha256(b"evenhand.record/v1\x00" + facts_hash + content_hash).digest()


def opening(
    facts: dict[str, Any], facts_salt: bytes, content: bytes | None = None, content_salt: bytes | None = None
) -> Opening:
    """Return the opening of a record, with its content where there is one. Raises E_OPENING_FORMAT."""
    hashed = Opening(facts, facts_salt, NO_CONTENT, content, content_salt).content_shown or NO_CONTENT
    return Opening.parse(Opening(facts, facts_salt, hashed, content, content_salt).as_json())


def verify_opening(found: Opening, entry: Entry) -> None:
    """Check that this is what `entry` commits to. Raises E_OPENING."""
    if found.content_shown not in (None, found.content_hash):
        raise _not_it("The content shown is not the one that the entry commits to: it was altered or exchanged.")
    if found.record != entry.record:
        raise _not_it("The facts shown are not those that the entry commits to: they were altered or exchanged.")
    if found.facts["kind"] != entry.kind or (found.facts["template"] is None) != (entry.tally is None):
        raise _not_it("The facts shown say another kind of step than the public entry does.")
    if entry.kind in RESERVED_KINDS and not (found.facts["nonce"] is None and found.content_hash == NO_CONTENT):
        raise _not_it(f"An entry of the kind {entry.kind} belongs to everybody and must not hide anything.")


def _check_facts(value: Any) -> dict[str, Any]:
    parts = _FORM.members(value, "data", "kind", "nonce", "template", "v")
    _FORM.constant(parts["v"], _FACTS)
    _FORM.kind(parts["kind"])
    _FORM.data_or_null(parts["nonce"], NONCE_SIZE, "nonce")
    if parts["template"] is not None:
        _FORM.label(parts["template"])
    if type(parts["data"]) is not dict:
        raise _FORM.fail("has facts without data")
    return parts


def _not_it(sentence: str) -> RegisterError:
    return RegisterError("E_OPENING", sentence)
