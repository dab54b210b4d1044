"""What is needed to ask a calendar only for what is new, and less often while it cannot be read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0007_locked_notes")]

    operations = [
        migrations.AddField(
            model_name="busysource",
            name="tag",
            field=models.CharField(
                blank=True, help_text="What its server called the version last read.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="busysource",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0, help_text="How often in a row it could not be read."),
        ),
    ]
