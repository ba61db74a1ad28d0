"""What the clerk noted of each outside witness: it explains absence, and is never evidence."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from evenhand.records.models import Witness


class WitnessState(StrEnum):
    """How the last question to a witness ended."""

    SIGNED = "signed"
    AWAY = "away"
    """No answer was had."""
    FAILED = "failed"
    """It answered, and neither signed nor said anything else that is understood."""
    UNKNOWN = "unknown"
    """It does not serve this register, or does not know its key."""
    CLAIMS = "claims"
    """It says that it saw another list than this one, and showed nothing that proves it."""
    SET_BACK = "set-back"
    """It showed a head signed with our own key that our list does not contain."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One witness, by its key. `cosigned` is the time on its last signature and `size` how many entries that covers."""

    vkey: str
    name: str
    state: WitnessState
    since: datetime
    asked: datetime
    size: int | None = None
    cosigned: datetime | None = None


def noted_witnesses() -> dict[str, Noted]:
    """Each witness that was ever asked and is in the policy still, by its key."""
    return {
        row.vkey: Noted(row.vkey, row.name, WitnessState(row.state), row.since, row.asked, row.size, row.cosigned)
        for row in Witness.objects.all()
        if row.state in set(WitnessState)
    }


def note_witness(noted: Noted) -> None:
    """Write one down, in the place of what stood there. Raises DatabaseError."""
    row = asdict(noted)
    Witness.objects.update_or_create(vkey=row.pop("vkey"), defaults=row)


def forget_witnesses(but: Collection[str]) -> None:
    """Remove what was noted of all but these keys: they are not in the policy any more. Raises DatabaseError."""
    Witness.objects.exclude(vkey__in=list(but)).delete()
