from django.db import migrations, models


class Migration(migrations.Migration):
    """The public half of each phrase's key. Of complaints of before it is learnt when whoever holds the phrase comes back."""

    dependencies = (("records", "0022_lists_in_time"),)

    operations = (
        migrations.AddField(
            model_name="phraseholder",
            name="public",
            field=models.BinaryField(max_length=32, null=True),
        ),
    )
