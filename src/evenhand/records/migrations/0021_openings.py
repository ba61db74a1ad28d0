import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Complaints that were opened to overseers. No register made before says of any that it was.

    And an index by which the office's own keys are found among those of all complaints.
    """

    dependencies = (("records", "0020_oversight_findings"),)

    operations = (
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=32)),
                ("until", models.DateField(db_index=True, null=True)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="records.complaint",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.AddIndex(
            model_name="compartment",
            index=models.Index(
                condition=models.Q(("complaint__isnull", True)),
                fields=["purpose", "entry"],
                name="compartments_of_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("complaint", "person"), name="one_opening_per_person"),
        ),
    )
