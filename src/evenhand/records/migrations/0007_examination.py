from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_unanswered"),
    ]

    operations = [
        migrations.CreateModel(
            name="Examination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.DateTimeField()),
                ("began", models.DateTimeField(null=True)),
                ("ended", models.DateTimeField(db_index=True, null=True)),
                ("entries", models.BigIntegerField(null=True)),
                ("complaints", models.BigIntegerField(null=True)),
                ("found", models.JSONField(default=list)),
            ],
        ),
    ]
