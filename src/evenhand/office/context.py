"""What the verbs work with: the clock, chance, the blob store, and the keys that new compartments are granted to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from evenhand.office.counting import Counting
from evenhand.records.blobs import BlobStore
from evenhand.vault.keys import Entropy, PublicKey


class Clock(Protocol):
    """Answers with the present moment in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """Made once per process in `site.wiring`, handed to every verb.

    `instance` holds each team's key until a member has signed in. `vouch` makes this installation's proofs for public
    halves (raises VaultError), and `vouch_public` checks them: nothing is granted to a key that has none (ADR 0022).
    `mark_address` makes the installation's mark of a work address in its normal form (raises VaultError).
    `trustees` gives the public half of the trustees' key, which holds every team's key, if there is one (raises VaultError).
    """

    clock: Clock
    timezone: ZoneInfo
    entropy: Entropy = field(repr=False)
    blobs: BlobStore
    origin: str
    scheme: Callable[[], Counting]
    instance: PublicKey
    vouch_public: bytes
    vouch: Callable[[Sequence[tuple[str, PublicKey]]], Sequence[bytes]] = field(repr=False)
    mark_address: Callable[[str], str] = field(repr=False)
    trustees: Callable[[], PublicKey | None] = lambda: None

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def today(self) -> date:
        """The calendar day in the organisation's time zone: what `on` means in facts."""
        return self.now().astimezone(self.timezone).date()

    def utc_day(self) -> str:
        """The UTC date, as entries carry it (REGISTER.md 2.1)."""
        return self.now().date().isoformat()
