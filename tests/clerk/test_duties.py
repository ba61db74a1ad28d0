"""What falls due is done once, and what a crash left unfinished is swept."""

import os

import pytest

from evenhand.clerk.duties import UNFINISHED, do_what_is_due

pytestmark = pytest.mark.django_db


def test_an_upload_that_a_crash_broke_off_is_swept_after_a_day(office, tmp_path):
    for age in (2 * UNFINISHED, UNFINISHED / 2):
        writer = office.blobs.writer()
        writer.write(b"half a file")
        writer._file.close()
        written = (office.now() - age).timestamp()
        os.utime(writer._temporary, (written, written))
    do_what_is_due(office)
    assert len(list((tmp_path / "blobs" / "incoming").iterdir())) == 1
