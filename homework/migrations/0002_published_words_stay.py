from django.db import migrations

from practice.immutable import frozen_columns


class Migration(migrations.Migration):
    """A published exercise keeps its words: the database refuses to change them."""

    dependencies = [("homework", "0001_exercises_and_entries")]

    operations = [
        frozen_columns(
            "homework_exerciseversion",
            ["slug", "number", "title", "neutral_title", "who", "joint_work", "body", "content_hash"],
        )
    ]
