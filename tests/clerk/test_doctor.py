"""The doctor names what was changed behind the office's back: table, key, column, and the act that says otherwise."""

import os

import pytest
from django.db import connection

from evenhand.clerk.doctor import examine
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.process.appointing import FOUNDING
from evenhand.records.models import (
    Account,
    Appointment,
    Compartment,
    Complaint,
    Grant,
    Look,
    Sealed,
    Step,
    SubmissionToken,
)
from evenhand.vault.password import enrol
from evenhand_register.keys import Signer
from tests.office.keys import mail
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


@pytest.fixture
def examined(office, tmp_path):
    """An organisation with people and a complaint, and a function that examines it and returns the troubles."""
    ref = create_account(
        office, FOUNDING, NewAccount("anna", "Anna", enrol("a long enough passphrase", office.entropy), mail("anna"))
    )
    appoint(office, FOUNDING, ref, "appointing-authority")
    complain(office)
    integrator = Integrator(
        LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", Signer(office.origin, os.urandom(32))
    )
    integrator.begin()
    integrator.run()
    return lambda: examine(integrator.files, integrator.guard, office.blobs, integrator.signer.vkey).troubles


def test_an_untouched_organisation_is_clean(examined):
    assert examined() == ()


def changes():
    """A change behind the office's back, and the (table, column) that must be named."""
    return {
        "a complaint's stage": (lambda: Complaint.objects.update(stage="closed"), ("complaint", "stage")),
        "a complaint's category": (lambda: Complaint.objects.update(category="other"), ("complaint", "category")),
        "a counted step removed": (lambda: Step.objects.all().delete(), ("step", "")),
        "a counted step added": (
            lambda: Step.objects.create(index=3, place=5, on="2026-03-03", complaint=4, code="closed/upheld"),
            ("step", ""),
        ),
        "a role given to oneself": (
            lambda: Appointment.objects.create(
                ref="a-forged",
                person=Account.objects.get(),
                role="case-manager",
                by="me",
                since="2026-01-01",
                entry=3,
            ),
            ("appointment", ""),
        ),
        "an appointment back-dated": (
            lambda: Appointment.objects.update(since="2020-01-01"),
            ("appointment", "since"),
        ),
        "a password exchanged": (
            lambda: Account.objects.update(credentials={"salt": "none"}),
            ("account", "digest"),
        ),
        "a wrap removed": (lambda: Grant.objects.order_by("id").first().delete(), ("grant", "")),
        "a wrap added": (
            lambda: Grant.objects.create(
                compartment_id=Grant.objects.first().compartment_id, to="me", wrap=b"w", entry=4
            ),
            ("grant", ""),
        ),
        "another complaint's key put in the place of this one's": (
            lambda: Compartment.objects.update(complaint=99),
            ("compartment", "complaint"),
        ),
        "another case's key put in the place of this one's": (
            lambda: Compartment.objects.update(case=2),
            ("compartment", "case"),
        ),
        "a ciphertext overwritten": (lambda: Sealed.objects.update(ciphertext=b"nothing"), ("sealed", "ciphertext")),
        "a token removed": (lambda: SubmissionToken.objects.all().delete(), ("submissiontoken", "")),
    }


@pytest.mark.parametrize("what", changes())
def test_a_change_behind_the_offices_back_is_named(examined, what):
    change, place = changes()[what]
    change()
    assert place in {(trouble.table, trouble.column) for trouble in examined()}


def test_facts_rewritten_with_the_triggers_switched_off_are_named(examined):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER records_record_no_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute('UPDATE records_record SET facts_salt = content_hash WHERE "index" = 3')
    assert ("record", "3", "facts") in {(one.table, one.key, one.column) for one in examined()}


def test_looks_that_were_sealed_cannot_be_thinned_out(examined, office):
    from evenhand.office.looking import note_look, seal_looks

    for _ in range(3):
        note_look(office, "s-1", 4, "page")
    seal_looks(office, office.now().date())
    assert examined() == ()
    Look.objects.first().delete()
    assert ("look", "") in {(trouble.table, trouble.column) for trouble in examined()}
