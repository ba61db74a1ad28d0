"""Who the trustees are at present, as the newest act says: which key, and how many of how many."""

from dataclasses import dataclass

from evenhand.records.load import as_recorded
from evenhand.records.models import Record


@dataclass(frozen=True, slots=True)
class Trustees:
    """`key` is the `key_id` of their key pair; any `threshold` of `shares` open it. `entry` says so."""

    entry: int
    key: str
    threshold: int
    shares: int


def newest_trustees() -> Trustees | None:
    """None where none were ever set."""
    rows = Record.objects.filter(act="trustees-set").order_by("-entry_id")
    for recorded in as_recorded(rows.values_list("entry_id", "facts", "entry__record")[:1]):
        data = recorded.data
        return Trustees(recorded.index, data["key"], data["threshold"], data["shares"])
    return None
