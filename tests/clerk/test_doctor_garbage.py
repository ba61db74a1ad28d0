"""The doctor comes to its end whatever lies in the tables, names where it lies, and loses nothing that it found besides."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from evenhand.clerk.doctor.words import TAKEN_BACK
from evenhand.records.models import (
    Account,
    Appointment,
    Complaint,
    Entry,
    Head,
    Look,
    Record,
    RulebookText,
    Sealed,
    Step,
)
from evenhand_register.canonical import dumps
from evenhand_register.entry import Entry as EntryText
from evenhand_register.record import commit
from tests.clerk.furnished import House, database_password, evidence, sql

pytestmark = pytest.mark.django_db
GARBAGE = (b"\x00\xff\xfe", "9" * 400, "\ud7ff{[[", 2**62, -1)


def found(house: House) -> set[tuple[str, str, str]]:
    """The places that are named. A part of the examination that could not be finished has a name with a space."""
    troubles = house.examine().troubles
    unfinished = [trouble for trouble in troubles if " " in trouble.table and trouble.table != TAKEN_BACK]
    assert not unfinished, "A part of the examination was not finished."
    return {(trouble.table, trouble.key, trouble.column) for trouble in troubles}


def rewrite(index: int, facts: bytes) -> None:
    sql('UPDATE records_record SET facts = %s WHERE "index" = %s', facts, index)


def an_entry_of(act: str) -> int:
    return Record.objects.filter(act=act).order_by("entry_id").values_list("entry_id", flat=True)[0]


def changed_act(index: int, **changes) -> bytes:
    facts = json.loads(bytes(Record.objects.get(pk=index).facts))
    return dumps({**facts, "data": {**facts["data"], **changes}})


def everything() -> list:
    """Every table and each kind of garbage; in the ordinary run bytes that are no text, in tables that are read differently."""
    ordinary = {(model, GARBAGE[0]) for model in (Account, Look, Record, Sealed, Step)}
    pairs = [(model, garbage) for model in evidence() for garbage in GARBAGE]
    marks = {True: (), False: (pytest.mark.slow,)}
    return [
        pytest.param(
            model, garbage, id=f"{model.__name__}-{garbage!r:.12}", marks=marks[(model, garbage) in ordinary]
        )
        for model, garbage in pairs
    ]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps the type of every column.")
@pytest.mark.parametrize(("model", "garbage"), everything())
def test_anything_may_lie_in_any_column(house, model, garbage):
    """SQLite keeps any value in any column, bytes that are no text in columns of text among them."""
    for field in model._meta.concrete_fields:
        if field.primary_key and isinstance(field, models.IntegerField):
            continue
        with database_password():
            row = model.objects.order_by("pk")[0]
            if overwritten(row, field, garbage):
                assert model._meta.model_name in {table for table, _, _ in found(house)}, field.name


def overwritten(row, field: models.Field, garbage) -> bool:
    """Whether the database takes it, and does not read it as what stood there: no is no, also where it is no number."""
    quote, manager = connection.ops.quote_name, type(row).objects
    where = f"{quote(row._meta.pk.column)} = %s"
    try:
        with transaction.atomic():
            sql(f"UPDATE {row._meta.db_table} SET {quote(field.column)} = %s WHERE {where}", garbage, row.pk)
    except IntegrityError:
        return False
    try:
        there = manager.filter(pk=row.pk).first()
        return there is None or getattr(there, field.attname) != getattr(row, field.attname)
    except (ValueError, TypeError, DatabaseError):
        return True


@pytest.mark.parametrize("act", ["received", "case-opened", "decision-made", "appointment-made", "looks-sealed"])
@pytest.mark.parametrize("facts", [b"\x00\xff", b"[]", b"{}", b"[" * 100_000, b'{"data":{"act":"received"}}'])
def test_facts_overwritten_with_anything_are_named(house, act, facts):
    with database_password():
        index = an_entry_of(act)
        rewrite(index, facts)
        Complaint.objects.filter(index=index).update(stage="closed")
        places = found(house)
    assert ("record", str(index), "facts") in places


def test_the_act_inside_facts_exchanged_is_named(house):
    with database_password():
        index = an_entry_of("received")
        rewrite(index, changed_act(index, act="closed"))
        assert ("record", str(index), "facts") in found(house)


def test_facts_spelt_in_another_way_are_named(house):
    """The fingerprint is over their bytes: not a space may be added."""
    with database_password():
        index = an_entry_of("received")
        rewrite(index, bytes(Record.objects.get(pk=index).facts) + b" ")
        assert ("record", str(index), "facts") in found(house)


@pytest.mark.parametrize("act", ["received", "appointment-made", "account-created", "rulebook-adopted"])
def test_a_record_taken_away_is_named_and_what_was_found_besides_is_kept(house, act):
    with database_password():
        index = Record.objects.filter(act=act).order_by("entry_id").values_list("entry_id", flat=True)[0]
        sql('DELETE FROM records_record WHERE "index" = %s', index)
        Appointment.objects.update(by="me")
        places = found(house)
    assert ("record", str(index), "") in places
    assert {"by"} == {column for table, _, column in places if table == "appointment"} - {""}


def test_an_appointment_made_by_an_act_that_is_gone_and_ended_later_stops_nothing(house):
    with database_password():
        ended = Appointment.objects.exclude(ended_entry=None).get()
        sql('DELETE FROM records_record WHERE "index" = %s', ended.entry)
        assert ("record", str(ended.entry), "") in found(house)


def test_a_rulebook_that_says_nothing_any_more_is_named(house):
    with database_password():
        RulebookText.objects.update(text="x = 1")
        places = found(house)
    assert "text" in {column for table, _, column in places if table == "rulebooktext"}


def test_a_rulebook_that_is_gone_is_named_once_and_not_for_every_complaint(house):
    with database_password():
        RulebookText.objects.all().delete()
        assert {table for table, _, _ in found(house)} <= {"rulebooktext", "safeguard"}


@pytest.mark.parametrize("index", ["7000", "next"])
def test_an_entry_put_in_beyond_the_head_is_named(house, index):
    with database_password():
        size = Head.objects.get().size
        at = size if index == "next" else int(index)
        row = Entry.objects.get(index=size - 1)
        Entry.objects.create(index=at, kind=row.kind, day=row.day, record=bytes(32), body=bytes(row.body))
        assert ("entry", str(at), "") in found(house)


def test_an_entry_written_with_everything_that_belongs_to_it_but_by_no_act_of_this_program_is_named(house):
    """Whoever has the database can give an entry its record and move the head; what it says must still be an act."""
    with database_password():
        head = Head.objects.get()
        facts = {"data": {"act": "received", "on": 7}, "kind": "intake", "nonce": None, "template": None}
        facts["v"] = "evenhand.facts/v1"
        record = commit(facts, bytes(32))
        scheme = house.team.office.scheme().scheme
        body = EntryText("intake", head.day, record, scheme, None, None).render()
        entry = Entry.objects.create(index=head.size, kind="intake", day=head.day, record=record, body=body)
        Record.objects.create(
            entry=entry,
            act="received",
            complaint=head.size,
            facts=dumps(facts),
            facts_salt=bytes(32),
            content_hash=bytes(32),
        )
        Head.objects.update(size=head.size + 1)
        assert ("record", str(head.size), "facts") in found(house)


def test_a_table_that_is_gone_is_told_and_all_else_is_still_examined(house):
    with database_password():
        Complaint.objects.update(stage="closed")
        sql("DROP TABLE records_look")
        troubles = house.examine().troubles
    assert "the tables of the office" in {trouble.table for trouble in troubles}
    assert "stage" in {trouble.column for trouble in troubles}


def test_a_head_that_is_gone_is_named(house):
    with database_password():
        Head.objects.all().delete()
        assert ("head", "1", "") in found(house)


@pytest.mark.parametrize(("column", "value"), [("day", "2999-12-31"), ("office_index", 0), ("size", 3)])
def test_a_head_that_was_changed_is_named(house, column, value):
    with database_password():
        Head.objects.update(**{column: value})
        assert ("head", "1", column) in found(house)


def test_the_examination_itself_changes_nothing(house):
    with database_password():
        before = Head.objects.get().size
        assert len(house.examine().troubles) == (1 if connection.vendor == "sqlite" else 0)
        assert Head.objects.get().size == before


def test_a_file_in_the_store_that_belongs_to_nothing_is_mentioned_and_is_no_trouble(house):
    blobs = house.team.office.blobs
    writer = blobs.writer()
    writer.write(b"left by a crash")
    address = writer.finish(lambda _: None)
    try:
        examined = house.examine()
        assert examined.clean
        [note] = examined.notes
        assert address in note
    finally:
        blobs.remove(address)
