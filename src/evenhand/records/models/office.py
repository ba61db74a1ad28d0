"""The office's own rows: accounts, appointments, rulebooks, submission tokens, and the record of who looked at what."""

from django.db import models

from evenhand.records.models.table import Table, TableClass


class Account(Table):
    """A member of staff who can sign in. There is no stock password hash beside `credentials` (DESIGN 5.8)."""

    table_class = TableClass.COMMITTED

    ref = models.CharField(primary_key=True, max_length=32)
    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    public = models.BinaryField(max_length=32)
    credentials = models.JSONField()
    entry = models.BigIntegerField()
    confirmed_entry = models.BigIntegerField(null=True)
    """The act since which it can be used: the founding's own, or that of a second person. Until then nobody signs in to it."""
    changed_entry = models.BigIntegerField(null=True)
    """The act by which `credentials` became what they are, if it is not the first one."""
    ended_entry = models.BigIntegerField(null=True)


class WorkAddress(Table):
    """By what no two accounts serve one person: the mark of their work e-mail address, which stands nowhere itself (ADR 0033).

    The act that gave it holds `digest` alone, which nobody can work out again without `salt`. The row goes with the account's end.
    """

    table_class = TableClass.COMMITTED

    account = models.CharField(primary_key=True, max_length=32)
    mark = models.CharField(max_length=64, unique=True)
    salt = models.BinaryField(max_length=16)
    digest = models.CharField(max_length=64)
    entry = models.BigIntegerField()


class Appointment(Table):
    """Who holds which role, given by whom, from when until when (B4)."""

    table_class = TableClass.COMMITTED

    ref = models.CharField(primary_key=True, max_length=32)
    person = models.ForeignKey(Account, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=32)
    by = models.CharField(max_length=32)
    since = models.DateField()
    until = models.DateField(null=True)
    background = models.CharField(max_length=32, null=True)
    cools_off = models.DateField(null=True)
    stand_in = models.BinaryField(max_length=32, null=True)
    """Proof for the key agent that the instance key may stand in for this person while they work on cases."""
    entry = models.BigIntegerField()
    ended_entry = models.BigIntegerField(null=True)


class RulebookText(Table):
    """A rulebook as it was adopted. `hash` is that of its canonical form; cases pin it."""

    table_class = TableClass.COMMITTED

    hash = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=40)
    text = models.TextField()
    entry = models.BigIntegerField(unique=True)


class SubmissionToken(Table):
    """SHA-256 (hex) of the token a submission came with: a retry finds the complaint that it already made (DESIGN 5.4)."""

    table_class = TableClass.COMMITTED

    digest = models.CharField(primary_key=True, max_length=64)
    complaint = models.BigIntegerField(unique=True)


class Tie(Table):
    """That a member of staff declared to be tied to somebody (B5). To whom is sealed to the declarer; it is compared by tokens."""

    table_class = TableClass.COMMITTED

    ref = models.CharField(primary_key=True, max_length=32)
    person = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=20)
    entry = models.BigIntegerField()
    ended_entry = models.BigIntegerField(null=True)


class TieToken(Table):
    """A token of whoever a member of staff is tied to, as `PartyToken` has it of a party."""

    table_class = TableClass.COMMITTED

    digest = models.CharField(primary_key=True, max_length=64)
    tie = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=12)
    token = models.CharField(max_length=16)
    salt = models.BinaryField(max_length=16)
    entry = models.BigIntegerField()


class Look(Table):
    """One look at a case by one person (D5). Each day's looks are hashed into a `looks-sealed` act."""

    table_class = TableClass.COMMITTED

    at = models.DateTimeField()
    day = models.DateField(db_index=True)
    person = models.CharField(max_length=32)
    complaint = models.BigIntegerField(null=True, db_index=True)
    what = models.CharField(max_length=40)
