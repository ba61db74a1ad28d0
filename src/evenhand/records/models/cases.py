"""Projections: rows folded from facts, for lists, permissions and figures. Losing them loses nothing; `doctor` folds again.

Rows and relations only. What may happen to a case is in `process`, and each thing done to it is a file in `office`.
"""

from django.db import models

from evenhand.records.models.table import Table, TableClass


class Complaint(Table):
    """One submission by one sender. `index` is that of its `received` (or `imported-complaint`) entry."""

    table_class = TableClass.PROJECTION

    index = models.BigIntegerField(primary_key=True)
    ref = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=24, unique=True)
    received_on = models.DateField()
    channel = models.CharField(max_length=20)
    category = models.CharField(max_length=64)
    anonymous = models.BooleanField()
    stage = models.CharField(max_length=20)
    named_officer = models.CharField(max_length=32, null=True)
    apart = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40, null=True)
    closed_on = models.DateField(null=True, db_index=True)
    reopened = models.PositiveIntegerField(default=0)
    rulebook = models.CharField(max_length=64)
    unanswered_since = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    imported = models.BooleanField(default=False)
    findable = models.BooleanField(default=True)
    """Every party of it has tokens, or gave nothing to be found by. What is imported is not looked for at the desk."""
    last_index = models.BigIntegerField()

    class Meta:
        indexes = (
            # lists count and sort by these alone, without a look at the rows
            models.Index(fields=("stage", "imported", "next_due_on", "index", "apart"), name="complaints_in_hand"),
            models.Index(
                fields=("category", "imported", "next_due_on", "index", "apart"), name="complaints_of_category"
            ),
            models.Index(fields=("received_on", "index", "imported", "apart", "stage"), name="complaints_by_receipt"),
            models.Index(fields=("next_due_on", "index", "imported", "apart", "stage"), name="complaints_by_due_day"),
            models.Index(
                fields=("unanswered_since", "index", "imported", "apart", "stage"), name="complaints_by_message"
            ),
            # who has nobody to ask is found among hundreds of thousands who have somebody
            models.Index(
                fields=("named_officer", "stage", "imported", "apart", "index"), name="complaints_of_officer"
            ),
            models.Index(fields=("named_officer", "unanswered_since"), name="messages_to_officer"),
            # few wait at a time, and each list asks whether any do
            models.Index(fields=("index",), condition=models.Q(findable=False), name="complaints_not_findable"),
        )


class Case(Table):
    """The handling of one complaint's allegations against one respondent. Decision columns are filled once effective."""

    table_class = TableClass.PROJECTION

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=20)
    capacity = models.CharField(max_length=32)
    investigator = models.CharField(max_length=32, null=True)
    decision_maker = models.CharField(max_length=32, null=True)
    held = models.BooleanField(default=False)
    recommended_sanction = models.IntegerField(null=True)
    sanction = models.IntegerField(null=True)
    decided_on = models.DateField(null=True)
    override_direction = models.CharField(max_length=8, null=True)
    override_distance = models.IntegerField(null=True)
    outcome = models.CharField(max_length=40, null=True)
    closed_on = models.DateField(null=True)
    allegations = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "number"), name="one_case_per_number"),)
        indexes = (
            models.Index(fields=("stage", "decision_maker", "complaint"), name="cases_at_stage"),
            models.Index(fields=("stage", "investigator", "decision_maker", "complaint"), name="cases_of_pair"),
            # which complaints somebody works on is read off these
            models.Index(fields=("investigator", "complaint"), name="cases_of_investigator"),
            models.Index(fields=("decision_maker", "complaint"), name="cases_of_decision_maker"),
        )


class Allegation(Table):
    """One claimed breach of one clause by the case's respondent."""

    table_class = TableClass.PROJECTION

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="allegations")
    case = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    clause = models.CharField(max_length=64)
    recommended = models.CharField(max_length=40, null=True)
    finding = models.CharField(max_length=40, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("complaint", "case", "number"), name="one_allegation_per_number"),
        )


class Hand(Table):
    """Who has done what on a complaint and its cases: the source of every independence rule."""

    table_class = TableClass.PROJECTION

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="hands")
    person = models.CharField(max_length=32)
    duty = models.CharField(max_length=20)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "person", "duty"), name="one_hand_per_duty"),)
        indexes = (models.Index(fields=("person", "duty", "complaint"), name="hands_of_person"),)


class Barred(Table):
    """Who may no longer see or touch a complaint, because a veto or a tainted reopening took it from them."""

    table_class = TableClass.PROJECTION

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="barred")
    person = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "person"), name="one_bar_per_person"),)


class Opening(Table):
    """Overseers to whom a complaint was ever opened, and until when; no day where that is over (DESIGN 5.14)."""

    table_class = TableClass.PROJECTION

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="openings")
    person = models.CharField(max_length=32)
    until = models.DateField(null=True, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "person"), name="one_opening_per_person"),)


class Link(Table):
    """Two complaints read together. The row stands with the complaint whose act linked them; it counts for both."""

    table_class = TableClass.PROJECTION

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="links")
    other = models.BigIntegerField(db_index=True)
    type = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "other"), name="one_link_per_pair"),)


class Step(Table):
    """A counted step: what figures and period totals are made of. `index` is the entry's, `on` the day it happened.

    As at a date uses `on`; as known at a point of the register uses `index` (DESIGN 5.2).
    """

    table_class = TableClass.PROJECTION

    index = models.BigIntegerField(db_index=True)
    place = models.PositiveSmallIntegerField()
    on = models.DateField(db_index=True)
    complaint = models.BigIntegerField(db_index=True)
    case = models.PositiveIntegerField(null=True)
    code = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("index", "place"), name="one_step_per_place"),)


class Period(Table):
    """A closed period: the index range [first, end) whose totals may be published (DESIGN 5.2)."""

    table_class = TableClass.PROJECTION

    label = models.CharField(primary_key=True, max_length=64)
    first = models.BigIntegerField()
    end = models.BigIntegerField()
    entry = models.BigIntegerField()
