"""The envelope (DESIGN 5.6): ciphertexts, the compartments whose keys open them, and who holds those keys.

Facts list the SHA-256 of every ciphertext and of every wrap. So without any key, every changed or missing byte shows, and so
does every wrap that appeared or went without an act. Rotation changes wraps, never ciphertext.
"""

from django.db import models

from evenhand.records.models.table import Table, TableClass


class Compartment(Table):
    """A key pair that records and files are sealed to. The private half exists only as wraps, in `Grant`."""

    table_class = TableClass.COMMITTED

    id = models.CharField(primary_key=True, max_length=64)
    purpose = models.CharField(max_length=20)
    complaint = models.BigIntegerField(null=True, db_index=True)
    case = models.PositiveIntegerField(null=True)
    public = models.BinaryField(max_length=32)
    vouched = models.BinaryField(null=True)
    """Proof that this installation drew the key of a team (see `vault.agent.instance_key.vouch`). Others have none."""
    entry = models.BigIntegerField()

    class Meta:
        # the keys of teams and of overseers are looked for with each act, among those of all complaints
        indexes = (
            models.Index(
                fields=("purpose", "entry"), condition=models.Q(complaint__isnull=True), name="compartments_of_office"
            ),
        )


class Grant(Table):
    """A compartment's private half wrapped to one key: a person's, a team's, or a phrase holder's.

    Of one that was taken back the wrap is destroyed: in its place stands its SHA-256, which its act holds too.
    """

    table_class = TableClass.COMMITTED

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="grants")
    to = models.CharField(max_length=64, db_index=True)
    wrap = models.BinaryField()
    entry = models.BigIntegerField()
    ended_entry = models.BigIntegerField(null=True)
    """The act that took it back."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("compartment", "to", "entry"), name="one_grant_per_key_and_act"),
        )


class Sealed(Table):
    """One ciphertext. Content lies in the row; a file's bytes lie in the blob store under the same address."""

    table_class = TableClass.COMMITTED

    address = models.CharField(primary_key=True, max_length=64)
    entry = models.BigIntegerField(db_index=True)
    what = models.CharField(max_length=10)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="sealed")
    wrap = models.BinaryField()
    ciphertext = models.BinaryField(null=True)


class PhraseHolder(Table):
    """Finds the complaint of whoever holds a phrase. `lookup` is the SHA-256 (hex) of the phrase's lookup token."""

    table_class = TableClass.COMMITTED

    lookup = models.CharField(primary_key=True, max_length=64)
    complaint = models.BigIntegerField(unique=True)
    key = models.CharField(max_length=64)
    public = models.BinaryField(max_length=32, null=True)
    """The public half of that key, for later generations of what it opens. Of a complaint of before, once its holder comes back."""


class PartyToken(Table):
    """What a party is found by and compared with, without a name (DESIGN 5.7): see `vault.tokens`.

    The act that made it holds `digest` alone, which nobody can work out again without `salt`. So a row can be erased, and what is
    left in the register says nothing of the person, not even to who has the key.
    """

    table_class = TableClass.COMMITTED

    digest = models.CharField(primary_key=True, max_length=64)
    complaint = models.BigIntegerField(db_index=True)
    case = models.PositiveIntegerField(null=True)
    """Whose respondent it is of; of the complainant where there is none."""
    kind = models.CharField(max_length=12)
    token = models.CharField(max_length=16)
    salt = models.BinaryField(max_length=16)
    entry = models.BigIntegerField()

    class Meta:
        # an index that answers alone: who has this token, and as which party
        indexes = (models.Index(fields=("token", "kind", "complaint", "case"), name="parties_by_token"),)
