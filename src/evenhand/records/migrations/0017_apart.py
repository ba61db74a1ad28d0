from django.db import migrations, models

INDEXES = (
    ("complaints_in_hand", ("stage", "imported", "next_due_on", "index")),
    ("complaints_of_category", ("category", "imported", "next_due_on", "index")),
    ("complaints_by_receipt", ("received_on", "index", "imported")),
    ("complaints_by_due_day", ("next_due_on", "index", "imported")),
    ("complaints_of_officer", ("named_officer", "stage", "imported")),
)
"""Those that lists count and sort by alone, before: each also says now what is set apart."""


class Migration(migrations.Migration):
    """Complaints that are set apart. No register made before says of any that it is."""

    dependencies = (("records", "0016_staff_conflicts"),)

    operations = (
        migrations.AddField(model_name="complaint", name="apart", field=models.BooleanField(default=False)),
        *(migrations.RemoveIndex(model_name="complaint", name=name) for name, _ in INDEXES),
        *(
            migrations.AddIndex(model_name="complaint", index=models.Index(fields=(*fields, "apart"), name=name))
            for name, fields in INDEXES
        ),
    )
