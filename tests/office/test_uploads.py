"""Files are sealed on arrival, forgotten unless taken up, and failures are counted (DESIGN 5.10)."""

import gc
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from evenhand.office.uploads import UNCLAIMED, Incoming, count_attempt, take_back
from evenhand.records.models import Attempt, DraftFile
from evenhand.vault.keys import ContentKey
from evenhand.vault.stream import open_stream
from tests.disks import a_disk_that_takes

pytestmark = pytest.mark.django_db
CLEAR = b"words that nobody may find " * 10_000


def incoming_folder(office):
    """Where unfinished files lie."""
    return office.blobs.path("0" * 64).parents[1] / "incoming"


def test_a_file_is_sealed_under_its_own_key_and_opens_with_it(office):
    incoming = Incoming(office)
    for start in range(0, len(CLEAR), 9_999):
        incoming.write(CLEAR[start : start + 9_999])
    file = incoming.finish("words.txt", "text/plain")
    stored = b"".join(office.blobs.pieces(file.address))
    assert b"nobody may find" not in stored
    assert b"".join(open_stream(ContentKey(file.key), [stored])) == CLEAR
    assert (file.name, file.media_type, file.size) == ("words.txt", "text/plain", len(CLEAR))


def test_the_same_file_twice_has_two_addresses(office):
    addresses = set()
    for _ in range(2):
        incoming = Incoming(office)
        incoming.write(CLEAR)
        addresses.add(incoming.finish("a", "text/plain").address)
    assert len(addresses) == 2


def test_what_lies_unfinished_is_sealed_and_goes_when_it_is_abandoned_or_forgotten(office):
    abandoned, forgotten = Incoming(office), Incoming(office)
    for incoming in (abandoned, forgotten):
        incoming.write(CLEAR)
    assert not any(b"nobody may find" in path.read_bytes() for path in incoming_folder(office).iterdir())
    abandoned.abandon()
    abandoned.abandon()
    del forgotten, incoming
    gc.collect()
    assert not list(incoming_folder(office).iterdir())


def test_what_a_full_disk_could_not_take_leaves_nothing_behind(office):
    incoming = Incoming(office)
    with a_disk_that_takes(100_000):
        with pytest.raises(OSError, match="large"):
            incoming.write(CLEAR)
        incoming.abandon()
    assert not list(incoming_folder(office).iterdir())


def test_a_file_that_a_full_disk_stops_at_its_end_leaves_nothing_behind(office):
    incoming = Incoming(office)
    incoming.write(CLEAR[:1000])
    with a_disk_that_takes(100), pytest.raises(OSError, match="large"):
        incoming.finish("words.txt", "text/plain")
    assert not list(incoming_folder(office).iterdir())
    assert not DraftFile.objects.exists()


def test_no_file_lies_in_the_store_without_a_row_that_makes_it_go(office):
    incoming = Incoming(office)
    incoming.write(CLEAR)

    def refuse(*_):
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse), pytest.raises(DatabaseError):
        incoming.finish("words.txt", "text/plain")
    assert not list(office.blobs.addresses())
    assert not list(incoming_folder(office).iterdir())


def test_a_file_that_nothing_takes_up_is_due_for_deletion(office, clock):
    incoming = Incoming(office)
    file = incoming.finish("empty", "text/plain")
    row = DraftFile.objects.get(address=file.address)
    assert timedelta(0) < row.expires - clock.moment <= UNCLAIMED
    take_back(office, [file.address])
    assert DraftFile.objects.get(address=file.address).expires < row.expires


def test_attempts_are_counted_by_day_door_and_reason(office, clock):
    for _ in range(3):
        count_attempt(office, "portal", "file-too-large")
    count_attempt(office, "desk", "file-too-large")
    clock.go_to(clock.moment + timedelta(days=1))
    count_attempt(office, "portal", "file-too-large")
    assert sorted(Attempt.objects.values_list("door", "count")) == [("desk", 1), ("portal", 1), ("portal", 3)]
