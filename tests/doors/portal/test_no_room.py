"""A full disk or a flood: a file is refused with a sentence, and the complaint is registered without it."""

import pytest

from evenhand.office import limits, room
from evenhand.records.blobs import Disk
from evenhand.records.models import Attempt, Draft

pytestmark = pytest.mark.django_db


def test_without_room_for_files_a_complaint_is_registered_all_the_same(visitor, portal, monkeypatch):
    monkeypatch.setattr(type(portal.office.blobs), "disk", lambda _blobs: Disk(limits.GIGABYTE, 0))
    visitor.answer()
    visitor.add_files(b"a letter")
    assert "“letter.pdf” was not added: what room is left is kept for complaints without files." in visitor.text
    assert list(portal.office.blobs.addresses()) == []
    assert Attempt.objects.get(door="portal", reason="no-room").count == 1
    visitor.send()
    assert "Your complaint is registered" in visitor.text


def test_a_file_that_would_fill_the_disk_is_given_up_on_its_way_and_leaves_nothing(visitor, portal, monkeypatch):
    free = iter([limits.GIGABYTE] * 3)
    monkeypatch.setattr(type(portal.office.blobs), "disk", lambda _blobs: Disk(limits.GIGABYTE, next(free, 0)))
    visitor.add_files(b"x" * 400_000)
    assert "is kept for complaints without files" in visitor.text
    assert list((portal.home.blobs / "incoming").glob("*")) == []


def test_a_draft_that_finds_no_place_keeps_every_word_on_the_page(visitor, monkeypatch):
    monkeypatch.setattr(room, "MOST_DRAFTS", 0)
    words = {"narrative": "Every word of this.", "happened": "", "about": ""}
    visitor.post("/complain/happened/", words)
    assert visitor.page.status_code == 503
    assert "What you typed is still on this page" in visitor.text
    assert "Every word of this." in visitor.text
    assert not Draft.objects.exists()
    visitor.add_files(b"a letter")
    assert visitor.page.status_code == 503


def test_a_draft_that_is_there_already_goes_on(visitor, monkeypatch):
    visitor.answer()
    monkeypatch.setattr(room, "MOST_DRAFTS", 0)
    visitor.send()
    assert "Your complaint is registered" in visitor.text
