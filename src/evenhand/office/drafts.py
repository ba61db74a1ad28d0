"""A complaint while it is being written: sealed under a key that only the sender's browser holds (DESIGN 5.10).

The database keeps ciphertext under a name derived from that key, so neither a copy of the database nor we can read a draft,
and a browser that loses its cookie loses the draft. Files lie sealed in the blob store, each under a key of its own that stands
in the draft.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import transaction

from evenhand.office.context import Office
from evenhand.office.limits import MOST_FILES
from evenhand.office.uploads import take_back
from evenhand.process.facts import FileRef, Refusal
from evenhand.records.models import Draft as DraftRow
from evenhand.records.models import DraftFile
from evenhand.records.sql import find_later
from evenhand.vault.box import box, unbox
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, Secret, derive
from evenhand.vault.padding import pad, unpad
from evenhand.vault.phrase import Phrase, PhraseBits, new_phrase
from evenhand_register import canonical

LASTS = timedelta(days=7)
"""How long a draft is kept after its last change."""
MARGIN = timedelta(hours=1)
"""How much longer its row and its files stay, so that nothing is deleted under an act that is being written."""
_PURPOSE = b"draft"
_TOKEN = 24


class DraftKey(Secret):
    """What the portal's cookie holds: it finds and opens one draft. 32 bytes."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """What the database calls the draft: 64 hex digits, from which the key cannot be found again."""
        return hashlib.sha256(derive(self, b"evenhand.draft.name/v1")).hexdigest()

    @property
    def content_key(self) -> ContentKey:
        """What the draft is sealed under."""
        return ContentKey(derive(self, b"evenhand.draft.key/v1"))


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far, and what is handed out before submitting: phrase and token (DESIGN 5.4). Empty: not answered yet."""

    category: str = ""
    narrative: str = field(default="", repr=False)
    happened: str = field(default="", repr=False)
    about: str = field(default="", repr=False)
    apart: bool | None = None
    anonymous: bool | None = None
    name: str = field(default="", repr=False)
    reach: str = field(default="", repr=False)
    files: tuple[FileRef, ...] = field(default=(), repr=False)
    phrase: Phrase | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)

    def to_bytes(self) -> bytes:
        """The draft as canonical JSON."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        parts["files"] = [_file_out(file) for file in self.files]
        parts["phrase"] = _b64(self.phrase.bits) if self.phrase else None
        return canonical.dumps(parts)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """The draft that `to_bytes` wrote."""
        parts = json.loads(raw)
        phrase = Phrase(PhraseBits(base64.b64decode(parts["phrase"]))) if parts["phrase"] else None
        return cls(**{**parts, "files": tuple(_file_in(file) for file in parts["files"]), "phrase": phrase})


type Change = Callable[[Draft], Draft]


def new_draft_key(office: Office) -> DraftKey:
    """The key of a draft that does not exist yet: the first change makes it."""
    return DraftKey(office.entropy(DraftKey.SIZE))


def open_draft(office: Office, key: DraftKey) -> Draft | None:
    """The draft, or None if there is none any more."""
    found = find_later(DraftRow, ("sealed",), "digest", key.name, ("expires", office.now() + MARGIN))
    return _open(found[0], key) if found else None


def change_draft(office: Office, key: DraftKey, change: Change) -> Draft:
    """Apply a change to the draft and keep the result. Two changes at once happen one after the other.

    Where there is no draft any more, a new one begins.
    """
    with transaction.atomic():
        expires = office.now() + LASTS + MARGIN
        before, until = _locked(key, expires)
        draft = change((_open(before, key) if until > office.now() + MARGIN else None) or Draft())
        clear = draft.to_bytes()
        sealed = box(pad(clear, len(clear)), key.content_key, _PURPOSE, office.entropy)
        DraftRow.objects.filter(digest=key.name).update(sealed=sealed, expires=expires)
        kept = [file.address for file in draft.files]
        DraftFile.objects.filter(address__in=kept).update(draft=key.name, expires=expires)
    return draft


def add_files(office: Office, key: DraftKey, files: Sequence[FileRef]) -> Refusal | None:
    """Add files to the draft, as many as there is room for."""

    def add(draft: Draft) -> Draft:
        return replace(draft, files=(*draft.files, *files)[:MOST_FILES])

    kept = change_draft(office, key, add).files
    left = [file for file in files if file not in kept]
    if not left:
        return None
    take_back(office, [file.address for file in left])
    names = ", ".join(f"“{file.name}”" for file in left)
    return Refusal(
        "too-many-files",
        f"A complaint can have {MOST_FILES} files to begin with, so these were not added: {names}. "
        "You can send more as messages afterwards.",
        "files",
    )


def remove_file(office: Office, key: DraftKey, address: str) -> None:
    """Take a file out of the draft; one that is not in it is fine."""
    taken: list[str] = []

    def remove(draft: Draft) -> Draft:
        taken.extend(file.address for file in draft.files if file.address == address)
        return replace(draft, files=tuple(file for file in draft.files if file.address != address))

    change_draft(office, key, remove)
    take_back(office, taken)


def hand_out(office: Office, key: DraftKey) -> Draft:
    """Draw phrase and token, once for each draft: they come before submitting (DESIGN 5.4)."""

    def draw(draft: Draft) -> Draft:
        if draft.phrase is not None:
            return draft
        return replace(draft, phrase=new_phrase(office.entropy), token=_b64(office.entropy(_TOKEN)))

    return change_draft(office, key, draw)


def discard_draft(office: Office, key: DraftKey) -> None:
    """Throw the draft away. Its files cannot be opened from this moment, and the clerk deletes them."""
    draft = open_draft(office, key)
    DraftRow.objects.filter(digest=key.name).delete()
    take_back(office, [file.address for file in draft.files] if draft else [])


def _locked(key: DraftKey, expires: datetime) -> tuple[bytes | memoryview, datetime]:
    """The draft as it is kept, and until when; nobody else changes it meanwhile. A new one is empty: only a row can be locked."""
    rows = DraftRow.objects.select_for_update().filter(digest=key.name).values_list("sealed", "expires")
    while (row := rows.first()) is None:
        DraftRow.objects.get_or_create(digest=key.name, defaults={"sealed": b"", "expires": expires})
    return row


def _open(sealed: bytes | memoryview, key: DraftKey) -> Draft | None:
    try:
        return Draft.from_bytes(unpad(unbox(bytes(sealed), key.content_key, _PURPOSE)))
    except CannotOpen:
        return None  # somebody changed the row: nothing can be read from it


def _file_out(file: FileRef) -> dict[str, Any]:
    return {**asdict(file), "key": _b64(file.key)}


def _file_in(parts: dict[str, Any]) -> FileRef:
    return FileRef(**{**parts, "key": base64.b64decode(parts["key"])})


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
