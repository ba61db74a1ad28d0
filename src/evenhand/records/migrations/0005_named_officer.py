from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_contact"),
    ]

    operations = [
        migrations.RenameField(model_name="complaint", old_name="contact", new_name="named_officer"),
    ]
