from django.db import migrations, models

ORDERS = (
    ("complaints_by_receipt", ("received_on", "index", "imported", "apart")),
    ("complaints_by_due_day", ("next_due_on", "index", "imported", "apart")),
)
"""Those that lists are read along, before: each also says now at which stage a complaint is."""
WORKERS = ("investigator", "decision_maker")


class Migration(migrations.Migration):
    """Lists are read off indexes whoever asks and however they are ordered. No row changes."""

    dependencies = (("records", "0021_openings"),)

    operations = (
        *(migrations.RemoveIndex(model_name="complaint", name=name) for name, _ in ORDERS),
        *(
            migrations.AddIndex(model_name="complaint", index=models.Index(fields=(*fields, "stage"), name=name))
            for name, fields in (*ORDERS, ("complaints_by_message", ("unanswered_since", "index", "imported", "apart")))
        ),
        migrations.AlterField(model_name="complaint", name="unanswered_since", field=models.DateField(null=True)),
        migrations.RemoveIndex(model_name="complaint", name="complaints_of_officer"),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                fields=("named_officer", "stage", "imported", "apart", "index"), name="complaints_of_officer"
            ),
        ),
        *(
            migrations.AlterField(model_name="case", name=name, field=models.CharField(max_length=32, null=True))
            for name in WORKERS
        ),
        *(
            migrations.AddIndex(
                model_name="case", index=models.Index(fields=(name, "complaint"), name=f"cases_of_{name}")
            )
            for name in WORKERS
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=("stage", "investigator", "decision_maker", "complaint"), name="cases_of_pair"),
        ),
        migrations.AlterField(model_name="hand", name="person", field=models.CharField(max_length=32)),
        migrations.AddIndex(
            model_name="hand", index=models.Index(fields=("person", "duty", "complaint"), name="hands_of_person")
        ),
    )
