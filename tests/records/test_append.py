"""Entries get their numbers under a lock, are never changed, and stand or fall with their act (REGISTER.md 9.1)."""

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.office.act import Done, perform
from evenhand.process.commands import SendMessage
from evenhand.process.state import COMPLAINANT, Person
from evenhand.records.append import Expected, Moved, append
from evenhand.records.load import state_of
from evenhand.records.models import Complaint, Entry, Head, Record
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


def test_indexes_have_no_gap_and_the_head_counts_them(office):
    for token in ("one", "two", "three"):
        complain(office, token)
    indexes = list(Entry.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(len(indexes)))
    assert Head.objects.get(id=1).size == len(indexes)


@pytest.mark.parametrize("model", [Entry, Record])
def test_an_entry_or_record_can_be_neither_changed_nor_removed(office, model):
    complain(office)
    for statement in (f"DELETE FROM {model._meta.db_table}", f'UPDATE {model._meta.db_table} SET "index" = "index"'):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert model.objects.count() == 4


def test_replacing_an_entry_is_refused_too(office):
    complain(office)
    entry = Entry.objects.get(index=2)
    entry.day = "2020-01-01"
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.bulk_create([entry], update_conflicts=True, unique_fields=["index"], update_fields=["day"])


def test_nothing_is_written_when_the_state_has_moved(office):
    made, _ = complain(office)
    seen = state_of(made.index).last_index
    answer = perform(office, Person(COMPLAINANT), made.index, SendMessage(text="Is anybody there?"))
    assert isinstance(answer, Done)
    size = Entry.objects.count()
    with pytest.raises(Moved):
        append([], day=office.utc_day(), expected=Expected({made.index: seen}), project=print)
    assert Entry.objects.count() == size


def test_a_projection_that_fails_takes_its_entries_with_it(office, monkeypatch):
    made, _ = complain(office)
    size = Entry.objects.count()

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("evenhand.office.act.project_complaint", fail)
    with pytest.raises(RuntimeError):
        perform(office, Person(COMPLAINANT), made.index, SendMessage(text="Is anybody there?"))
    assert Entry.objects.count() == size
    assert Head.objects.get(id=1).size == size


def test_the_day_of_an_entry_never_runs_backwards(office, clock):
    complain(office, "one")
    clock.moment = clock.moment.replace(year=2025)
    complain(office, "two")
    days = list(Entry.objects.order_by("index").values_list("day", flat=True))
    assert days == sorted(days)


def test_a_complaints_row_says_what_its_facts_fold_to(office):
    made, _ = complain(office)
    row, state = Complaint.objects.get(index=made.index), state_of(made.index)
    assert (row.category, row.stage, row.last_index) == (state.category, state.stage, state.last_index)
