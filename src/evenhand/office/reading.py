"""Opening what is sealed, for whoever may: staff through the key agent, a phrase's holder with the phrase's own key.

The keys never come here on the staff's side: the agent is asked for the key of each record or file, with the wraps that lead to
it. What cannot be opened is left out and counted, never guessed.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.office.chains import chains_to
from evenhand.office.context import Office
from evenhand.office.keyring import Keyring
from evenhand.office.purposes import record_purpose
from evenhand.records.models import Sealed
from evenhand.vault.agent.chains import Link, Target
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, Secret
from evenhand.vault.seal import open_sealed
from evenhand.vault.stream import open_stream

SALT = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of one record: the object that was sealed, with the files that belong to it."""

    entry: int
    words: dict[str, Any] = field(repr=False)

    def text(self, name: str) -> str:
        """A text of the content, or nothing."""
        return str(self.words.get(name, ""))


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents that could be opened, by entry index, and how many could not."""

    by_entry: dict[int, Opened]
    closed: int


def read_contents(entries: Sequence[int], keys: Keyring) -> Contents:
    """Open the contents of these entries, in one question to whoever holds the keys."""
    rows = list(Sealed.objects.filter(entry__in=entries, what="content").order_by("entry"))
    secrets = keys.open(_targets(rows, keys)) if rows else []
    found: dict[int, Opened] = {}
    for row, key in zip(rows, secrets, strict=True):
        words = _open(row, key)
        if words is not None:
            found[row.entry] = Opened(row.entry, words)
    return Contents(found, len(rows) - len(found))


def content_keys(entries: Sequence[int], keys: Keyring) -> list[ContentKey | None]:
    """The key of each entry's content; None for one that has none or cannot be opened."""
    rows = {row.entry: row for row in Sealed.objects.filter(entry__in=entries, what="content")}
    found = dict(zip(rows, keys.open(_targets(list(rows.values()), keys)), strict=True)) if rows else {}
    return [None if (key := found.get(entry)) is None else ContentKey(key) for entry in entries]


def read_file(office: Office, address: str, keys: Keyring) -> Iterator[bytes] | None:
    """The clear bytes of a sealed file, in pieces; None if it cannot be opened or does not exist."""
    row = Sealed.objects.filter(address=address, what="file").first()
    key = keys.open(_targets([row], keys))[0] if row else None
    if key is None:
        return None
    return open_stream(ContentKey(key), office.blobs.pieces(address))


def _targets(rows: Sequence[Sealed], keys: Keyring) -> list[Target]:
    """For each ciphertext: every chain from the keyring's key over teams' and the compartment's to the key of the ciphertext."""
    chains = chains_to({row.compartment_id for row in rows}, keys.key)
    return [[[*chain, _own(row)] for chain in chains.get(row.compartment_id, ())] for row in rows]


def _own(row: Sealed) -> Link:
    return Link(row.compartment_id, bytes(row.wrap), record_purpose(row.address))


def _open(row: Sealed, key: Secret | None) -> dict[str, Any] | None:
    if key is None or row.ciphertext is None:
        return None
    try:
        clear = open_sealed(bytes(row.ciphertext), ContentKey(key))
    except CannotOpen:
        return None
    words: dict[str, Any] = json.loads(clear[SALT:])
    return words
