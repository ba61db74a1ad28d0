"""The public entries of a draw, each found by the act on the case that it was logged with."""

from evenhand.records.models import Record
from evenhand.records.queries.register import OpenedEntry, RowsDamaged, opened_entry

POOL, DRAW = "pool", "draw"
"""The kinds of these entries (REGISTER.md 2.4)."""


def public_half(kind: str, act: int) -> OpenedEntry:
    """The first entry of that kind after the act: both were appended at once. Raises RowsDamaged if there is none."""
    index = (
        Record.objects.filter(act=kind, entry_id__gt=act)
        .order_by("entry_id")
        .values_list("entry_id", flat=True)
        .first()
    )
    found = opened_entry(index) if index is not None else None
    if found is None:
        raise RowsDamaged(
            f"Entry {act} says that there is a public {kind} after it, and there is none: run `evenhand doctor`."
        )
    return found
