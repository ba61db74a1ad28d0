"""The acts of the office itself, as people read them: accounts, appointments, rulebooks, periods, sealed looks."""

from evenhand.process.acts import ACTS, Region
from evenhand.process.facts import Recorded
from evenhand.records.load import as_recorded
from evenhand.records.models import Record
from evenhand.records.queries.slices import Slices

SHOWN = tuple(act.name for act in ACTS.values() if act.region is Region.OFFICE)


class OfficeActs(Slices[Recorded]):
    """Every act of the office, newest first."""

    def __init__(self) -> None:
        self._rows = Record.objects.filter(complaint=None, act__in=SHOWN).order_by("-entry_id")

    def __len__(self) -> int:
        return self._rows.count()

    def part(self, wanted: slice) -> list[Recorded]:
        """Some of the acts: one query."""
        return list(as_recorded(self._rows.values_list("entry_id", "facts", "entry__record")[wanted]))
