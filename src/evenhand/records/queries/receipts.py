"""What receipts are made from, beside the log's files: which scheme an entry was made under, and which entries are somebody's."""

from evenhand.process.state import COMPLAINANT
from evenhand.records.load import recorded_facts
from evenhand.records.models import Entry


def index_of_record(record: bytes) -> int | None:
    """The index of the entry with that record hash, or None."""
    return Entry.objects.filter(record=record).values_list("index", flat=True).first()


def their_receipts(complaint: int) -> dict[int, str]:
    """The entries that the complainant has a receipt for, oldest first: index and act."""
    return {
        recorded.index: recorded.act
        for recorded in recorded_facts(complaint)
        if recorded.act == "received" or (recorded.act == "told" and recorded.data.get("to") == COMPLAINANT)
    }
