"""Send a draft. It stays, with its phrase and token, until the browser has shown that the acknowledgement arrived (DESIGN 5.4)."""

import hashlib
from dataclasses import dataclass

from evenhand.office.context import Office
from evenhand.office.drafts import Draft
from evenhand.office.submit_complaint import Submitted, find_submission, submit_complaint
from evenhand.process.codes import Channel, NonceBy
from evenhand.process.commands import Submit
from evenhand.process.facts import Refusal
from evenhand_register import nonce


@dataclass(frozen=True, slots=True)
class Mark:
    """The complainant's own mark: 16 bytes that the receipt is bound to, and who drew them (REGISTER.md section 6)."""

    value: bytes
    by: NonceBy


def typed_mark(text: str) -> Mark:
    """The mark in somebody's own words, read as `evenhand-verify --nonce` will read them."""
    return Mark(nonce.read(text), NonceBy.TYPED)


def drawn_mark(value: bytes) -> Mark:
    """The mark that the complainant's own script drew: 16 bytes."""
    return Mark(value, NonceBy.SCRIPT)


def server_mark(office: Office) -> Mark:
    """A mark of ours, for want of one of theirs: it binds the receipt to nobody, and receipt and page say so."""
    return Mark(office.entropy(nonce.SIZE), NonceBy.SERVER)


def already_sent(token: str) -> Submitted | None:
    """What a draft or form with this token has already registered, if anything."""
    return find_submission(token_digest(token)) if token else None


def submit_draft(office: Office, draft: Draft, mark: Mark) -> Submitted | Refusal:
    """Register the complaint in the draft. Sent again, it is the same complaint."""
    if draft.phrase is None:
        return Refusal("no-phrase", "You have not been given your phrase yet: go back to the page that shows it.")
    command = Submit(
        channel=Channel.WEB,
        category=draft.category,
        narrative=draft.narrative,
        happened=draft.happened,
        about=draft.about,
        name="" if draft.anonymous else draft.name,
        reach="" if draft.anonymous else draft.reach,
        files=draft.files,
        apart=bool(draft.apart),
        nonce=mark.value,
        nonce_by=mark.by,
        token=token_digest(draft.token),
    )
    return submit_complaint(office, command, draft.phrase)


def token_digest(token: str) -> str:
    """How the register knows a submission: SHA-256 (hex) of the form's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
