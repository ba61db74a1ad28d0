"""What the verbs work with: the clock, chance, the blob store, and the keys that new compartments are granted to."""

from collections.abc import Callable
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

    `staff_keys`: public halves that every new compartment is granted to on the staff's side. In the spine that is the instance
    key alone; people or teams can stand there instead without a change to any verb.
    """

    clock: Clock
    timezone: ZoneInfo
    entropy: Entropy = field(repr=False)
    blobs: BlobStore
    origin: str
    scheme: Callable[[], Counting]
    staff_keys: tuple[PublicKey, ...]

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def today(self) -> date:
        """The calendar day in the organisation's time zone: what `on` means in facts."""
        return self.now().astimezone(self.timezone).date()

    def utc_day(self) -> str:
        """The UTC date, as entries carry it (REGISTER.md 2.1)."""
        return self.now().date().isoformat()
