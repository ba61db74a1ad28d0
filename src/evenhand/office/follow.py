"""Following a complaint: whoever has its phrase reads what was sealed to them, and writes back. The key agent opens nothing here.

The complaint is found by a token and opened by a private key, both derived from the phrase. The server keeps neither.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from django.db import DatabaseError, transaction

from evenhand.office.act import Done, perform
from evenhand.office.context import Office
from evenhand.office.generations import holder_said
from evenhand.office.keyring import OwnKeys
from evenhand.office.pauses import pause
from evenhand.office.reading import Contents, read_contents, read_file
from evenhand.process.commands import SendMessage
from evenhand.process.facts import FileRef, Refusal
from evenhand.process.state import COMPLAINANT, Person
from evenhand.records.models import PhraseHolder
from evenhand.records.queries.tracking import holder, sealed_to_them
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentError, TriedTooOften
from evenhand.vault.keys import KeyPair, PrivateKey, key_id, key_pair_of
from evenhand.vault.phrase import LookupToken, Phrase, lookup_ref, parts, phrase_keys


@dataclass(frozen=True, slots=True)
class Possession:
    """What a phrase gives: enough to find and open its complaint, and not the phrase itself. 64 bytes."""

    lookup: LookupToken = field(repr=False)
    private: PrivateKey = field(repr=False)

    @classmethod
    def of(cls, phrase: Phrase) -> Self:
        """Derived from the phrase."""
        keys = phrase_keys(phrase)
        return cls(keys.lookup, keys.private)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Raises ValueError for any other length than 64."""
        return cls(LookupToken(raw[: LookupToken.SIZE]), PrivateKey(raw[LookupToken.SIZE :]))

    def to_bytes(self) -> bytes:
        """Token and private key, joined."""
        return bytes(self.lookup) + bytes(self.private)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has shown that they hold the phrase of a complaint, which is named by its index."""

    complaint: int
    pair: KeyPair = field(repr=False)


def enter(agent: AgentClient, phrase: Phrase) -> Possession | Refusal:
    """What a phrase gives, if it opens a complaint. One that opens nothing and one that never existed are answered alike.

    Wrong tries are counted by the words they share, so that a phrase of which somebody knows a part is not found by trying the
    rest, and nobody who does not know these words can make its holder wait. While the key agent is away nothing is counted: the
    complainant gets in all the same, and whole phrases cannot be guessed.
    """
    tried = parts(phrase)
    try:
        agent.try_phrase(tried)
    except TriedTooOften as waits:
        return pause(waits)
    except AgentError:
        tried = ()
    held = Possession.of(phrase)
    found = find(held)
    if found is None:
        return Refusal(
            "opens-nothing",
            "No complaint opens with these words. Compare each one, and their order, with what you wrote down.",
        )
    if tried:
        with suppress(AgentError):
            agent.phrase_opened(tried)
    learn_phrase_key(found)
    return held


def find(possession: Possession) -> Holder | None:
    """The complaint, or None. A phrase that opens nothing and one that never existed are answered alike."""
    found = holder(lookup_ref(possession.lookup))
    pair = key_pair_of(possession.private)
    if found is None or found.key != key_id(pair.public):
        return None
    return Holder(found.complaint, pair)


def read(holder: Holder, entries: Sequence[int]) -> Contents:
    """The contents of these entries, as far as they were sealed to the holder; what was not is not counted as closed."""
    return read_contents(sealed_to_them(holder.complaint, entries), OwnKeys(holder.pair))


def read_their_file(office: Office, holder: Holder, address: str) -> Iterator[bytes] | None:
    """The clear bytes of a file, or None if it was not sealed to the holder or is not there."""
    return read_file(office, address, OwnKeys(holder.pair))


def learn_phrase_key(holder: Holder) -> None:
    """Keep the public half of the phrase's key with a complaint of before, also in the place of what somebody else put there.

    No act says it, and none needs to: the act of receiving says the key's id, which is a hash of it. Where the act says it, the row
    is left as it is, for the doctor. A database that takes no writing at the moment keeps nobody from reading.
    """
    half = bytes(holder.pair.public)
    others = PhraseHolder.objects.filter(complaint=holder.complaint, key=key_id(holder.pair.public)).exclude(
        public=half
    )
    if others.exists() and "public" not in holder_said(holder.complaint):
        with suppress(DatabaseError), transaction.atomic():
            others.update(public=half)


def write(office: Office, holder: Holder, text: str, files: tuple[FileRef, ...] = ()) -> Done | Refusal:
    """Send a message to the office, with files."""
    learn_phrase_key(holder)
    return perform(office, Person(COMPLAINANT), holder.complaint, SendMessage(text=text, files=files))
