from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_examination"),
    ]

    operations = [
        migrations.AddField(model_name="draftfile", name="size", field=models.BigIntegerField(default=0)),
    ]
