"""What the process answers with: facts to be logged, or a refusal. Both are plain values.

A fact becomes one register entry. `data` is its clear, coded part and holds neither names nor narrative; `content` is
the part that the office seals into the compartment named (DESIGN 5.6). The office adds `act`, `on`, `late` and the
hashes of what it sealed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Into(StrEnum):
    """Which compartment a fact's content and files are sealed into."""

    COMPLAINT = "complaint"  # staff on the complaint, and whoever holds its phrase
    IDENTITY = "identity"  # who the complainant is
    CASE = "case"  # staff on the case
    TIES = "ties"  # the member of staff who declared a tie, alone
    NOTE = "oversight-note"  # two overseers together


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file already sealed: its ciphertext lies in the blob store under `address` (64 hex digits of SHA-256).

    `key` is the file's own random key (32 bytes); the office wraps it to the compartment and forgets it. `name` and
    `media_type` are what the sender said and go into the sealed content; `size` is the clear length in bytes.
    """

    address: str
    key: bytes = field(repr=False)
    name: str = field(repr=False)
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is now so. `act` is a name from `acts.ACTS`."""

    act: str
    data: Mapping[str, Any]
    content: Mapping[str, Any] | None = field(default=None, repr=False)
    into: Into = Into.COMPLAINT
    files: tuple[FileRef, ...] = ()
    nonce: bytes | None = None
    cites: str | None = None
    """The act, earlier in this answer, whose record hash the office puts into this fact's `counted` (DESIGN 5.5)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as it stands in the register: index, `facts.data`, record hash of the entry (32 bytes), nonce."""

    index: int
    data: Mapping[str, Any]
    record: bytes = b""
    nonce: bytes | None = None

    @property
    def act(self) -> str:
        """The act's name, from the closed list."""
        return str(self.data["act"])

    @property
    def on(self) -> date:
        """The day it happened, in the organisation's time zone."""
        return date.fromisoformat(self.data["on"])


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing is written. `code` is for programs and tests; `sentence` says what is wrong and what to do."""

    code: str
    sentence: str
    field: str | None = None
    """The command's field at fault, so that a form can point at it."""
