from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_named_officer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="complaint",
            name="unanswered_since",
            field=models.DateField(db_index=True, null=True),
        ),
    ]
