"""What overseers publish, and what the organisation answers. The texts are public; acts and notices hold their hashes."""

from django.db import models

from evenhand.records.models.table import Table, TableClass


class OversightFinding(Table):
    """An oversight finding about the office as a whole (K5). Nobody edits one: a correction is another."""

    table_class = TableClass.COMMITTED

    number = models.PositiveIntegerField(primary_key=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    recommendations = models.JSONField()
    samples = models.JSONField()
    corrects = models.PositiveIntegerField(null=True)
    by = models.CharField(max_length=32)
    on = models.DateField()
    entry = models.BigIntegerField()


class OversightAnswer(Table):
    """What the organisation answered to a recommendation of an oversight finding. Later answers stand beside it."""

    table_class = TableClass.COMMITTED

    entry = models.BigIntegerField(primary_key=True)
    finding = models.PositiveIntegerField(db_index=True)
    recommendation = models.PositiveIntegerField()
    answer = models.CharField(max_length=20)
    words = models.TextField()
    by = models.CharField(max_length=32)
    on = models.DateField()
