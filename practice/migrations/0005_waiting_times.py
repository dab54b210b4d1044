"""Three waiting times in place of one, and the country whose help lines a person wants to see first."""

from typing import Any

from django.db import migrations, models


def stretch(apps: Any, editor: Any) -> None:
    """A practice keeps the wait that it chose for the second step; the steps around it follow from that."""
    for practice in apps.get_model("practice", "Practice").unscoped.order_by("pk"):
        wait = practice.cover_after_minutes
        practice.again_after_minutes = max(15, wait // 4)
        practice.owner_after_minutes = 2 * wait
        practice.save(update_fields=["again_after_minutes", "owner_after_minutes"])


class Migration(migrations.Migration):
    dependencies = [("practice", "0004_who_holds_what")]

    operations = [
        migrations.RenameField("practice", "escalate_after_minutes", "cover_after_minutes"),
        migrations.AddField("practice", "again_after_minutes", models.PositiveIntegerField(default=60)),
        migrations.AddField("practice", "owner_after_minutes", models.PositiveIntegerField(default=480)),
        migrations.AddField(
            "user",
            "here_in",
            models.CharField(blank=True, help_text="Country whose help lines to show first.", max_length=5),
        ),
        migrations.RunPython(stretch, migrations.RunPython.noop),
    ]
