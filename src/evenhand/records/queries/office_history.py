"""The acts of the office itself, as people read them: accounts, appointments, rulebooks, periods, sealed looks."""

from collections.abc import Collection
from datetime import date

from evenhand.process.acts import ACTS, Region
from evenhand.process.facts import Recorded
from evenhand.records.load import as_recorded
from evenhand.records.models import Record
from evenhand.records.queries.slices import Slices

BY_ITSELF = frozenset({"period-closed", "looks-sealed", "team-keys-changed"})
"""What happens by itself, most days: left out unless it is asked for."""
OF_THE_OFFICE = frozenset(act.name for act in ACTS.values() if act.region is Region.OFFICE)


class OfficeActs(Slices[Recorded]):
    """The acts of the office, newest first: those of people, or with `everything` the clerk's own too."""

    def __init__(self, *, everything: bool) -> None:
        shown = OF_THE_OFFICE if everything else OF_THE_OFFICE - BY_ITSELF
        self._rows = Record.objects.filter(complaint=None, act__in=sorted(shown)).order_by("-entry_id")

    def __len__(self) -> int:
        return self._rows.count()

    def part(self, wanted: slice) -> list[Recorded]:
        """Some of the acts: one query."""
        return list(as_recorded(self._rows.values_list("entry_id", "facts", "entry__record")[wanted]))


def days_of(entries: Collection[int]) -> dict[int, date]:
    """The day on which each of these acts happened."""
    rows = Record.objects.filter(entry__in=entries).values_list("entry_id", "facts", "entry__record")
    return {recorded.index: recorded.on for recorded in as_recorded(rows)}
