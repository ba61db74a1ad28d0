"""A flood of files or drafts cannot fill the disk, and takes no place from a complaint without files."""

from datetime import timedelta

import pytest

from evenhand.office import room as rooms
from evenhand.office.drafts import add_files, change_draft, new_draft_key, open_draft
from evenhand.office.limits import FAIR_BYTES, FAIR_DRAFTS, FAIR_TIME, GIGABYTE, KEEP_FREE, LEFT_ALONE, MOST_WAITING
from evenhand.office.room import Room, Short
from evenhand.office.sender import UNKNOWN, sender
from evenhand.office.uploads import Incoming
from evenhand.records.blobs import Disk
from evenhand.records.models import Draft, DraftFile

pytestmark = pytest.mark.django_db
ONE, OTHER = "192.0.2.1", "192.0.2.2"
SIZE = 1000 * GIGABYTE
PLENTY = 900 * GIGABYTE


def with_free(free: int, size: int = SIZE) -> Room:
    """The room on a disk with so many bytes free."""
    return Room(lambda: Disk(size, free))


def waiting(size: int) -> None:
    """Files of that many bytes that belong to nothing yet."""
    DraftFile.objects.create(address="f" * 64, draft="", size=size, expires="2026-03-04T12:00:00Z")


def begun(office) -> bytes:
    """A draft with a file."""
    key = new_draft_key(office)
    change_draft(office, key, lambda draft: draft)
    incoming = Incoming(office)
    incoming.write(b"a letter")
    add_files(office, key, [incoming.finish("letter.txt", "text/plain")])
    return key


def test_files_stop_while_there_is_still_room_for_complaints(office):
    room = with_free(KEEP_FREE)
    assert room.for_file(office, ONE) is Short.DISK
    assert room.for_piece(office, ONE, 100) is Short.DISK
    assert room.for_draft(office, ONE) is None
    assert with_free(KEEP_FREE + 1).for_piece(office, ONE, 100) is None


def test_files_that_belong_to_nothing_yet_take_no_more_than_their_part(office):
    waiting(MOST_WAITING - 1)
    assert with_free(PLENTY).for_file(office, ONE) is None
    DraftFile.objects.all().update(size=MOST_WAITING)
    assert with_free(PLENTY).for_file(office, ONE) is Short.DISK


def test_on_a_small_disk_their_part_is_half_of_what_there_is(office):
    waiting(3 * GIGABYTE)
    assert with_free(KEEP_FREE + 4 * GIGABYTE).for_file(office, ONE) is None
    assert with_free(KEEP_FREE + 2 * GIGABYTE).for_file(office, ONE) is Short.DISK


def test_of_a_very_small_disk_a_part_is_kept(office):
    assert with_free(100, size=401).for_file(office, ONE) is Short.DISK
    assert with_free(101, size=401).for_piece(office, ONE, 1) is None


def test_while_there_is_room_nobody_is_counted(office):
    room = with_free(PLENTY)
    assert room.for_piece(office, ONE, FAIR_BYTES) is None
    assert room.for_file(office, ONE) is None


def test_when_it_is_crowded_one_network_takes_its_part_and_no_more_until_the_hour_is_over(office, clock):
    room = with_free(PLENTY)
    waiting(MOST_WAITING // 2)
    room.for_piece(office, ONE, FAIR_BYTES)
    room.for_piece(office, UNKNOWN, FAIR_BYTES)
    assert room.for_file(office, ONE) is Short.SHARE
    assert room.for_file(office, OTHER) is None
    assert room.for_file(office, UNKNOWN) is None
    clock.go_to(clock.moment + FAIR_TIME)
    assert room.for_file(office, ONE) is None


def test_when_there_are_too_many_drafts_those_left_alone_longest_make_way(office, clock, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_DRAFTS", 3)
    monkeypatch.setattr(rooms, "MAKES_WAY", 1)
    room = with_free(PLENTY)
    old = begun(office)
    clock.go_to(clock.moment + LEFT_ALONE + timedelta(minutes=1))
    young = [begun(office), begun(office)]
    assert room.for_draft(office, ONE) is None
    assert open_draft(office, old) is None
    assert all(open_draft(office, key) for key in young)
    assert DraftFile.objects.filter(draft="").count() == 1
    begun(office)
    assert room.for_draft(office, ONE) is Short.DISK, "none was left alone for long"
    assert Draft.objects.count() == 3


def test_when_drafts_are_crowded_one_network_begins_so_many_and_no_more(office, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_DRAFTS", 2)
    room = with_free(PLENTY)
    begun(office)
    assert [room.for_draft(office, ONE) for _ in range(FAIR_DRAFTS)] == [None] * FAIR_DRAFTS
    assert room.for_draft(office, ONE) is Short.SHARE
    assert room.for_draft(office, OTHER) is None
    assert room.for_draft(office, UNKNOWN) is None


@pytest.mark.parametrize(
    ("environ", "direct", "proxied"),
    [
        ({"REMOTE_ADDR": ONE}, ONE, ONE),
        ({"REMOTE_ADDR": "127.0.0.1"}, UNKNOWN, UNKNOWN),
        ({"REMOTE_ADDR": "::1"}, UNKNOWN, UNKNOWN),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"10.0.0.1, {ONE}"}, UNKNOWN, ONE),
        ({"REMOTE_ADDR": OTHER, "HTTP_X_FORWARDED_FOR": ONE}, OTHER, ONE),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "<script>"}, UNKNOWN, UNKNOWN),
        ({}, UNKNOWN, UNKNOWN),
    ],
)
def test_whose_request_it_is(environ, direct, proxied):
    """Without a proxy of ours, anybody may write into that header what they like."""
    assert sender(environ, behind_proxy=False) == direct
    assert sender(environ, behind_proxy=True) == proxied
