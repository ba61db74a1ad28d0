from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_draft_file_size'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='stage',
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name='complaint',
            name='stage',
            field=models.CharField(max_length=20),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['stage', 'complaint'], name='cases_at_stage'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['stage', 'imported', 'next_due_on', 'index'], name='complaints_in_hand'),
        ),
    ]
