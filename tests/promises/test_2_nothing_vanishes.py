"""Promise 2: nobody, with any role or with the database password, removes or changes anything unseen.

What is not there yet: outside witnesses who hold the head, so whoever has both the database and the signing key can still rewrite
what no receipt and no copy of the published folder covers; and erasure, which destroys a key and leaves the proof.
"""

import os
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.clerk.doctor import examine
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogDamaged, LogFiles
from evenhand.office.receipts import make_receipt
from evenhand.records.models import Appointment, Complaint, Entry, Grant, Record, Sealed
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import heads, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy
from evenhand_register.tiles import StoredHashes
from tests.office.keys import opens
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db
SIGNER = Signer("demo.invalid/tests", os.urandom(32))


def log_in(folder) -> Integrator:
    """A log begun in a folder, all of the register integrated and signed."""
    made = Integrator(LogFiles(folder / "log"), folder / "guard" / "checkpoint", SIGNER)
    made.begin()
    made.run()
    return made


@pytest.fixture
def complaint(team) -> int:
    return complain(team.office)[0].index


@pytest.fixture
def log(complaint, tmp_path) -> Integrator:  # noqa: ARG001  (the complaint is in it)
    return log_in(tmp_path)


@pytest.mark.parametrize("model", [Entry, Record])
def test_the_database_refuses_to_change_or_remove_an_entry(complaint, model):
    table = model._meta.db_table
    for statement in (f"DELETE FROM {table}", f'UPDATE {table} SET "index" = "index"'):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert model.objects.filter(pk=complaint).exists()


def rewrite(index: int) -> None:
    """What whoever owns the database can do: switch the triggers off, and put another entry in the place of one."""
    other = bytes(Entry.objects.get(index=index - 1).body)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER records_entry_no_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute('UPDATE records_entry SET body = %s WHERE "index" = %s', [other, index])


def test_an_entry_rewritten_with_the_triggers_switched_off_is_named(team, complaint, log):
    rewrite(complaint)
    troubles = examine(log.files, log.guard, team.office.blobs, SIGNER.vkey).troubles
    assert ("entry", str(complaint)) in {(one.table, one.key) for one in troubles}


def test_a_rewritten_register_contradicts_the_receipt_that_somebody_holds(complaint, log, tmp_path):
    receipt = make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), complaint, opens())
    rewrite(complaint)
    forged = log_in(tmp_path / "forged")
    shown = Checkpoint.parse(note.parse(forged.files.read("checkpoint")).text)
    with pytest.raises(RegisterError):
        heads.check_growth(receipt.report.head.checkpoint, shown, StoredHashes(forged.files, shown.size))


def test_the_signing_process_itself_refuses_a_register_that_was_set_back(log):
    ahead = Checkpoint(SIGNER.name, 400, bytes(32))
    log.guard.write_bytes(note.sign(ahead.render(), [SIGNER]))
    with pytest.raises((RegisterError, LogDamaged, RowsDamaged)):
        log.run()


TAMPERING = {
    "a piece of evidence removed": (lambda: Sealed.objects.first().delete(), "sealed"),
    "a piece of evidence exchanged": (lambda: Sealed.objects.update(ciphertext=b"something else"), "sealed"),
    "a grant of access removed": (lambda: Grant.objects.first().delete(), "grant"),
    "a grant of access back-dated to another act": (lambda: Grant.objects.update(entry=1), "grant"),
    "an appointment removed": (lambda: Appointment.objects.first().delete(), "appointment"),
    "an appointment back-dated": (lambda: Appointment.objects.update(since=date(2020, 1, 1)), "appointment"),
    "a complaint closed without an act": (lambda: Complaint.objects.update(stage="closed"), "complaint"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_what_is_changed_behind_the_acts_is_named(team, log, what):
    change, table = TAMPERING[what]
    assert examine(log.files, log.guard, team.office.blobs, SIGNER.vkey).troubles == ()
    change()
    assert table in {
        trouble.table for trouble in examine(log.files, log.guard, team.office.blobs, SIGNER.vkey).troubles
    }
