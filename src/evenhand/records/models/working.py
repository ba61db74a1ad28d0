"""Working tables: sessions, drafts, counts of failed attempts, leases. They may vanish at any time and are never evidence.

Why each is not evidence: a session or draft belongs to somebody still deciding; an attempt is only counted; a lease and a
sign-in step are about the present moment.
"""

from django.db import models

from evenhand.records.models.table import Table, TableClass


class SignIn(Table):
    """The newest TOTP time step an account has used, since a code works once; and the mark of its second factor, its alone."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It makes a six-digit code work once, and a second factor serve one account. "
        "Lost, it is learnt anew at each sign-in."
    )

    account = models.CharField(primary_key=True, max_length=32)
    step = models.BigIntegerField(default=0)
    factor = models.CharField(max_length=64, null=True, unique=True)
    """The agent's mark of the secret, under the instance key: equal for equal secrets, and of no use to whoever reads it."""


class PasskeyUse(Table):
    """A passkey by its mark: whose alone it is, and how many signatures its device had counted when it was used last."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It makes a passkey serve one account, and an answer that was copied count for nothing. The passkey itself stands in the "
        "account, which is evidence. Lost, it is learnt anew at each sign-in."
    )

    mark = models.CharField(primary_key=True, max_length=64)
    account = models.CharField(max_length=32, db_index=True)
    counter = models.BigIntegerField(default=0)


class Session(Table):
    """A signed-in member of staff. The key agent holds the unlocked key; the cookie holds half of what opens the slot."""

    table_class = TableClass.WORKING
    not_evidence = "It lets a person go on working. What the person did stands in the register under their reference."

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.CharField(max_length=32, db_index=True)
    slot = models.CharField(max_length=64)
    started = models.DateTimeField()
    expires = models.DateTimeField()


class PartySearch(Table):
    """Somebody looks for a party: the tokens of what they typed, under a reference that stands in the address in place of it."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It keeps a name out of addresses and logs for as long as its list is looked at. That somebody looked for a party is a "
        "look, and stands in the register."
    )

    digest = models.CharField(primary_key=True, max_length=64)
    """SHA-256 (hex) of the reference."""
    session = models.CharField(max_length=64)
    """The digest of the session that it was made in: in no other does it lead anywhere."""
    tokens = models.JSONField()
    """Pairs of a kind and a token."""
    expires = models.DateTimeField(db_index=True)


class KeyTask(Table):
    """A complaint that somebody may read whose key cannot yet: it waits for whoever can open it and comes by (DESIGN 5.9)."""

    table_class = TableClass.WORKING
    not_evidence = (
        "Who may read is decided from the acts, and who was granted a key stands in them. Lost, it is found again."
    )

    complaint = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()


class NewDevice(Table):
    """A member of staff may set up a second factor in place of a lost one, with a code that only they were given."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It holds a proof that the key agent's program made when two people allowed it, and the agent takes no other: a row that "
        "somebody wrote is of no use. That it was allowed, and used, stands in the register."
    )

    account = models.CharField(primary_key=True, max_length=32)
    proof = models.BinaryField(max_length=32)
    until = models.BigIntegerField()
    """Unix seconds."""
    entry = models.BigIntegerField()
    """The act that allowed it."""


class Draft(Table):
    """A complaint being written, sealed under a key that only the sender's cookie holds (DESIGN 5.10)."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It belongs to somebody who is still deciding whether to complain. Nobody else can read "
        "it, and it may be thrown away."
    )

    digest = models.CharField(primary_key=True, max_length=64)
    sealed = models.BinaryField()
    expires = models.DateTimeField(db_index=True)


class DraftFile(Table):
    """A file of a draft or of a form not yet sent: its ciphertext lies in the blob store, its key inside the sealed draft."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It says when a file that no act took up is deleted. A file that an act refers to stands in `Sealed`."
    )

    address = models.CharField(primary_key=True, max_length=64)
    draft = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(default=0)
    expires = models.DateTimeField(db_index=True)


class Attempt(Table):
    """How often a submission failed on a day, by door and reason: a failure is counted even when nothing can be kept."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It counts submissions that failed and holds no content: nothing rests on it but a number "
        "that tells an administrator to look."
    )

    day = models.DateField()
    door = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("day", "door", "reason"), name="one_count_per_reason"),)


class Lease(Table):
    """Who leads: one clerk integrates and signs at a time (REGISTER.md 9.2)."""

    table_class = TableClass.WORKING
    not_evidence = "It says which clerk leads at this moment. What it did stands in the register."

    name = models.CharField(primary_key=True, max_length=40)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()


class Examination(Table):
    """One run of the doctor in the background: asked for, then begun, then ended, with what it found as counts and sentences."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It repeats what the doctor said last, for the administrator's page. It can be had anew at any time, and whoever writes "
        "the database could write it too: what counts is `evenhand doctor` itself, run by somebody else."
    )

    asked = models.DateTimeField()
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True, db_index=True)
    entries = models.BigIntegerField(null=True)
    """How many were examined. Empty in one that ended: it broke off."""
    complaints = models.BigIntegerField(null=True)
    found = models.JSONField(default=list)
    """For each place where something is wrong: its name, how many things, and a sentence. Nothing of any case."""


class Witness(Table):
    """What an outside witness of the policy answered last, as the clerk saw it: why its signature is there, or is not."""

    table_class = TableClass.WORKING
    not_evidence = (
        "It explains why a signature is missing. That one is there, and of what time, shows the line under the published head, "
        "which anybody can verify."
    )

    vkey = models.CharField(primary_key=True, max_length=300)
    name = models.CharField(max_length=200)
    """Its name in the policy."""
    state = models.CharField(max_length=20)
    """A `WitnessState`."""
    since = models.DateTimeField()
    """Since when it is so."""
    asked = models.DateTimeField()
    size = models.BigIntegerField(null=True)
    """The last head that it signed, in entries."""
    cosigned = models.DateTimeField(null=True)
    """The time that stands on that signature: the witness's own."""
