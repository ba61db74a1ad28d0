"""People and teams hold the keys: proofs for teams' keys, grants that were taken back, and what waits for a key (ADR 0022)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0014_credentials")]
    operations = [
        migrations.CreateModel(
            name="KeyTask",
            fields=[
                ("complaint", models.BigIntegerField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.RemoveConstraint(model_name="grant", name="one_grant_per_key"),
        migrations.AddField(model_name="compartment", name="vouched", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="grant", name="ended_entry", field=models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(fields=("compartment", "to", "entry"), name="one_grant_per_key_and_act"),
        ),
    ]
