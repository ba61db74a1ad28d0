"""Opening what is sealed, for whoever may: staff through the key agent, a phrase's holder with the phrase's own key.

The keys never come here on the staff's side: the agent is asked for the key of each record or file, with the wraps that lead to
it. What cannot be opened is left out and counted, never guessed.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.office.context import Office
from evenhand.office.purposes import grant_purpose, record_purpose
from evenhand.records.models import Grant, Sealed
from evenhand.vault.agent.chains import Link, Opener, Target
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, KeyPair, Secret
from evenhand.vault.seal import open_sealed
from evenhand.vault.stream import open_stream
from evenhand.vault.wrap import Unwrapper

SALT = 32

type Open = Callable[[Sequence[Target]], Sequence[Secret | None]]
"""Asks for the keys of several ciphertexts at once; None for each that cannot be opened."""


def opener_for(pair: KeyPair) -> Open:
    """Opens what one key pair was granted: the holder of a phrase."""
    opener = Opener([Unwrapper(pair.private)])
    return lambda targets: [opener.open(target) for target in targets]


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


def read_contents(entries: Sequence[int], opens: Open) -> Contents:
    """Open the contents of these entries, in one question to whoever holds the keys."""
    rows = list(Sealed.objects.filter(entry__in=entries, what="content").order_by("entry"))
    keys = opens(_targets(rows)) if rows else []
    found: dict[int, Opened] = {}
    for row, key in zip(rows, keys, strict=True):
        words = _open(row, key)
        if words is not None:
            found[row.entry] = Opened(row.entry, words)
    return Contents(found, len(rows) - len(found))


def content_keys(entries: Sequence[int], opens: Open) -> list[ContentKey | None]:
    """The key of each entry's content; None for one that has none or cannot be opened."""
    rows = {row.entry: row for row in Sealed.objects.filter(entry__in=entries, what="content")}
    keys = dict(zip(rows, opens(_targets(list(rows.values()))), strict=True)) if rows else {}
    return [None if (key := keys.get(entry)) is None else ContentKey(key) for entry in entries]


def read_file(office: Office, address: str, opens: Open) -> Iterator[bytes] | None:
    """The clear bytes of a sealed file, in pieces; None if it cannot be opened or does not exist."""
    row = Sealed.objects.filter(address=address, what="file").first()
    key = opens(_targets([row]))[0] if row else None
    if key is None:
        return None
    return open_stream(ContentKey(key), office.blobs.pieces(address))


def _targets(rows: Sequence[Sealed]) -> list[Target]:
    """For each ciphertext: every chain from a grantee's key over the compartment's to the key of the ciphertext."""
    grants: dict[str, list[Grant]] = {}
    for grant in Grant.objects.filter(compartment__in={row.compartment_id for row in rows}):
        grants.setdefault(grant.compartment_id, []).append(grant)
    return [[_chain(grant, row) for grant in grants.get(row.compartment_id, ())] for row in rows]


def _chain(grant: Grant, row: Sealed) -> list[Link]:
    return [
        Link(grant.to, bytes(grant.wrap), grant_purpose(row.compartment_id)),
        Link(row.compartment_id, bytes(row.wrap), record_purpose(row.address)),
    ]


def _open(row: Sealed, key: Secret | None) -> dict[str, Any] | None:
    if key is None or row.ciphertext is None:
        return None
    try:
        clear = open_sealed(bytes(row.ciphertext), ContentKey(key))
    except CannotOpen:
        return None
    words: dict[str, Any] = json.loads(clear[SALT:])
    return words
