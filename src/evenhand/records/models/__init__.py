"""Every table, by what it is evidence of."""

from evenhand.records.models.cases import Allegation, Barred, Case, Complaint, Hand, Link, Opening, Period, Step
from evenhand.records.models.envelope import Compartment, Grant, PartyToken, PhraseHolder, Sealed
from evenhand.records.models.office import Account, Appointment, Look, RulebookText, SubmissionToken, Tie, TieToken
from evenhand.records.models.oversight import OversightAnswer, OversightFinding
from evenhand.records.models.register import Entry, Head, Record, Sum
from evenhand.records.models.table import Table, TableClass
from evenhand.records.models.working import (
    Attempt,
    Draft,
    DraftFile,
    Examination,
    KeyTask,
    Lease,
    NewDevice,
    PartySearch,
    PasskeyUse,
    Session,
    SignIn,
    Witness,
)

__all__ = [
    "Account",
    "Allegation",
    "Appointment",
    "Attempt",
    "Barred",
    "Case",
    "Compartment",
    "Complaint",
    "Draft",
    "DraftFile",
    "Entry",
    "Examination",
    "Grant",
    "Hand",
    "Head",
    "KeyTask",
    "Lease",
    "Link",
    "Look",
    "NewDevice",
    "Opening",
    "OversightAnswer",
    "OversightFinding",
    "PartySearch",
    "PartyToken",
    "PasskeyUse",
    "Period",
    "PhraseHolder",
    "Record",
    "RulebookText",
    "Sealed",
    "Session",
    "SignIn",
    "Step",
    "SubmissionToken",
    "Sum",
    "Table",
    "TableClass",
    "Tie",
    "TieToken",
    "Witness",
]
