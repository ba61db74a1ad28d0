from django.db import migrations, models


class Migration(migrations.Migration):
    """Marks of work addresses, by which no two accounts serve one person. Accounts of before have none until they are given one."""

    dependencies = (("records", "0023_generations"),)

    operations = (
        migrations.CreateModel(
            name="WorkAddress",
            fields=[
                ("account", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=64, unique=True)),
                ("salt", models.BinaryField(max_length=16)),
                ("digest", models.CharField(max_length=64)),
                ("entry", models.BigIntegerField()),
            ],
            options={"abstract": False},
        ),
    )
