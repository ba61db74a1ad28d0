"""Complaints that the overseers' present key does not open yet, noted again in case whoever changed that key was killed meanwhile.

They are noted right after the act that changes the key (`office.teams`), outside its transaction, because there may be very many.
"""

from dataclasses import dataclass

from evenhand.office.circle import read_circle
from evenhand.office.context import Office
from evenhand.records.key_tasks import note_all_lacking
from evenhand.records.models import KeyTask


@dataclass(slots=True)
class Lacking:
    """Looks through all complaints once after each change of which keys two who oversee can open, and once after each start."""

    looked_for: tuple[str, ...] = ()

    def __call__(self, office: Office) -> list[str]:
        """Note them; what was done, in words for the log. Noting what is noted changes nothing."""
        joint = tuple(known.id for known in read_circle(office).joint)
        if not joint or joint == self.looked_for:
            return []
        before = KeyTask.objects.count()
        note_all_lacking(office.now(), joint)
        self.looked_for = joint
        noted = KeyTask.objects.count() - before
        return [f"noted {noted} complaints that wait for the overseers' key"] if noted > 0 else []
