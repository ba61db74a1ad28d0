"""What falls due is done once, by whichever clerk, and what a crash left unfinished is swept."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection

from evenhand.clerk.duties import DUTIES, SETTLED, UNFINISHED, do_what_is_due
from evenhand.office.looking import note_look, seal_looks
from evenhand.records.models import Draft, Look, Record, Session
from tests.office.scenes import complain

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


def test_an_upload_that_ends_while_the_clerk_sweeps_does_not_stop_it(office, tmp_path):
    office.blobs.writer().abandon()
    gone = tmp_path / "blobs" / "incoming" / "gone"
    gone.symlink_to(tmp_path / "nowhere")  # there when the folder is listed, and not when it is looked at
    assert do_what_is_due(office) == []


def sealed() -> int:
    """How many days' looks are sealed."""
    return Record.objects.filter(act="looks-sealed").count()


def test_a_days_looks_are_sealed_some_minutes_after_it_ended_and_once(office, clock):
    note_look(office, "somebody", None, "list")
    clock.go_to(datetime(2026, 3, 4, tzinfo=UTC) + SETTLED / 2)
    assert do_what_is_due(office) == []
    clock.go_to(datetime(2026, 3, 4, tzinfo=UTC) + SETTLED)
    assert do_what_is_due(office) == ["sealed 1 looks of 2026-03-03"]
    assert do_what_is_due(office) == []
    seal_looks(office, date(2026, 3, 3))
    assert sealed() == 1


def test_a_look_at_a_clock_that_was_set_back_does_not_come_to_a_day_that_is_sealed(office, clock):
    note_look(office, "somebody", None, "list")
    clock.go_to(datetime(2026, 3, 5, 9, tzinfo=UTC))
    do_what_is_due(office)
    clock.moment = datetime(2026, 3, 3, 9, tzinfo=UTC)
    note_look(office, "somebody", None, "list")
    assert sorted(Look.objects.values_list("day", flat=True)) == [date(2026, 3, 3), date(2026, 3, 5)]


def test_a_session_that_ran_out_is_deleted_and_another_is_not(office, clock):
    for name, hours in (("over", -1), ("goes on", 1)):
        times = {"started": clock.moment, "expires": clock.moment + timedelta(hours=hours)}
        Session.objects.create(digest=name, account="somebody", slot="slot", **times)
    do_what_is_due(office)
    assert list(Session.objects.values_list("digest", flat=True)) == ["goes on"]


def failing(table: str, error: type[DatabaseError]):
    """Every statement about a table fails."""

    def execute(execute, sql, params, many, context):
        if table in sql:
            raise error("no")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(execute)


def test_a_duty_that_fails_is_said_and_keeps_no_other_from_being_done(office, clock):
    complain(office)
    Draft.objects.create(digest="old", sealed=b"", expires=clock.moment)
    clock.go_to(clock.moment + timedelta(days=60))
    with failing("records_period", DatabaseError):
        done = do_what_is_due(office)
    assert done[0] == "could not close a month (DatabaseError); it is tried again in a minute"
    assert not Draft.objects.exists()
    assert do_what_is_due(office)[0].startswith("closed the period 2026-03")


def test_a_database_that_is_away_is_told_to_whoever_asked(office):
    with failing("records_", OperationalError), pytest.raises(OperationalError):
        do_what_is_due(office)


def test_every_duty_says_what_it_could_not_do():
    assert all(what[0].islower() and not what.endswith(".") for what in DUTIES)
