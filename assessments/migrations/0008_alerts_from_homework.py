"""An alert can also come from an entry of homework. SQLite rebuilds the table, so it is frozen once more."""

from django.db import migrations, models

from practice.immutable import frozen_columns


class Migration(migrations.Migration):

    dependencies = [("assessments", "0007_licences_and_entered_forms")]

    operations = [
        migrations.RemoveConstraint(model_name="safetyalert", name="alert_comes_from_one_form"),
        migrations.AddField(
            model_name="safetyalert",
            name="homework",
            field=models.UUIDField(blank=True, help_text="The entry that it comes from.", null=True),
        ),
        migrations.AddConstraint(
            model_name="safetyalert",
            constraint=models.CheckConstraint(
                condition=models.Q(screen__isnull=False, administration__isnull=True, homework__isnull=True)
                | models.Q(screen__isnull=True, administration__isnull=False, homework__isnull=True)
                | models.Q(screen__isnull=True, administration__isnull=True, homework__isnull=False),
                name="alert_comes_from_one_place",
            ),
        ),
        migrations.AddIndex(
            model_name="safetyalert",
            index=models.Index(
                fields=["homework"],
                condition=models.Q(homework__isnull=False),
                name="alert_by_entry",
            ),
        ),
        frozen_columns(
            "assessments_safetyalert",
            ["couple_id", "partner_id", "screen_id", "administration_id", "homework", "raised_at"],
        ),
    ]
