"""Files: several, added and taken away, sealed as they arrive; what is not kept is said by name and counted (DESIGN 5.10)."""

import gc
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenhand.clerk.duties import do_what_is_due
from evenhand.doors import uploads
from evenhand.doors.portal import cookies
from evenhand.office.limits import MOST_FILES
from evenhand.records.models import Attempt, DraftFile, Sealed
from tests.doors.portal.walk import ANSWERS, CLEAR

pytestmark = pytest.mark.django_db


def kept(portal) -> list[str]:
    """The addresses of every file in the blob store."""
    return list(portal.office.blobs.addresses())


def unfinished(portal) -> list[str]:
    """What lies unfinished in the blob store."""
    gc.collect()
    return [path.name for path in (portal.home.blobs / "incoming").glob("*")]


def test_several_files_are_added_at_once_and_shown_by_name(visitor, portal):
    visitor.client.post(
        "/complain/files/",
        {
            "attachments": [SimpleUploadedFile("one.pdf", b"1"), SimpleUploadedFile("two.jpg", b"2" * 70_000)],
            "do": "add",
        },
    )
    visitor.get("/complain/files/")
    assert "one.pdf" in visitor.text
    assert "two.jpg" in visitor.text
    assert len(kept(portal)) == 2


def test_files_chosen_are_kept_also_by_who_presses_continue_at_once(visitor):
    visitor.post("/complain/files/", {"attachments": [SimpleUploadedFile("one.pdf", b"1")], "do": "continue"})
    assert visitor.page.request["PATH_INFO"] == "/complain/you/"
    visitor.get("/complain/files/")
    assert "one.pdf" in visitor.text


def test_a_file_is_taken_out_again_and_deleted_by_the_clerk(visitor, portal, clock):
    visitor.add_files(b"one")
    visitor.add_files(b"two", name="stays.pdf")
    first = DraftFile.objects.order_by("expires").first().address
    visitor.post("/complain/files/", {"remove": first})
    assert "letter.pdf" not in visitor.text
    assert "stays.pdf" in visitor.text
    clock.go_to(clock.moment + timedelta(hours=2))
    do_what_is_due(portal.office)
    assert len(kept(portal)) == 1
    assert first not in kept(portal)


def test_pressing_add_without_a_file_says_to_choose_one(visitor):
    visitor.post("/complain/files/", {"do": "add"})
    assert visitor.page.status_code == 422
    assert "Choose one or more files first, then add them." in visitor.text


def test_a_file_that_is_too_large_is_refused_by_name_and_counted_and_the_others_are_kept(
    visitor, portal, monkeypatch
):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1024 * 1024)
    files = [SimpleUploadedFile("huge.mov", b"x" * 1_200_000), SimpleUploadedFile("small.txt", b"x")]
    visitor.post("/complain/files/", {"attachments": files, "do": "continue"})
    assert visitor.page.status_code == 422
    assert "“huge.mov” is larger than 1 MB, so it was not added." in visitor.text
    assert "small.txt" in visitor.text
    assert len(kept(portal)) == 1
    assert not unfinished(portal)
    assert Attempt.objects.get(door="portal", reason="file-too-large").count == 1


def test_an_empty_file_is_refused_by_name_and_counted(visitor, portal):
    visitor.add_files(b"")
    assert "“letter.pdf” is empty" in visitor.text
    assert not kept(portal)
    assert Attempt.objects.get(door="portal", reason="file-empty").count == 1


def test_more_files_at_once_than_the_most_are_refused_by_name(visitor, portal):
    files = [SimpleUploadedFile(f"file-{number:02}.txt", b"x") for number in range(MOST_FILES + 2)]
    visitor.post("/complain/files/", {"attachments": files, "do": "add"})
    assert f"“file-{MOST_FILES:02}.txt” was not added" in visitor.text
    assert f"“file-{MOST_FILES + 1:02}.txt” was not added" in visitor.text
    assert len(kept(portal)) == MOST_FILES
    assert Attempt.objects.get(door="portal", reason="too-many-files").count == 2


def test_more_files_in_all_than_the_most_are_refused_by_name(visitor):
    visitor.add_files(*[b"x"] * MOST_FILES)
    visitor.add_files(b"y", name="one-more.txt")
    assert f"A complaint can have {MOST_FILES} files to begin with" in visitor.text
    assert "“one-more.txt”" in visitor.text
    assert Attempt.objects.get(door="portal", reason="too-many-files").count == 1


def test_a_store_that_cannot_write_loses_the_file_and_not_the_complaint(visitor, portal):
    visitor.answer()
    (portal.home.blobs).chmod(0o700)
    (portal.home.blobs / "incoming").write_text("in the way")
    visitor.add_files(b"one")
    assert visitor.page.status_code == 422
    assert "“letter.pdf” could not be stored at this moment. Go on without it, and add it later." in visitor.text
    assert Attempt.objects.get(door="portal", reason="file-not-stored").count == 1
    visitor.send()
    assert "Your complaint is registered" in visitor.text


def test_hostile_names_are_shown_as_text_and_hold_no_paths(visitor):
    visitor.add_files(b"x", name="../../etc/<b>passwd</b>\u202efdp.exe")
    assert "<b>passwd" not in visitor.page.content.decode()
    visitor.get("/complain/files/")
    assert "fdp.exe" in visitor.text
    assert "etc/" not in visitor.text
    assert "\u202e" not in visitor.text


def test_nothing_stays_of_files_sent_without_the_token_that_forms_carry(portal):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/complain/files/", {"attachments": [SimpleUploadedFile("one.pdf", b"x" * 200_000)]})
    assert answer.status_code == 403
    assert not kept(portal)
    assert not unfinished(portal)
    assert not DraftFile.objects.exists()


def test_nothing_stays_of_files_sent_to_a_page_that_wants_none(visitor, portal):
    visitor.post(
        "/complain/about/", {**ANSWERS["about"], "attachments": [SimpleUploadedFile("one.pdf", b"x" * 200_000)]}
    )
    assert not kept(portal)
    assert not unfinished(portal)


def test_an_upload_that_breaks_off_leaves_nothing_and_is_counted(visitor, portal):
    body = b'--b\r\nContent-Disposition: form-data; name="attachments"; filename="one.pdf"\r\n\r\n' + b"x" * 200_000
    visitor.client.post("/complain/files/", data=body, content_type="multipart/form-data; boundary=b")
    assert not kept(portal)
    assert not unfinished(portal)
    assert Attempt.objects.get(door="portal", reason="upload-interrupted").count == 1


def test_files_of_a_draft_that_ends_are_deleted_and_those_of_a_complaint_stay(visitor, portal, clock):
    visitor.answer()
    visitor.add_files(CLEAR)
    visitor.send()
    other = portal.visitor()
    other.answer()
    other.add_files(CLEAR)
    assert len(kept(portal)) == 2
    clock.go_to(clock.moment + timedelta(days=8))
    do_what_is_due(portal.office)
    assert kept(portal) == list(Sealed.objects.filter(what="file").values_list("address", flat=True))


def test_settings_leave_no_other_handler_that_could_write_in_the_clear(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["evenhand.doors.uploads.SealingUploadHandler"]


def test_the_key_of_a_file_is_in_no_page(visitor):
    visitor.add_files(CLEAR)
    assert cookies.DRAFT in visitor.client.cookies
    assert "key" not in visitor.text.lower()
