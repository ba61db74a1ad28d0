"""A receipt is made from published files alone, and checked before it is handed out (REGISTER.md section 6)."""

import pytest
from django.db import connection

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.receipts import ReceiptFault, make_receipt
from evenhand.records.models import Record
from evenhand.records.queries.receipts import index_of_record
from evenhand_register import receipt
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy
from tests.office.keys import opens
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db
SIGNER = Signer("demo.invalid/tests", bytes(range(32)))


@pytest.fixture
def log(tmp_path):
    """The published log's folder, with its clerk."""
    integrator = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", SIGNER)
    integrator.begin()
    return integrator


def test_there_is_no_receipt_before_a_published_head_covers_the_entry(office, log, tmp_path):
    made, _ = complain(office)
    assert make_receipt(tmp_path / "nowhere", Policy.of_key(SIGNER.vkey), made.index, opens()) is None
    assert make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), made.index, opens()) is None
    log.run()
    found = make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), made.index, opens())
    assert found is not None
    assert make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), made.index + 2, opens()) is None


def test_every_entry_of_a_register_that_grows_has_a_receipt_that_verifies(office, log):
    policy = Policy.of_key(SIGNER.vkey)
    complaints = []
    for token in ("one", "two", "three", "four", "five"):
        complaints.append(complain(office, token, nonce=token.encode().ljust(16))[0])
        log.run()
    for made, token in zip(complaints, ("one", "two", "three", "four", "five"), strict=True):
        found = make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), made.index, opens())
        report = receipt.verify(found.raw, policy, token.encode().ljust(16))
        assert report.index == made.index
        assert report.entry == found.report.entry
        assert report.mine_alone


def test_a_receipt_under_another_key_is_not_handed_out(office, log):
    made, _ = complain(office)
    log.run()
    with pytest.raises(RegisterError, match="E_NOTE_UNSIGNED"):
        make_receipt(log.files.root, Policy.of_key(Signer("demo.invalid/tests", bytes(32)).vkey), made.index, opens())


def test_an_entry_whose_record_was_changed_in_the_database_gets_no_receipt(office, log):
    made, _ = complain(office)
    log.run()
    take_the_triggers_off()
    facts = bytes(Record.objects.get(entry_id=made.index).facts)
    Record.objects.filter(entry_id=made.index).update(facts=facts.replace(b'"har"', b'"fin"'))
    with pytest.raises(RegisterError, match="E_OPENING"):
        make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), made.index, opens())


def test_an_entry_that_was_removed_from_the_database_is_named(office, log):
    made, _ = complain(office)
    log.run()
    take_the_triggers_off()
    Record.objects.filter(entry_id=made.index).delete()
    with pytest.raises(ReceiptFault, match=f"has an entry {made.index}, and the database has not"):
        make_receipt(log.files.root, Policy.of_key(SIGNER.vkey), made.index, opens())


def take_the_triggers_off() -> None:
    """What whoever holds the database's password can do."""
    triggers = {
        "sqlite": ["DROP TRIGGER records_record_no_update", "DROP TRIGGER records_record_no_delete"],
        "postgresql": ["SET LOCAL session_replication_role = replica"],
    }
    with connection.cursor() as cursor:
        for statement in triggers[connection.vendor]:
            cursor.execute(statement)


def test_records_are_found_by_their_hash(office):
    made, _ = complain(office)
    record = Record.objects.select_related("entry").get(entry_id=made.index)
    assert index_of_record(bytes(record.entry.record)) == made.index
    assert index_of_record(bytes(32)) is None
