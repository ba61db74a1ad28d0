"""One complaint as staff read it: its state, every recorded fact in order, and which entry a file came with."""

from dataclasses import dataclass
from datetime import date

from evenhand.process.facts import Recorded
from evenhand.records.load import Loaded, load, recorded_facts
from evenhand.records.models import Record, Sealed


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A complaint with its cases. `facts` holds every act in register order, as logged."""

    loaded: Loaded
    facts: tuple[Recorded, ...]


def case_file(complaint: int, today: date) -> CaseFile | None:
    """The complaint with that index, or None if there is none or it was imported. Whether somebody may see it is not asked."""
    loaded = load(complaint, today)
    return CaseFile(loaded, tuple(recorded_facts(complaint))) if loaded else None


def entry_of_file(complaint: int, address: str) -> int | None:
    """The index of the entry by which a file came to this complaint, or None if the complaint has no such file."""
    entry = Sealed.objects.filter(address=address, what="file").values_list("entry", flat=True).first()
    if entry is None or not Record.objects.filter(entry_id=entry, complaint=complaint).exists():
        return None
    return int(entry)
