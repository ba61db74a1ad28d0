from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0010_lists_in_order"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="case", name="cases_at_stage"),
        migrations.RemoveIndex(model_name="complaint", name="complaints_by_receipt"),
        migrations.RemoveIndex(model_name="complaint", name="complaints_by_due_day"),
        migrations.AlterField(
            model_name="complaint",
            name="category",
            field=models.CharField(max_length=64),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["stage", "decision_maker", "complaint"], name="cases_at_stage"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["category", "imported", "next_due_on", "index"], name="complaints_of_category"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["received_on", "index", "imported"], name="complaints_by_receipt"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["next_due_on", "index", "imported"], name="complaints_by_due_day"),
        ),
    ]
