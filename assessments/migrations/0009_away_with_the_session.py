"""A form that goes when its session is called off can come back when that is taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("assessments", "0008_alerts_from_homework")]

    operations = [
        migrations.AddField(
            model_name="administration",
            name="away_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When it went because its session was called off; it can come back.",
                null=True,
            ),
        ),
    ]
