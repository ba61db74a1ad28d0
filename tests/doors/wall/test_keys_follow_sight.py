"""What each person's own key opens, with all that the database holds: what the table lets them read, and no more (ADR 0022)."""

import pytest

from evenhand.office.reading import read_contents
from evenhand.records.models import KeyTask, Record, Sealed
from tests.doors.desk.house import enrolment
from tests.doors.wall.table import AT_THE_DESK, PEOPLE, sights
from tests.office.keys import keys_of, opens

pytestmark = pytest.mark.django_db
SIGHT = sights()
IDENTITY = "complainant-recorded"


def sealed_entries(index: int) -> list[int]:
    """The entries of a complaint whose content is sealed, but for who the complainant is."""
    entries = Record.objects.filter(complaint=index).exclude(act=IDENTITY).values("entry")
    return sorted(set(Sealed.objects.filter(entry__in=entries, what="content").values_list("entry", flat=True)))


@pytest.mark.parametrize("name", AT_THE_DESK)
def test_a_key_opens_what_its_owner_may_read_and_nothing_else(everybody, name):
    entries = sealed_entries(everybody.complaints[name])
    assert entries
    found = {}
    for login in PEOPLE:
        contents = read_contents(entries, keys_of(enrolment(login).key_pair))
        found[login] = (len(contents.by_entry), contents.closed)
    reads = {login: (len(entries), 0) if SIGHT[login, name] == "w" else (0, len(entries)) for login in PEOPLE}
    assert found == reads


def test_nobody_waits_for_a_key_and_the_instance_key_opens_nothing(everybody):
    assert not KeyTask.objects.exists()
    entries = [entry for index in everybody.complaints.values() for entry in sealed_entries(index)]
    assert entries
    assert not read_contents(entries, opens()).by_entry
